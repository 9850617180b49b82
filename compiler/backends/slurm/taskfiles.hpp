// SPDX-License-Identifier: MIT
// `launcher = taskfile`: one job for all runs of a group, whose lines a helper hands out. submit.sh
// writes the taskfile, so that artifacts do not grow with the runs.
#pragma once

#include "compiler/backends/text/submit_script.hpp"
#include "compiler/ir/plan.hpp"

#include <functional>
#include <string>

namespace expc::backends::slurm {

/// job.sh: starts the helper, and ends with 0 if all runs have succeeded.
[[nodiscard]] std::string taskfile_script(const ir::Target& target);
/// run.sh: what a line of a taskfile calls.
[[nodiscard]] std::string line_script(const ir::Target& target);
/// What submit.sh does before a call: writes the taskfile, and counts nodes and tasks.
[[nodiscard]] SharedTasks taskfile_tasks(const ir::Target& target);
/// Says how many runs of a group a node has room for; no function without a taskfile.
[[nodiscard]] std::function<std::string(const ir::Experiment&, std::size_t)>
group_variables(const ir::Target& target);

} // namespace expc::backends::slurm
