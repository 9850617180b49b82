// SPDX-License-Identifier: MIT
// "A name with a similar spelling exists": the one rule for it, so that every phase proposes alike.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace expc::diag {

/// The candidate that a person who wrote `wanted` most likely meant: equal but for upper and lower
/// case, else nearest by Damerau-Levenshtein distance within max(1, length / 3); of equals the
/// first. Nothing but case is compared of words longer than 200 bytes. Offer only names of the
/// right kind that are in scope.
[[nodiscard]] std::optional<std::string> most_similar(std::string_view wanted,
                                                      std::span<const std::string> candidates);

/// Insertions, deletions, substitutions and swaps of neighbours between two texts; anything above
/// `limit` counts as limit + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

} // namespace expc::diag
