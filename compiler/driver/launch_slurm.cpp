// SPDX-License-Identifier: MIT
#include "compiler/driver/earlier_builds.hpp"
#include "compiler/driver/launch.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/process/capture.hpp"
#include "runtime/slurm/follow.hpp"

#include <algorithm>
#include <memory>

namespace expc::driver {

namespace {

/// Texts of this size fit in one argument of a program, with room to spare.
constexpr std::size_t argument_bytes = 60'000;

Result<EngineView> look_at_slurm(const EmittedTarget& emitted, const RunPlaces& places) {
    Result<slurm::Queue> asked = slurm::ask_queue(process::own_environment());
    if (!asked) return asked.failure();
    const auto queue = std::make_shared<const slurm::Queue>(std::move(asked).value());
    const status::Liveness by_queue = slurm::liveness(*queue);
    EngineView view;
    view.alive = [queue, by_queue](const status::Record& record) { return by_queue(record); };
    const std::vector<slurm::SubmittedJob> jobs = slurm::submitted_jobs(places.tree);
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
    return all && slurm::submitted_jobs(staged.places.tree).empty();
}

slurm::SubmitCall submit_call(const StagedTarget& staged, const Arguments& arguments) {
    slurm::SubmitCall call;
    call.tree = staged.places.tree;
    call.after = arguments.after;
    std::map<std::string, std::string> environment = environment_variables();
    environment["EXPC_PROJECT"] = staged.places.project;
    environment["EXPC_RUN_ROOT"] = staged.places.run_root;
    for (const auto& [name, value] : environment)
        call.environment.push_back(name + "=" + value);
    if (is_everything(staged)) return call;
    // The runs were chosen by their records, so what was submitted for them before does not count.
    call.again = slurm::submitted_lines(staged.places.tree);
    for (const ExperimentRuns& runs : staged.runs) {
        for (const std::string& list : runs.runs.texts(argument_bytes)) {
            call.runs.push_back(fmt::format("{}:{}", runs.experiment->name, list));
        }
    }
    return call;
}

/// Counts the records of the target that is followed.
slurm::Tally tally(const StagedTarget& staged, const slurm::Queue& queue) {
    slurm::Tally result;
    for (const ir::Experiment& experiment : staged.emitted.target->experiments) {
        const status::Scan records = status::scan(
            status::folder(staged.places.run_root, staged.emitted.target->name, experiment.name),
            slurm::liveness(queue));
        result.total += experiment.space.count;
        for (const status::Entry& entry : records.entries) {
            if (entry.state == status::State::succeeded)
                ++result.succeeded;
            else if (entry.state != status::State::running)
                ++result.failed;
            else if (entry.alive)
                ++result.running;
        }
    }
    return result;
}

int follow_jobs(StagedTarget& staged, slurm::SubmitCall call, bool more, Console& console) {
    slurm::Tally last;
    slurm::Follow plan;
    plan.call = std::move(call);
    plan.jobs = slurm::submitted_jobs(staged.places.tree);
    plan.more_to_submit = more;
    plan.tally = [&](const slurm::Queue& queue) { return last = tally(staged, queue); };
    plan.tell = [&, told = std::string{}](const slurm::FollowProgress& progress) mutable {
        if (!progress.more_to_submit) staged.lock.reset();
        const std::string line =
            fmt::format("{}: {} of {} succeeded, {} failed, {} running, {} in the queue{}\n",
                        staged.emitted.target->name, progress.tally.succeeded, progress.tally.total,
                        progress.tally.failed, progress.tally.running, progress.in_queue,
                        progress.more_to_submit ? ", more to submit" : "");
        if (line != told) console.err(line);
        told = line;
    };
    plan.note = [&](const std::string& line) { console.err(line + "\n"); };
    switch (slurm::follow(plan)) {
    case slurm::FollowEnd::interrupted:
        console.err("the jobs go on; `expc run --follow` watches them again\n");
        return exit_failed;
    case slurm::FollowEnd::refused: return exit_failed;
    case slurm::FollowEnd::ended: break;
    }
    return last.failed == 0 && last.succeeded == last.total ? exit_ok : exit_failed;
}

/// What submit.sh said, and the exit code that it amounts to.
int report_submission(const slurm::Submission& submission, Console& console) {
    for (const std::string& line : submission.lines)
        console.out(line + "\n");
    switch (submission.outcome) {
    case slurm::Submission::Outcome::complete:
    case slurm::Submission::Outcome::no_room: return exit_ok;
    case slurm::Submission::Outcome::refused:
    case slurm::Submission::Outcome::misused: break;
    }
    std::string_view words = submission.errors;
    while (words.ends_with('\n'))
        words.remove_suffix(1);
    console.error(words);
    return exit_failed;
}

int start_on_slurm(StagedTarget& staged, const Arguments& arguments, Console& console) {
    slurm::SubmitCall call = submit_call(staged, arguments);
    bool more = false;
    if (runs_to_start(staged.runs) > 0) {
        const Result<slurm::Submission> submission = slurm::submit(call);
        if (!submission) {
            console.error(submission.failure().message);
            return exit_failed;
        }
        const int code = report_submission(submission.value(), console);
        if (code != exit_ok) return code;
        more = submission.value().outcome == slurm::Submission::Outcome::no_room;
    }
    if (!more) staged.lock.reset();
    if (arguments.follow) return follow_jobs(staged, std::move(call), more, console);
    console.print("watch:  expc run {} {} --follow\n", arguments.file, staged.emitted.target->name);
    return exit_ok;
}

} // namespace

Launcher slurm_launcher() {
    return {"slurm", look_at_slurm, start_on_slurm, false};
}

} // namespace expc::driver
