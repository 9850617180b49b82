// SPDX-License-Identifier: MIT
// Which runs of a target `expc run` starts: those that the user selected and that have not
// succeeded yet (ruling 2). Runs that changed since they succeeded are shown, and the user is
// asked.
#pragma once

#include "compiler/driver/job_environment.hpp"
#include "compiler/driver/run_list.hpp"
#include "compiler/driver/session.hpp"
#include "runtime/resume/resume.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace expc::driver {

/// What an experiment's records say, and the runs that are to start.
struct ExperimentRuns {
    const ir::Experiment* experiment = nullptr;
    RunList selected; ///< by the user, whatever their records say
    RunList runs;     ///< of these: those that are to start
    resume::Survey survey;
    /// Processes of the experiment's runs that run now, selected or not.
    std::vector<std::int64_t> alive = {};
};

/// run.ids of runs that wait in an engine's queue, by experiment; they have no record yet.
using QueuedIds = std::map<std::string, std::set<status::Key>>;

/// What the engine knows about runs that have not ended.
struct EngineView {
    status::Liveness alive; ///< whether a record that says `running` is still true
    QueuedIds queued;
};

/// Chooses the runs of every experiment of the target. Nothing, with messages, after a mistake in
/// the selection, or when runs changed and nobody said what to do about them.
[[nodiscard]] std::optional<std::vector<ExperimentRuns>>
choose_runs(Program& program, const ir::Target& target, const Arguments& arguments,
            const RunPlaces& places, const EngineView& view, Console& console);

/// `18 new`, `2 failed, 16 done`: what the records say, over all experiments.
[[nodiscard]] std::string standing_text(const std::vector<ExperimentRuns>& experiments);
[[nodiscard]] std::uint64_t runs_to_start(const std::vector<ExperimentRuns>& experiments);
/// Processes of all runs that run now.
[[nodiscard]] std::vector<std::int64_t>
processes_of(const std::vector<ExperimentRuns>& experiments);

} // namespace expc::driver
