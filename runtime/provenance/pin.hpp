// SPDX-License-Identifier: MIT
// A commit of a local repository that other machines can get from its remote.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace expc::provenance {

/// Why other machines cannot get it, and what to do, in the words of a person.
struct Unpinned {
    std::string reason; ///< "its tree differs from the last commit: ` M train.py`"
    std::vector<std::string> ways_out = {};
};

struct Pin {
    std::string url;    ///< of the remote `origin`
    std::string commit; ///< all of its digits
    std::optional<Unpinned> refusal = {};
};

/// The commit, or without one HEAD, which the whole work tree has to be equal to. `folder` is
/// absolute and stands in the repository; `own` are absolute folders that expc itself writes.
[[nodiscard]] Pin pin(const std::string& folder, const std::optional<std::string>& commit,
                      const std::vector<std::string>& own);

} // namespace expc::provenance
