// SPDX-License-Identifier: MIT
#include "compiler/driver/building.hpp"
#include "compiler/driver/earlier_builds.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/target_lock.hpp"
#include "compiler/driver/targets.hpp"
#include "compiler/driver/unfinished_runs.hpp"
#include "runtime/files/files.hpp"

namespace expc::driver {

namespace {

/// Removes what submissions of the target left for their jobs; the number of submissions.
Result<std::uint64_t> remove_secrets(const StagedTarget& staged) {
    const std::string secrets = staged.places.run_root + "/.expc/secrets/";
    std::uint64_t removed = 0;
    for (const std::string& tree : staged_builds(staged.places, staged.emitted.target->name)) {
        if (files::kind_of(secrets + tree) == files::Kind::nothing) continue;
        if (const Result<Done> done = files::remove_tree(secrets + tree); !done)
            return done.failure();
        ++removed;
    }
    return removed;
}

/// A sentence about what was done, or a failure that says why nothing was.
Result<std::string> clean_target(const EmittedTarget& emitted, const Arguments& arguments) {
    const ir::Target& target = *emitted.target;
    if (const auto& remote = target.platform.submit)
        return Failure{fmt::format("the secrets of {} are on {}, in .expc/secrets of the folder of "
                                   "its runs: remove them there",
                                   target.name, remote->host)};
    StagedTarget staged{emitted, run_places(emitted, arguments), {}, {}};
    Result<files::Descriptor> lock = lock_target(staged.places, target.name);
    if (!lock) return lock.failure();
    staged.lock = std::move(lock).value();
    // Their jobs read secrets when they start, or have read them.
    const Result<std::uint64_t> runs = unfinished_runs(staged);
    if (!runs) return runs.failure();
    if (runs.value() > 0)
        return Failure{fmt::format("{} of {} {} not ended and may need the secrets",
                                   counted(runs.value(), "run"), target.name,
                                   runs.value() == 1 ? "has" : "have")};
    const Result<std::uint64_t> removed = remove_secrets(staged);
    if (!removed) return removed.failure();
    return removed.value() == 0 ? fmt::format("{}: no secrets are kept", target.name)
                                : fmt::format("{}: removed the secrets of {}", target.name,
                                              counted(removed.value(), "build"));
}

} // namespace

int clean(const Arguments& arguments, Console& console) {
    std::variant<Program, int> planned = plan_targets(arguments, console);
    if (const int* code = std::get_if<int>(&planned)) return *code;
    const auto emitted = emit_all(std::get<Program>(planned), arguments, console);
    if (!emitted) return exit_failed;
    int code = exit_ok;
    for (const EmittedTarget& target : *emitted) {
        const Result<std::string> done = clean_target(target, arguments);
        if (done) {
            console.print("{}\n", done.value());
        } else {
            console.error(done.failure().message);
            code = exit_failed;
        }
    }
    return code;
}

} // namespace expc::driver
