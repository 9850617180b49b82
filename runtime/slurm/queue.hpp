// SPDX-License-Identifier: MIT
// Which of the user's jobs Slurm still knows as waiting or running, from one call of squeue.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/status/scan.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace expc::slurm {

/// The tasks in the queue, by Slurm's spelling: `123_4` in an array, `123` else.
class Queue {
  public:
    Queue() = default;
    explicit Queue(std::string_view squeue_output);

    [[nodiscard]] bool has(std::string_view task) const { return tasks_.contains(task); }
    /// Tasks of a job, whether an array or not.
    [[nodiscard]] std::size_t tasks_of(std::string_view job) const;

  private:
    std::set<std::string, std::less<>> tasks_;
};

/// Asks squeue; fails with its words.
[[nodiscard]] Result<Queue> ask_queue(const std::vector<std::string>& environment);

/// Judges `running` records of jobs by the queue, and others as `status::alive_here` does. `queue`
/// must outlive it.
[[nodiscard]] status::Liveness liveness(const Queue& queue);

} // namespace expc::slurm
