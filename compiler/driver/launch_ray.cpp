// SPDX-License-Identifier: MIT
// Runs on a Ray cluster, under the target's driver.py. The driver is a process of its own, and this
// one waits for it: who ends the one ends the other, and with it the runs.
#include "compiler/driver/launch.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/lock.hpp"
#include "runtime/process/group.hpp"
#include "runtime/process/program.hpp"
#include "runtime/process/signals.hpp"
#include "runtime/process/spawn.hpp"

#include <unistd.h>

#include <cstring>

namespace expc::driver {

namespace {

/// Runs end with their driver, and a driver holds the target's lock as long as it lives.
Result<EngineView> look_for_driver(const StagedTarget& staged) {
    const Result<files::LockAnswer> lock =
        files::ask_for_lock(staged.places.run_root + "/.expc/locks/" + staged.emitted.target->name);
    const bool is_ours = lock && lock.value().holder.starts_with(fmt::format(
                                     "process {} on {}", ::getpid(), status::this_host()));
    const bool lives = lock && !lock.value().held && !is_ours;
    return EngineView{[lives](const status::Record&) { return lives; }, {}};
}

/// Texts of this size fit in one argument of a program, with room to spare.
constexpr std::size_t words_bytes = 60'000;

std::vector<std::string> driver_words(const StagedTarget& staged) {
    std::vector<std::string> words{"sh", staged.places.tree + "/submit.sh"};
    for (const ExperimentRuns& runs : staged.runs) {
        for (const std::string& list : runs.runs.texts(words_bytes))
            words.insert(words.end(), {"--runs", runs.experiment->name + ":" + list});
    }
    return words;
}

std::vector<std::string> driver_environment(const StagedTarget& staged) {
    std::map<std::string, std::string> variables = environment_variables();
    variables["EXPC_PROJECT"] = staged.places.project;
    variables["EXPC_RUN_ROOT"] = staged.places.run_root;
    variables["EXPC_HAS_LOCK"] = "1";
    std::vector<std::string> lines;
    for (const auto& [name, value] : variables)
        lines.push_back(name + "=" + value);
    return lines;
}

/// Starts submit.sh, which becomes the driver. The lock is its standard input, so that it stays
/// taken as long as either of the two processes lives.
process::Spawned start_driver(const StagedTarget& staged) {
    const std::vector<std::string> words = driver_words(staged);
    const std::vector<std::string> variables = driver_environment(staged);
    process::PointerList argv;
    process::PointerList environment;
    for (const std::string& word : words)
        argv.add(word);
    for (const std::string& variable : variables)
        environment.add(variable);
    process::Spawn request;
    request.program = "/bin/sh";
    request.argv = argv.finish();
    request.environment = environment.finish();
    request.input = staged.lock.number();
    request.own_group = true;
    return process::spawn(request);
}

/// Waits for the driver's end; what would end this process goes to the driver, which ends its runs
/// first.
process::Ended wait_for_driver(pid_t driver, const process::Signals& signals) {
    constexpr auto a_while = std::chrono::milliseconds(1000);
    for (;;) {
        const int signal = signals.wait(a_while);
        if (signal != 0 && signal != SIGCHLD) process::signal_group(driver, signal);
        if (process::look(driver)) return process::reap(driver);
    }
}

int start_on_ray(StagedTarget& staged, const Arguments& arguments, Console& console) {
    if (!arguments.after.empty()) {
        console.error(fmt::format("{} runs on Ray, where there are no jobs to wait for: --after is "
                                  "for engines with a queue",
                                  staged.emitted.target->name));
        return exit_usage;
    }
    if (runs_to_start(staged.runs) == 0) return exit_ok;
    console.flush();
    const process::Signals signals;
    const process::Spawned driver = start_driver(staged);
    if (driver.error != 0) {
        console.error(fmt::format("cannot start submit.sh: {}", std::strerror(driver.error)));
        return exit_failed;
    }
    const process::Ended ended = wait_for_driver(driver.process, signals);
    return ended.exit == 0 ? exit_ok : exit_failed;
}

} // namespace

std::optional<std::string> recorded_elsewhere(const ir::Target& target) {
    const auto* pods = std::get_if<ir::Kubernetes>(&target.platform.settings);
    if (pods != nullptr && pods->kind == "ReplicaSet")
        return fmt::format(
            "pods of ReplicaSets never end, so `expc run` cannot tell how the runs of {} "
            "do; `expc build` writes submit.sh, which starts them, and destroy.sh, "
            "which ends them",
            target.name);
    const auto* ray = std::get_if<ir::Ray>(&target.platform.settings);
    if (ray == nullptr || !ray->cluster) return std::nullopt;
    return fmt::format("runs of {} are recorded on a cluster of their own, where `expc run` does "
                       "not look; `expc build` writes up.sh, which starts that cluster, submit.sh, "
                       "which starts runs there, and down.sh, which ends it",
                       target.name);
}

Launcher ray_launcher() {
    return {"ray", look_for_driver, start_on_ray, true};
}

} // namespace expc::driver
