// SPDX-License-Identifier: MIT
// Words that the user adds to calls of kubectl.
#pragma once

#include "compiler/backends/text/extra_flags.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends::kubernetes {

/// The options among the platform's `extra_flags` that each command of kubectl takes: which cluster
/// it talks to, and as whom. The others are for `apply` alone.
[[nodiscard]] std::vector<std::string> flags_of_all_commands(const ir::Platform& platform);

/// What kubectl is told besides `extra_flags`, for the check of these.
[[nodiscard]] ClientOptions kubectl_options(const ir::Target& target);

} // namespace expc::backends::kubernetes
