// SPDX-License-Identifier: MIT
// What Grid Engine makes of amounts: `plan` tells it before a job is killed for want of memory.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends::gridengine {

/// One sentence for each amount that is shared out or rounded up, in order of first use.
[[nodiscard]] std::vector<std::string> remarks(const ir::Target& target);

} // namespace expc::backends::gridengine
