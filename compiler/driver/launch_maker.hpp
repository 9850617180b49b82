// SPDX-License-Identifier: MIT
// Makes what the local supervisor starts: a run of the plan with every text filled in (ruling 46).
// Runs that need a shell around them (setup, bash, redirections, list files, mounts that
// they make ready) are started through the staged task.sh, which gives the same result.
#pragma once

#include "compiler/driver/job_environment.hpp"
#include "compiler/ir/run.hpp"
#include "runtime/local/launch.hpp"

#include <string>

namespace expc::driver {

/// True when the run's words can be started as they are.
[[nodiscard]] bool starts_directly(const ir::Experiment& experiment, const ir::Platform& platform);

/// `<run_root>/<target>/<experiment>/<run.id>` (ruling 6).
[[nodiscard]] std::string run_folder(const std::string& run_root, const std::string& target,
                                     const std::string& experiment, const std::string& id);

/// The values of a run in one line for people, cut where it grows long.
[[nodiscard]] std::string run_label(const ir::ResolvedRun& run);

class LaunchMaker {
  public:
    /// All arguments must outlive this object.
    LaunchMaker(const ir::Target& target, const ir::Experiment& experiment, const RunPlaces& places,
                const JobEnvironment& job);

    /// Starts all runs through task.sh, whatever they need.
    void use_task_script() { through_script_ = true; }

    /// Describes the run at `index` in a cleared launch.
    void fill(std::uint64_t index, local::Launch& launch);

  private:
    void fill_words(const ir::ResolvedRun& run, RunTexts& texts, local::Launch& launch) const;
    void fill_environment(const ir::ResolvedRun& run, RunTexts& texts, local::Launch& launch) const;
    void fill_outputs(const ir::ResolvedRun& run, RunTexts& texts, local::Launch& launch) const;
    void fill_task_script(local::Launch& launch) const;
    [[nodiscard]] const ir::Group& group(std::uint64_t index) const;

    const ir::Target& target_;
    const ir::Experiment& experiment_;
    const RunPlaces& places_;
    const JobEnvironment& job_;
    ir::Resolver resolver_;
    bool through_script_;
};

} // namespace expc::driver
