// SPDX-License-Identifier: MIT
// Records of runs that an engine tells of: where its jobs write their own records is no folder of
// this machine, so what the engine says of each task is written down here, once.
#pragma once

#include "compiler/driver/earlier_builds.hpp"
#include "compiler/driver/emission.hpp"
#include "compiler/driver/job_environment.hpp"
#include "runtime/cluster/submit.hpp"
#include "runtime/kubernetes/jobs.hpp"
#include "runtime/status/writer.hpp"

#include <set>

namespace expc::driver {

class JobRecords {
  public:
    /// `emitted` must outlive it.
    JobRecords(const EmittedTarget& emitted, RunPlaces places);

    /// Writes a record for each run that has ended since the last call, of this build and of the
    /// target's earlier ones.
    [[nodiscard]] Result<Done> keep(const std::vector<kubernetes::Job>& jobs);

  private:
    /// A task that has ended, and of which no record was written yet.
    struct EndedTask {
        QueuedTask task;
        std::string name; ///< as it stands in records
        bool succeeded = false;
    };
    /// Each task is given out once.
    std::vector<EndedTask> take_ended(std::span<const backends::Submission> submissions,
                                      const cluster::SubmittedJob& submitted,
                                      const kubernetes::Job& job);
    Result<Done> keep_job(const cluster::SubmittedJob& submitted, const kubernetes::Job& job);
    Result<Done> keep_earlier(const EarlierBuild& build, const cluster::SubmittedJob& submitted,
                              const kubernetes::Job& job);
    Result<Done> write(status::Writer& writer, status::Record record, const EndedTask& ended,
                       const cluster::SubmittedJob& submitted);
    [[nodiscard]] std::string folder_of(const std::string& experiment) const;

    const EmittedTarget& emitted_;
    RunPlaces places_;
    std::vector<EarlierBuild> earlier_;
    std::set<std::string> kept_; ///< names of tasks
};

} // namespace expc::driver
