// SPDX-License-Identifier: MIT
#include "compiler/driver/rival_targets.hpp"

#include "compiler/driver/building.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/shared_outputs.hpp"
#include "compiler/driver/unfinished_runs.hpp"

namespace expc::driver {

namespace {

/// Runs of a target that have not ended; nothing for one that nobody can ask about.
std::optional<std::uint64_t> unfinished(const ir::Plan& plan, const ir::Target& target,
                                        const Arguments& arguments, Console& console) {
    diag::Sink sink;
    const std::optional<EmittedTarget> emitted = emit(plan, target, arguments, sink);
    if (!emitted || recorded_elsewhere(target)) return std::nullopt;
    StagedTarget staged{*emitted, run_places(*emitted, arguments), {}, {}};
    if (target.platform.submit)
        staged.connection = std::make_unique<remote::Connection>(target.platform.submit->host);
    const Result<std::uint64_t> runs = unfinished_runs(staged);
    if (runs) return runs.value();
    console.warning(fmt::format("whether runs of {} have ended is not known: {}", target.name,
                                runs.failure().message));
    return std::nullopt;
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
    for (const SharedOutputs& shared : shared_outputs(plan)) {
        const bool is_one = shared.one->name == target.name;
        if (!is_one && shared.other->name != target.name) continue;
        const ir::Target& rival = is_one ? *shared.other : *shared.one;
        const std::uint64_t runs = unfinished(plan, rival, arguments, console).value_or(0);
        if (runs == 0) continue;
        return fmt::format("{}, and {} of {} {} not ended: wait for them, or cancel them; with "
                           "`${{run.dir}}` in the path each run has one of its own",
                           sentence(shared), counted(runs, "run"), rival.name,
                           runs == 1 ? "has" : "have");
    }
    return std::nullopt;
}

} // namespace expc::driver
