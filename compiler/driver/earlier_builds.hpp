// SPDX-License-Identifier: MIT
// Runs that were submitted by an earlier build of the same target. Their numbering is that build's,
// so its own task.sh is asked who they are.
#pragma once

#include "compiler/driver/submitted_runs.hpp"

namespace expc::driver {

/// What an earlier build says of itself.
struct EarlierBuild {
    std::string folder;
    std::string target;
    std::vector<backends::Submission> submissions;
};
/// All other builds of the target that are staged still.
[[nodiscard]] std::vector<EarlierBuild> earlier_builds(const RunPlaces& places,
                                                       const std::string& target);

/// A run as an earlier build knew it.
struct EarlierRun {
    std::uint64_t index = 0;
    status::Key id;
    status::Key digest;
};
/// The runs of tasks of one experiment, in their order; nothing when its task.sh cannot tell.
[[nodiscard]] std::optional<std::vector<EarlierRun>> runs_of(const EarlierBuild& build,
                                                             const std::string& experiment,
                                                             std::span<const QueuedTask> tasks);

/// Names of the staged folders of all builds of the target, this one's among them.
[[nodiscard]] std::vector<std::string> staged_builds(const RunPlaces& places,
                                                     const std::string& target);

/// Adds the run.ids of such runs. Fails where there are too many to ask for, or where nobody can be
/// asked: then some runs could be submitted a second time.
[[nodiscard]] Result<Done> add_earlier_ids(const RunPlaces& places, const std::string& target,
                                           const cluster::Queue& queue, QueuedIds& ids);

} // namespace expc::driver
