// SPDX-License-Identifier: MIT
// Which runs wait in an engine's queue: the inverse of how submit.sh cuts groups of runs into
// arrays.
#pragma once

#include "compiler/driver/emission.hpp"
#include "compiler/driver/rerun.hpp"
#include "runtime/cluster/queue.hpp"
#include "runtime/cluster/submit.hpp"

#include <span>

namespace expc::driver {

/// The label of a call of the engine's client: EXPERIMENT.GROUP.CHUNK, and `[0-3,8]` when it was
/// for some tasks only.
struct JobLabel {
    std::string experiment;
    std::uint32_t group = 0;
    std::uint64_t chunk = 0;
    std::optional<std::vector<ir::IndexRange>> tasks;
};
[[nodiscard]] std::optional<JobLabel> parse_label(std::string_view label);

/// A task in the queue, as its job script knows it.
struct QueuedTask {
    std::string experiment;
    std::uint32_t group = 0;
    std::uint64_t rank = 0; ///< in the group

    auto operator<=>(const QueuedTask&) const = default;
};
/// The tasks of submitted jobs that are still in the queue; jobs of other builds, whose labels fit
/// no submission, are left out.
[[nodiscard]] std::vector<QueuedTask>
queued_tasks(std::span<const backends::Submission> submissions,
             const std::vector<cluster::SubmittedJob>& jobs, const cluster::Queue& queue);

/// The runs of a submitted job as ranks in their group, in the order of the job's tasks.
[[nodiscard]] std::vector<std::uint64_t> ranks_of(const JobLabel& label,
                                                  const backends::Submission& submission);
/// Index of the run with this rank in its group; nothing when the plan has no such run.
[[nodiscard]] std::optional<std::uint64_t> index_of(const ir::Experiment& experiment,
                                                    const QueuedTask& task);

/// Adds the run.ids of tasks of this build.
void add_ids(const ir::Target& target, const std::vector<QueuedTask>& tasks, QueuedIds& ids);

} // namespace expc::driver
