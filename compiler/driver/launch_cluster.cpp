// SPDX-License-Identifier: MIT
#include "compiler/driver/cluster_queue.hpp"
#include "compiler/driver/earlier_builds.hpp"
#include "compiler/driver/followed_runs.hpp"
#include "compiler/driver/launch.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/cluster/follow.hpp"
#include "runtime/process/capture.hpp"

#include <algorithm>
#include <memory>

namespace expc::driver {

namespace {

/// Texts of this size fit in one argument of a program, with room to spare.
constexpr std::size_t argument_bytes = 60'000;

Result<EngineView> look_at_cluster(const StagedTarget& staged) {
    const EmittedTarget& emitted = staged.emitted;
    const RunPlaces& places = staged.places;
    Result<cluster::Queue> asked = queue_of(staged)(process::own_environment());
    if (!asked) return asked.failure();
    const auto queue = std::make_shared<const cluster::Queue>(std::move(asked).value());
    const status::Liveness by_queue = cluster::liveness(*queue);
    EngineView view;
    view.alive = [queue, by_queue](const status::Record& record) { return by_queue(record); };
    const std::vector<cluster::SubmittedJob> jobs = cluster::submitted_jobs(places.tree);
    add_ids(*emitted.target, queued_tasks(emitted.artifacts.submissions, jobs, *queue),
            view.queued);
    const Result<Done> earlier = add_earlier_ids(places, emitted.target->name, *queue, view.queued);
    if (!earlier) return earlier.failure();
    return view;
}

bool is_everything(const StagedTarget& staged) {
    const bool all = std::ranges::all_of(staged.runs, [](const ExperimentRuns& runs) {
        return runs.runs.size() == runs.experiment->space.count;
    });
    return all && cluster::submitted_jobs(staged.places.tree).empty();
}

/// Through send.sh, over the connection that this call has already.
void submit_elsewhere(const StagedTarget& staged, const Arguments& arguments, Console& console,
                      cluster::SubmitCall& call, std::map<std::string, std::string>& environment) {
    call.script = "send.sh";
    call.fetch = [ask = queue_of(staged)]() -> Result<Done> {
        const Result<cluster::Queue> asked = ask({});
        if (!asked) return asked.failure();
        return Done{};
    };
    environment["EXPC_SSH"] = staged.connection->ssh();
    environment["EXPC_BUILDS"] = real_path(arguments.output);
    if (console.interactive()) environment["EXPC_PROGRESS"] = "1";
}

cluster::SubmitCall submit_call(const StagedTarget& staged, const Arguments& arguments,
                                Console& console) {
    cluster::SubmitCall call;
    call.tree = staged.places.tree;
    call.after = arguments.after;
    std::map<std::string, std::string> environment = environment_variables();
    environment["EXPC_PROJECT"] = staged.places.project;
    environment["EXPC_RUN_ROOT"] = staged.places.run_root;
    if (staged.connection) submit_elsewhere(staged, arguments, console, call, environment);
    for (const auto& [name, value] : environment)
        call.environment.push_back(name + "=" + value);
    if (is_everything(staged)) return call;
    // The runs were chosen by their records, so what was submitted for them before does not count.
    call.again = cluster::submitted_lines(staged.places.tree);
    for (const ExperimentRuns& runs : staged.runs) {
        for (const std::string& list : runs.runs.texts(argument_bytes)) {
            call.runs.push_back(fmt::format("{}:{}", runs.experiment->name, list));
        }
    }
    return call;
}

/// `2 missing, `; nothing for none.
std::string some_text(std::uint64_t number, std::string_view what) {
    return number == 0 ? "" : fmt::format("{} {}, ", number, what);
}

std::string progress_text(std::string_view target, const cluster::FollowProgress& progress) {
    const cluster::Tally& tally = progress.tally;
    return fmt::format("{}: {} of {} succeeded, {} failed, {}{}{} running, {} in the queue{}\n",
                       target, tally.succeeded, tally.total, tally.failed,
                       some_text(tally.missing, "missing"), some_text(tally.skipped, "skipped"),
                       tally.running, progress.in_queue,
                       progress.more_to_submit ? ", more to submit" : "");
}

/// Runs that left the queue without a start: their jobs were cancelled, by the user or by the
/// engine.
void tell_of_unstarted(const cluster::Tally& tally, Console& console) {
    const std::uint64_t known =
        tally.succeeded + tally.failed + tally.missing + tally.skipped + tally.running;
    if (known >= tally.total) return;
    console.err(
        fmt::format("{} never started: not submitted yet, cancelled, or waiting for one that "
                    "did not succeed\n",
                    counted(tally.total - known, "run")));
}

int follow_jobs(StagedTarget& staged, cluster::SubmitCall call, bool more, Console& console) {
    const FollowedRuns runs(staged);
    cluster::Tally last;
    cluster::Queue last_queue;
    cluster::Follow plan;
    plan.call = std::move(call);
    plan.ask = queue_of(staged);
    plan.jobs = cluster::submitted_jobs(staged.places.tree);
    plan.more_to_submit = more;
    plan.tally = [&](const cluster::Queue& queue) {
        last_queue = queue;
        return last = runs.tally(cluster::liveness(queue));
    };
    plan.tell = [&, told = std::string{}](const cluster::FollowProgress& progress) mutable {
        if (!progress.more_to_submit) staged.lock.reset();
        const std::string line = progress_text(staged.emitted.target->name, progress);
        if (line != told) console.err(line);
        told = line;
    };
    plan.note = [&](const std::string& line) { console.err(line + "\n"); };
    switch (cluster::follow(plan)) {
    case cluster::FollowEnd::interrupted:
        console.err("the jobs go on; `expc run --follow` watches them again\n");
        return exit_failed;
    case cluster::FollowEnd::refused: return exit_failed;
    case cluster::FollowEnd::ended: break;
    }
    if (last.failed + last.missing > 0)
        console.err(runs.failures_text(cluster::liveness(last_queue)));
    tell_of_unstarted(last, console);
    return last.succeeded == last.total ? exit_ok : exit_failed;
}

/// What submit.sh said, and the exit code that it amounts to.
int report_submission(const cluster::Submission& submission, Console& console) {
    for (const std::string& line : submission.lines)
        console.out(line + "\n");
    switch (submission.outcome) {
    case cluster::Submission::Outcome::complete:
    case cluster::Submission::Outcome::no_room: return exit_ok;
    case cluster::Submission::Outcome::refused:
    case cluster::Submission::Outcome::misused: break;
    }
    std::string_view words = submission.errors;
    while (words.ends_with('\n'))
        words.remove_suffix(1);
    console.error(words);
    return exit_failed;
}

int start_on_cluster(StagedTarget& staged, const Arguments& arguments, Console& console) {
    cluster::SubmitCall call = submit_call(staged, arguments, console);
    bool more = false;
    if (runs_to_start(staged.runs) > 0) {
        const Result<cluster::Submission> submission = cluster::submit(call);
        if (!submission) {
            console.error(submission.failure().message);
            return exit_failed;
        }
        const int code = report_submission(submission.value(), console);
        if (code != exit_ok) return code;
        more = submission.value().outcome == cluster::Submission::Outcome::no_room;
    }
    if (!more) staged.lock.reset();
    if (arguments.follow) return follow_jobs(staged, std::move(call), more, console);
    console.print("watch:  expc run {} {} --follow\n", arguments.file, staged.emitted.target->name);
    return exit_ok;
}

} // namespace

Launcher cluster_launcher(std::string_view engine) {
    return {engine, look_at_cluster, start_on_cluster, false};
}

} // namespace expc::driver
