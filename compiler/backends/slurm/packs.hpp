// SPDX-License-Identifier: MIT
// `launcher = packed`: a task of an array takes several runs, some of them at once.
#pragma once

#include "compiler/backends/text/submit_script.hpp"
#include "compiler/ir/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace expc::backends::slurm {

/// job.sh of a target whose runs share tasks.
[[nodiscard]] std::string pack_script(const ir::Target& target);
/// `max_parallel` as a number of tasks, where runs share them.
[[nodiscard]] std::optional<std::int64_t> tasks_at_once(const ir::Target& target);
/// How many tasks a call of sbatch adds to the queue, in the shell, from `number` of runs.
[[nodiscard]] std::string tasks_of_call(const ir::Target& target);
/// What submit.sh does before a call whose runs share tasks.
[[nodiscard]] SharedTasks shared_tasks(const ir::Target& target);

} // namespace expc::backends::slurm
