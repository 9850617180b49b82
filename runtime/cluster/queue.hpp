// SPDX-License-Identifier: MIT
// Which of the user's jobs an engine still knows as waiting or running, from one question to it.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/status/scan.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace expc::cluster {

/// How an engine names the tasks of its arrays, here and in status files.
struct TaskNames {
    std::string_view engine; ///< before the colon of a record's job: `slurm` in `slurm:123_4`
    std::string_view cancel; ///< the client that ends jobs
    char mark = '_';         ///< between the number of an array and that of its task
    /// An array's tasks have the numbers from this one on, whichever runs were selected for it;
    /// without one, a task has the number of its run in the chunk.
    std::optional<std::uint64_t> first_task = std::nullopt;
};

/// The tasks in the queue, by the engine's spelling: `123_4` in an array, `123` else.
class Queue {
  public:
    Queue() = default;
    Queue(const TaskNames& names, std::set<std::string, std::less<>> tasks)
        : names_(names), tasks_(std::move(tasks)) {}

    [[nodiscard]] const TaskNames& names() const { return names_; }
    [[nodiscard]] bool has(std::string_view task) const { return tasks_.contains(task); }
    /// Whether the run at `index` of a chunk, the one at `position` of those that a job was
    /// submitted for, is among the tasks of that job.
    [[nodiscard]] bool has_task(std::string_view job, std::uint64_t index,
                                std::uint64_t position) const;
    /// Tasks of a job, whether an array or not.
    [[nodiscard]] std::size_t tasks_of(std::string_view job) const;

  private:
    TaskNames names_;
    std::set<std::string, std::less<>> tasks_;
};

/// Asks the engine; fails with its words.
using AskQueue = std::function<Result<Queue>(const std::vector<std::string>& environment)>;

/// Judges `running` records of the engine's jobs by the queue, and others as `status::alive_here`
/// does. `queue` must outlive it.
[[nodiscard]] status::Liveness liveness(const Queue& queue);

/// What a client of the engine printed; fails with its words, or with a way out when there is no
/// such program. `engine` is the name for people.
[[nodiscard]] Result<std::string> ask_client(std::string_view engine, std::vector<std::string> argv,
                                             const std::vector<std::string>& environment);

} // namespace expc::cluster
