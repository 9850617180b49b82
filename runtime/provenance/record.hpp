// SPDX-License-Identifier: MIT
// Keeps what git says when runs are started.
#pragma once

#include "compiler/base/result.hpp"

#include <string>
#include <vector>

namespace expc::provenance {

/// Writes the state of the project's sources into `folder`, in a file named by the time (UTC),
/// unless the newest file there says the same. Does nothing where git knows nothing. `own`: see
/// git_state.
[[nodiscard]] Result<Done> record(const std::string& project, const std::vector<std::string>& own,
                                  const std::string& folder);

} // namespace expc::provenance
