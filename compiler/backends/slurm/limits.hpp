// SPDX-License-Identifier: MIT
// The job script, and what Slurm will refuse for reasons that only arithmetic over a whole target
// shows.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>

namespace expc::backends::slurm {

/// job.sh: one script for all groups.
[[nodiscard]] std::string job_script(const ir::Target& target);

/// Too many groups of resources, a job script over the size that slurmctld takes, limits below 1,
/// and extra flags that repeat ours.
void check(const ir::Target& target, diag::Sink& sink);

/// A `\` in the path of the logs, which lie in the project unless the program says where.
void check_project(const ir::Target& target, std::string_view project, diag::Sink& sink);

} // namespace expc::backends::slurm
