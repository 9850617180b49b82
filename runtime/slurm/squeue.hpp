// SPDX-License-Identifier: MIT
// The user's tasks in Slurm's queue, from one call of squeue.
#pragma once

#include "runtime/cluster/queue.hpp"

namespace expc::slurm {

inline constexpr cluster::TaskNames task_names{.engine = "slurm", .cancel = "scancel", .mark = '_'};

/// What squeue prints with `-h -o %i`: a job a line, a task that was started (`7_3`), or those of
/// an array that were not (`7_[1,4-6,10-20:2%4]`). Its `-r`, which prints a line for each of them,
/// leaves out the last of `10-20:2`.
[[nodiscard]] cluster::Queue parse_queue(std::string_view squeue_output);
/// Prints that, for the user of a shell on another machine, without the variables that `ask_queue`
/// leaves out.
inline constexpr std::string_view question =
    R"sh(unset $(env | sed -nE '/^SLURM_(CONF|JWT)/!s/^((SLURM|SQUEUE)_[A-Z0-9_]*)=.*/\1/p')
SLURM_BITSTR_LEN=0 "${EXPC_SQUEUE:-squeue}" -h -u "$(id -u)" -o %i)sh";
/// Asks squeue; fails with its words. Variables by which a user chooses what squeue shows
/// (SQUEUE_PARTITION, SLURM_CLUSTERS) are left out.
[[nodiscard]] Result<cluster::Queue> ask_queue(const std::vector<std::string>& environment);

} // namespace expc::slurm
