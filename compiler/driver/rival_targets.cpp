// SPDX-License-Identifier: MIT
#include "compiler/driver/rival_targets.hpp"

#include "compiler/driver/building.hpp"
#include "compiler/driver/clashes.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/shared_outputs.hpp"
#include "compiler/driver/target_lock.hpp"
#include "compiler/driver/unfinished_runs.hpp"
#include "runtime/files/files.hpp"

namespace expc::driver {

namespace {

/// Whether nothing of a target was ever handed to an engine from here: its folder is made before.
/// The logs of jobs may lie elsewhere, and another machine has folders of its own.
bool was_never_started(const StagedTarget& staged) {
    const ir::Target& target = *staged.emitted.target;
    const auto* slurm = std::get_if<ir::Slurm>(&target.platform.settings);
    const bool may_lie_elsewhere =
        target.platform.submit.has_value() || (slurm != nullptr && slurm->log_dir);
    return !may_lie_elsewhere &&
           files::kind_of(staged.places.run_root + "/" + target.name) == files::Kind::nothing;
}

/// What a target does now, `3 runs of it have not ended`; nothing for one that is at rest, or that
/// nobody can ask about.
std::optional<std::string> activity(const ir::Plan& plan, const ir::Target& target,
                                    const Arguments& arguments, Console& console) {
    diag::Sink sink;
    const std::optional<EmittedTarget> emitted = emit(plan, target, arguments, sink);
    if (!emitted || recorded_elsewhere(target)) return std::nullopt;
    StagedTarget staged{*emitted, run_places(*emitted, arguments), {}, {}};
    if (target.platform.submit)
        staged.connection = std::make_unique<remote::Connection>(target.platform.submit->host);
    const Result<std::uint64_t> runs =
        was_never_started(staged) ? Result<std::uint64_t>(0) : unfinished_runs(staged);
    if (runs && runs.value() > 0)
        return fmt::format("{} of {} {} not ended", counted(runs.value(), "run"), target.name,
                           runs.value() == 1 ? "has" : "have");
    if (!runs)
        console.warning(fmt::format("whether runs of {} have ended is not known: {}", target.name,
                                    runs.failure().message));
    // Two calls for two targets that start at one time have their own locks before they ask here.
    if (const auto holder = holder_of(staged.places, target.name))
        return fmt::format("another expc is starting runs of {} ({})", target.name, *holder);
    return std::nullopt;
}

/// Another target, what both want, and how each would have it for itself.
struct Rival {
    const ir::Target* target;
    std::string sentence;
    std::string_view way_out;
};

std::vector<Rival> rivals_of(const ir::Target& target, const ir::Plan& plan) {
    std::vector<Rival> rivals;
    const auto add = [&](const ir::Target& one, const ir::Target& other, std::string what,
                         std::string_view way_out) {
        if (one.name == target.name)
            rivals.push_back({&other, std::move(what), way_out});
        else if (other.name == target.name)
            rivals.push_back({&one, std::move(what), way_out});
    };
    for (const SharedOutputs& shared : shared_outputs(plan))
        add(*shared.one, *shared.other, sentence(shared),
            "with `${run.dir}` in the path each run has one of its own");
    for (const Clash& clash : clashes(plan))
        add(*clash.one, *clash.other, clash.sentence, "`gpus` gives each platform GPUs of its own");
    return rivals;
}

} // namespace

std::optional<std::string> busy_rival(const ir::Target& target, const Arguments& arguments,
                                      Console& console) {
    Arguments every = arguments;
    every.targets.clear();
    std::optional<Program> program = compile_file(every, Depth::plan, console);
    // Of a target with mistakes no run was started, as far as this file can say.
    if (!program || program->sink().has_errors()) return std::nullopt;
    const ir::Plan& plan = program->plan();
    for (const Rival& rival : rivals_of(target, plan)) {
        const auto busy = activity(plan, *rival.target, arguments, console);
        if (busy)
            return fmt::format("{}, and {}: wait for them, or cancel them; {}", rival.sentence,
                               *busy, rival.way_out);
    }
    return std::nullopt;
}

} // namespace expc::driver
