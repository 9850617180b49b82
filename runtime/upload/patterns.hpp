// SPDX-License-Identifier: MIT
// The patterns of `exclude`, as .gitignore has them, without its `!`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expc::upload {

/// `*`, `?` and `[...]` match within one name, `**` any number of folders. A pattern with a `/`
/// that is not its last letter is a path from the top; any other matches at every depth. A `/` at
/// the end means folders only.
class Patterns {
  public:
    explicit Patterns(const std::vector<std::string>& patterns);
    /// Whether the file or folder `path` (relative to the top) is matched itself: what lies in a
    /// folder that matches is the caller's business.
    [[nodiscard]] bool match(std::string_view path, bool is_folder) const;

  private:
    struct Pattern {
        std::vector<std::string> names;
        bool folders_only = false;
    };
    std::vector<Pattern> patterns_;
};

} // namespace expc::upload
