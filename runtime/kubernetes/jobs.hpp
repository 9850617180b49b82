// SPDX-License-Identifier: MIT
// The Jobs of a target as Kubernetes sees them, from one call of kubectl.
#pragma once

#include "runtime/cluster/queue.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::kubernetes {

/// A task is an index of a Job: `train-1f0c9a7b2e-0-0.17`.
inline constexpr cluster::TaskNames task_names{
    .engine = "kubernetes", .cancel = "kubectl delete job", .mark = '.', .first_task = 0};

/// An Indexed Job.
struct Job {
    std::string name;
    std::uint64_t completions = 0;
    std::vector<bool> succeeded; ///< by index
    std::vector<bool> failed;    ///< by index
    bool ended = false;          ///< no pod of it starts any more
};

/// What kubectl prints with the words of `ask_jobs`, a line for each Job; lines that cannot be read
/// are left out.
[[nodiscard]] std::vector<Job> parse_jobs(std::string_view lines);
/// Asks for the Jobs that `selection` selects; fails with kubectl's words.
[[nodiscard]] Result<std::vector<Job>> ask_jobs(const std::vector<std::string>& environment,
                                                const std::vector<std::string>& selection);
/// The indexes that wait or run.
[[nodiscard]] cluster::Queue queue_of(const std::vector<Job>& jobs);

} // namespace expc::kubernetes
