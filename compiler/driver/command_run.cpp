// SPDX-License-Identifier: MIT
#include "compiler/driver/building.hpp"
#include "compiler/driver/foreign_backend.hpp"
#include "compiler/driver/launch.hpp"
#include "compiler/driver/rival_targets.hpp"
#include "compiler/driver/rows.hpp"
#include "compiler/driver/run_order.hpp"
#include "compiler/driver/source_state.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/target_lock.hpp"
#include "compiler/driver/targets.hpp"
#include "runtime/store/store.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

bool needs_target(const ir::Plan& plan, const Arguments& arguments) {
    return plan.targets.size() > 1 && arguments.targets.empty() && !arguments.all_targets;
}

/// `--dry-run`: what would be started.
void print_intentions(const std::vector<ExperimentRuns>& experiments, Console& console) {
    for (const ExperimentRuns& runs : experiments) {
        if (!runs.runs.empty()) console.print("  {} {}\n", runs.experiment->name, runs.runs.text());
    }
}

/// Nobody else starts runs of the target from here on, no other target writes where it does, and
/// its artifacts stand where runs use them.
Result<Done> prepare(StagedTarget& staged, const Arguments& arguments, Console& console) {
    const ir::Target& target = *staged.emitted.target;
    if (!arguments.dry_run) {
        Result<files::Descriptor> lock = lock_target(staged.places, target.name);
        if (!lock) return lock.failure();
        staged.lock = std::move(lock).value();
    }
    if (auto why = busy_rival(target, arguments, console)) return Failure{*std::move(why)};
    if (arguments.dry_run) return Done{};
    const Result<std::string> tree =
        store::stage(arguments.output, staged.emitted.digest, staged.places.run_root);
    if (!tree) return tree.failure();
    return Done{};
}

/// Runs of a call that was killed go on without it. True when there are any.
bool warn_of_running(const std::vector<ExperimentRuns>& experiments, Console& console) {
    constexpr std::size_t most_shown = 8;
    std::vector<std::int64_t> processes = processes_of(experiments);
    if (processes.empty()) return false;
    const std::string number = counted(processes.size(), "run");
    const bool cut = processes.size() > most_shown;
    if (cut) processes.resize(most_shown);
    console.flush();
    console.warning(fmt::format("{} that an earlier call started {} (processes {}{}): not started "
                                "again; call once more after that",
                                number, cut || processes.size() > 1 ? "go on" : "goes on",
                                fmt::join(processes, ", "), cut ? ", ..." : ""));
    return true;
}

/// Runs whose parents are neither done nor on their way are not submitted. True when there are any.
bool warn_of_held_back(const std::vector<std::string>& sentences, Console& console) {
    constexpr std::size_t most_shown = 3;
    if (sentences.empty()) return false;
    console.flush();
    console.warning(fmt::format(
        "{} not submitted, because of what {} for",
        sentences.size() == 1 ? "1 run is" : fmt::format("{} runs are", sentences.size()),
        sentences.size() == 1 ? "it waits" : "they wait"));
    for (std::size_t i = 0; i < std::min(most_shown, sentences.size()); ++i)
        console.err(fmt::format("  {}\n", sentences[i]));
    if (sentences.size() > most_shown)
        console.err(fmt::format("  and {} more\n", sentences.size() - most_shown));
    return true;
}

/// A tree that another program made is not replaced in passing. True when there is one.
bool stands_in_foreign_tree(const ir::Plan& plan, const Arguments& arguments, Console& console) {
    for (const ir::Target& target : plan.targets) {
        const std::string folder = fmt::format("{}/{}", arguments.output, target.name);
        const std::optional<std::string> maker = foreign_maker(folder);
        if (!maker) continue;
        console.error(
            fmt::format("{0} was made by the backend `{1}`, and only its author knows how "
                        "it is run; to run it with expc: `expc build {2} {3}` first, or "
                        "another folder with -o",
                        folder, *maker, arguments.file, target.name));
        return true;
    }
    return false;
}

int run_target(Program& program, const EmittedTarget& emitted, const Arguments& arguments,
               Console& console) {
    const ir::Target& target = *emitted.target;
    if (const auto why = recorded_elsewhere(target)) {
        console.error(*why);
        return exit_failed;
    }
    const Launcher& launcher = *find_launcher(target.platform.engine);
    StagedTarget staged{emitted, run_places(emitted, arguments), {}, {}};
    if (target.platform.submit)
        staged.connection = std::make_unique<remote::Connection>(target.platform.submit->host);
    if (const Result<Done> ready = prepare(staged, arguments, console); !ready) {
        console.error(ready.failure().message);
        return exit_failed;
    }
    Result<EngineView> view = launcher.look(staged);
    if (!view && arguments.dry_run) {
        // Without the engine's answer what waits in its queue is not known, and the rest is.
        console.warning(view.failure().message);
        view = EngineView{status::alive_here, {}};
    }
    if (!view) {
        console.error(view.failure().message);
        return exit_failed;
    }
    std::optional<std::vector<ExperimentRuns>> runs =
        choose_runs(program, target, arguments, staged.places, view.value(), console);
    if (!runs) {
        report(program, arguments, console);
        return exit_failed;
    }
    staged.runs = std::move(*runs);
    std::vector<std::string> held_back;
    if (!launcher.supervises)
        held_back = hold_back(target, staged.runs, staged.places, view.value());
    const std::uint64_t number = runs_to_start(staged.runs);
    console.print("{}: {}; {} to start\n", target.name, standing_text(staged.runs),
                  number == 0 ? "nothing" : counted(number, "run"));
    if (arguments.dry_run) print_intentions(staged.runs, console);
    const bool left_alone = launcher.supervises && warn_of_running(staged.runs, console);
    const bool incomplete = warn_of_held_back(held_back, console) || left_alone;
    const bool starts = !arguments.dry_run && (number > 0 || arguments.follow);
    if (starts) {
        if (const auto kept = keep_source_state(target, staged.places, arguments); !kept) {
            console.error(kept.failure().message);
            return exit_failed;
        }
    }
    const int code = starts ? launcher.start(staged, arguments, console) : exit_ok;
    return incomplete && !arguments.dry_run ? exit_failed : code;
}

} // namespace

int run(const Arguments& arguments, Console& console) {
    std::variant<Program, int> planned = plan_targets(arguments, console);
    if (const int* code = std::get_if<int>(&planned)) return *code;
    Program& program = std::get<Program>(planned);
    const ir::Plan& plan = program.plan();
    if (plan.targets.empty()) {
        console.error(fmt::format("{} has no targets: nothing to run", arguments.file));
        return exit_usage;
    }
    if (needs_target(plan, arguments)) {
        console.error(target_list(arguments.file, plan));
        return exit_usage;
    }
    program.sink().withdraw(0);
    if (stands_in_foreign_tree(plan, arguments, console)) return exit_failed;
    if (selects_rows(arguments) && !selects_something(program, arguments, console)) {
        report(program, arguments, console);
        return exit_failed;
    }
    const std::optional<std::vector<EmittedTarget>> emitted = emit_all(program, arguments, console);
    if (!emitted) return exit_failed;
    if (!arguments.dry_run && !store_all(*emitted, arguments, console)) return exit_failed;
    int code = exit_ok;
    for (const EmittedTarget& target : *emitted)
        code = std::max(code, run_target(program, target, arguments, console));
    return code;
}

} // namespace expc::driver
