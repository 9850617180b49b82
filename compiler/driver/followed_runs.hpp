// SPDX-License-Identifier: MIT
// The runs that `--follow` tells of: those that the user selected, of the target as it is now.
// Other records of the same experiments, of runs that were not selected or that the file no longer
// has, are not theirs.
#pragma once

#include "compiler/driver/launch.hpp"
#include "runtime/cluster/follow.hpp"

#include <vector>

namespace expc::driver {

/// The run.ids of what a call selected.
class FollowedRuns {
  public:
    /// `staged` must outlive it.
    explicit FollowedRuns(const StagedTarget& staged);

    /// Counts their records.
    [[nodiscard]] cluster::Tally tally(const status::Liveness& alive) const;
    /// A line for each of the first ten runs that failed or are missing, as the summary of a local
    /// run says it, and the end of the first log that can be read here; empty where there are none.
    [[nodiscard]] std::string failures_text(const status::Liveness& alive) const;

  private:
    struct Part {
        const ir::Experiment* experiment;
        std::string folder;           ///< of its records
        std::vector<status::Key> ids; ///< sorted
    };
    /// The records of the part's runs.
    [[nodiscard]] static std::vector<status::Entry> records(const Part& part,
                                                            const status::Liveness& alive);

    const StagedTarget& staged_;
    std::vector<Part> parts_;
};

} // namespace expc::driver
