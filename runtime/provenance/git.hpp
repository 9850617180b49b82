// SPDX-License-Identifier: MIT
// Questions that git answers without changing anything.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace expc::provenance {

/// What git prints in the folder; nothing when it fails.
[[nodiscard]] std::optional<std::string> ask_git(const std::string& folder,
                                                 std::vector<std::string> words);
/// The same, without the newline at its end.
[[nodiscard]] std::optional<std::string> ask_git_line(const std::string& folder,
                                                      std::vector<std::string> words);

} // namespace expc::provenance
