// SPDX-License-Identifier: MIT
// Keeps what git says when runs are started.
#pragma once

#include "compiler/base/result.hpp"

#include <string>
#include <vector>

namespace expc::provenance {

/// A folder that is sent to the runs, by the name of its mount.
struct SentFolder {
    std::string mount;
    std::string path; ///< absolute
};

/// Those that the state of the project does not tell of: they stand in repositories of their own.
[[nodiscard]] std::vector<SentFolder> with_own_history(const std::string& project,
                                                       const std::vector<SentFolder>& sent);

/// Writes the state of the project's sources, and of what is sent beside them, into `folder`, in a
/// file named by the time (UTC), unless the newest file there says the same. Does nothing where git
/// knows nothing. `own`: see git_state.
[[nodiscard]] Result<Done> record(const std::string& project, const std::vector<SentFolder>& sent,
                                  const std::vector<std::string>& own, const std::string& folder);

} // namespace expc::provenance
