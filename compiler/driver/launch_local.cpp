// SPDX-License-Identifier: MIT
#include "compiler/driver/launch.hpp"
#include "compiler/driver/launch_maker.hpp"
#include "compiler/driver/run_order.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/local/display.hpp"
#include "runtime/local/gpus.hpp"
#include "runtime/local/supervisor.hpp"
#include "runtime/local/words.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>

namespace expc::driver {

namespace {

/// Processors that this process may use.
std::int64_t usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return std::max(1, CPU_COUNT(&set));
}

/// What the run asks for that wants the most.
std::int64_t most_gpus(const ir::Target& target) {
    std::int64_t most = 0;
    for (const ir::Experiment& experiment : target.experiments)
        for (const ir::Group& group : experiment.groups)
            most = std::max(most, group.resources.gpus);
    return most;
}

/// The GPUs that the platform names, else those of the machine, where a run wants any.
std::optional<std::vector<std::string>> gpus_for(const ir::Target& target,
                                                 const std::vector<std::string>& environment) {
    if (most_gpus(target) == 0) return std::nullopt;
    const auto* settings = std::get_if<ir::Local>(&target.platform.settings);
    if (settings == nullptr || !settings->gpus) return local::gpus_of_this_machine(environment);
    std::vector<std::string> names;
    for (const std::int64_t index : *settings->gpus)
        names.push_back(std::to_string(index));
    return names;
}

/// Takes the GPUs away that runs of an earlier call still have. False, after a message, where a run
/// could not get its own beside them: it would start without.
bool leave_gpus(local::Batch& batch, const ir::Target& target,
                const std::vector<std::int64_t>& running, Console& console) {
    if (!batch.gpus) return true;
    const std::set<std::string> used = local::gpus_in_use(running);
    const std::size_t before = batch.gpus->size();
    std::erase_if(*batch.gpus, [&](const std::string& name) { return used.contains(name); });
    if (batch.gpus->size() == before) return true;
    const std::int64_t asked = most_gpus(target);
    if (asked <= static_cast<std::int64_t>(batch.gpus->size())) return true;
    console.error(fmt::format("they have {} of {}, and runs ask for {}: nothing is started",
                              before - batch.gpus->size(), counted(before, "GPU"), asked));
    return false;
}

/// The runs of several experiments as one row of launches.
class Launches {
  public:
    Launches(const StagedTarget& staged, const JobEnvironment& job) {
        for (const ExperimentRuns& runs : staged.runs) {
            if (runs.runs.empty()) continue;
            parts_.push_back(
                {&runs, size_,
                 LaunchMaker(*staged.emitted.target, *runs.experiment, staged.places, job)});
            size_ += runs.runs.size();
        }
    }

    [[nodiscard]] std::uint64_t size() const { return size_; }
    Result<Done> fill(std::uint64_t position, local::Launch& launch) {
        const auto after = std::ranges::upper_bound(parts_, position, {}, &Part::begin);
        Part& part = *std::prev(after);
        part.maker.fill(part.runs->runs.at(position - part.begin), launch);
        return Done{};
    }

  private:
    struct Part {
        const ExperimentRuns* runs;
        std::uint64_t begin; ///< the position of its first run
        LaunchMaker maker;
    };
    std::vector<Part> parts_;
    std::uint64_t size_ = 0;
};

/// Runs that go on from an earlier call count as well.
void leave_room(local::Batch& batch, std::size_t running) {
    const auto taken = static_cast<std::int64_t>(running);
    batch.cores = std::max<std::int64_t>(1, batch.cores - taken);
    if (batch.max_parallel) *batch.max_parallel -= taken;
}

Result<EngineView> look_here(const StagedTarget&) {
    return EngineView{status::alive_here, {}};
}

/// The supervisor writes the records here, a file for each run, and looks for those of task.sh.
void keep_files_of_records(JobEnvironment& job, Console& console) {
    const auto found = job.inherited.find("EXPC_STATUS");
    if (found == job.inherited.end()) return;
    if (found->second == "append")
        console.warning("EXPC_STATUS=append is for jobs and run.sh; `expc run` writes a record for "
                        "each run on this machine");
    job.inherited.erase(found);
}

int start_here(StagedTarget& staged, const Arguments& arguments, Console& console) {
    const ir::Target& target = *staged.emitted.target;
    if (!arguments.after.empty()) {
        console.error(fmt::format(
            "{} runs on this machine, where there are no jobs to wait for: --after is for clusters",
            target.name));
        return exit_usage;
    }
    Result<JobEnvironment> job = job_environment(target, staged.places);
    if (!job) {
        console.error(job.failure().message);
        return exit_failed;
    }
    keep_files_of_records(job.value(), console);
    local::Batch batch;
    batch.target = target.name;
    batch.run_root = staged.places.run_root;
    batch.environment = job.value().lines();
    batch.tree = file_name(staged.places.tree);
    batch.cores = usable_cores();
    batch.max_parallel = target.platform.max_parallel;
    leave_room(batch, processes_of(staged.runs).size());
    if (batch.max_parallel && *batch.max_parallel < 1) {
        console.error(fmt::format("max_parallel = {} is used up by them: nothing is started",
                                  *target.platform.max_parallel));
        return exit_failed;
    }
    batch.gpus = gpus_for(target, batch.environment);
    if (!leave_gpus(batch, target, processes_of(staged.runs), console)) return exit_failed;

    Launches launches(staged, job.value());
    std::optional<RunOrder> order;
    const EngineView view{status::alive_here, {}};
    if (has_dependencies(target))
        order.emplace(target, staged.runs, staged.places, view, EarlierRuns::block);
    const local::RunSource source{launches.size(),
                                  [&](std::uint64_t position, local::Launch& launch) {
                                      return launches.fill(position, launch);
                                  },
                                  order ? &*order : nullptr};
    const std::string here = absolute_path(".");
    console.flush();
    local::Summary summary;
    {
        const std::unique_ptr<local::Observer> display =
            local::display_for({.descriptor = STDERR_FILENO, .current_folder = here});
        summary = local::supervise(batch, source, *display);
    }
    console.out(local::summary_text(summary, here));
    const bool well =
        summary.counts.failed() == 0 && summary.interrupted_by == 0 && !summary.broken;
    return well ? exit_ok : exit_failed;
}

} // namespace

Launcher local_launcher() {
    return {"local", look_here, start_here, true};
}

} // namespace expc::driver
