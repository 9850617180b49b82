// SPDX-License-Identifier: MIT
// The environment that runs on this machine start from: what they inherit, the secrets they are
// given, and the values of run-time parts. The same rules as task.sh: a test compares what both
// give to a run.
#pragma once

#include "compiler/base/result.hpp"
#include "compiler/ir/plan.hpp"
#include "compiler/ir/run.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace expc::driver {

/// Where the runs of a target stand on this machine; absolute folders.
struct RunPlaces {
    std::string project;
    std::string run_root;
    std::string tree; ///< the staged artifacts
};

/// Shared by all runs of a target.
struct JobEnvironment {
    std::map<std::string, std::string> inherited;
    std::map<std::string, std::string> secrets; ///< contents by name
    std::string node;
    std::string job;
    std::string target_folder; ///< of all runs of the target, absolute

    /// NAME=VALUE lines of `inherited`.
    [[nodiscard]] std::vector<std::string> lines() const;
};

/// Reads the environment of this process, and the secrets that the target's runs need; a failure
/// names the secret that is not set, before anything starts.
[[nodiscard]] Result<JobEnvironment> job_environment(const ir::Target& target,
                                                     const RunPlaces& places);

/// Fills the run-time parts of one run's texts.
class RunTexts {
  public:
    RunTexts(const JobEnvironment& job, std::string run_folder)
        : job_(job), run_folder_(std::move(run_folder)) {}

    /// A variable that is not set, and has no default, is remembered in `missing`.
    [[nodiscard]] std::string fill(const ir::ResolvedText& text);
    [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

  private:
    [[nodiscard]] std::string value(const ir::RuntimePart& part);

    const JobEnvironment& job_;
    std::string run_folder_;
    std::vector<std::string> missing_;
};

} // namespace expc::driver
