// SPDX-License-Identifier: MIT
// The user's tasks in Grid Engine's queue, from one call of qstat.
#pragma once

#include "runtime/cluster/queue.hpp"

namespace expc::gridengine {

inline constexpr cluster::TaskNames task_names{
    .engine = "gridengine", .cancel = "qdel", .mark = '.', .first_task = 1};

/// What qstat prints with `-g d -xml`: an element `job_list` for each task.
[[nodiscard]] cluster::Queue parse_queue(std::string_view qstat_output);
/// Prints that, for the user of a shell on another machine.
inline constexpr std::string_view question =
    R"sh("${EXPC_QSTAT:-qstat}" -u "$(id -un)" -g d -s prs -xml)sh";
/// Asks qstat; fails with its words.
[[nodiscard]] Result<cluster::Queue> ask_queue(const std::vector<std::string>& environment);

} // namespace expc::gridengine
