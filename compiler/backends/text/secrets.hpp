// SPDX-License-Identifier: MIT
// Secrets that whoever submits has in the environment: files that only the user can read carry them
// to the jobs.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::backends {

/// Commands that end a script unless every secret is set.
[[nodiscard]] std::string require_secrets(const ir::Platform& platform);
/// Commands that print assignments of them for a shell elsewhere, by the script's `assign`.
[[nodiscard]] std::string forward_secrets(const ir::Platform& platform);
/// Commands that write each of them below `$run_root` for the tree of `$here`, and unset it.
[[nodiscard]] std::string store_secrets(const ir::Platform& platform);

} // namespace expc::backends
