// SPDX-License-Identifier: MIT
// Sentences of messages hold names and texts of the user, which may have any length.
#pragma once

#include <string>

namespace expc::diag {

/// The text with the middle of each word left out that nobody would read to its end, and that of
/// the whole text beyond `most` bytes: the default fills a screen.
[[nodiscard]] std::string elided(std::string text, std::size_t most = 8000);

} // namespace expc::diag
