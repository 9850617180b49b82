// SPDX-License-Identifier: MIT
// Runs that wait in an engine's queue since an earlier build of the same target. Their numbering is
// that build's, so its own task.sh is asked who they are.
#pragma once

#include "compiler/driver/submitted_runs.hpp"

namespace expc::driver {

/// Names of the staged folders of all builds of the target, this one's among them.
[[nodiscard]] std::vector<std::string> staged_builds(const RunPlaces& places,
                                                     const std::string& target);

/// Adds the run.ids of such runs. Fails where there are too many to ask for, or where nobody can be
/// asked: then some runs could be submitted a second time.
[[nodiscard]] Result<Done> add_earlier_ids(const RunPlaces& places, const std::string& target,
                                           const cluster::Queue& queue, QueuedIds& ids);

} // namespace expc::driver
