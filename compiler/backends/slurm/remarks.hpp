// SPDX-License-Identifier: MIT
// What Slurm makes of amounts that it cannot count exactly: `plan` tells it before a job is killed
// a minute early or late.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends::slurm {

/// One sentence for each amount that is rounded up, in order of first use.
[[nodiscard]] std::vector<std::string> remarks(const ir::Target& target);

} // namespace expc::backends::slurm
