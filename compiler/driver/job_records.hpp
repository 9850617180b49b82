// SPDX-License-Identifier: MIT
// Records of runs that an engine tells of: where its jobs write their own records is no folder of
// this machine, so what the engine says of each task is written down here, once.
#pragma once

#include "compiler/driver/emission.hpp"
#include "compiler/driver/job_environment.hpp"
#include "runtime/cluster/submit.hpp"
#include "runtime/kubernetes/jobs.hpp"

#include <set>

namespace expc::driver {

class JobRecords {
  public:
    /// `emitted` must outlive it.
    JobRecords(const EmittedTarget& emitted, RunPlaces places)
        : emitted_(emitted), places_(std::move(places)) {}

    /// Writes a record for each run of this build that has ended since the last call.
    [[nodiscard]] Result<Done> keep(const std::vector<kubernetes::Job>& jobs);

  private:
    Result<Done> keep_job(const cluster::SubmittedJob& submitted, const kubernetes::Job& job);

    const EmittedTarget& emitted_;
    RunPlaces places_;
    std::set<std::string> kept_; ///< tasks, as they stand in records
};

} // namespace expc::driver
