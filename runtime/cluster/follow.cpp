// SPDX-License-Identifier: MIT
#include "runtime/cluster/follow.hpp"

#include "runtime/process/signals.hpp"

namespace expc::cluster {
namespace {

std::size_t tasks_in_queue(const Queue& queue, const std::vector<SubmittedJob>& jobs) {
    std::size_t count = 0;
    for (const SubmittedJob& job : jobs)
        count += queue.tasks_of(job.job);
    return count;
}

/// Submits what fits now; false when the engine refuses it, which waiting does not mend.
bool submit_rest(Follow& plan) {
    const auto submission = submit(plan.call);
    if (!submission) {
        plan.note(submission.failure().message);
        return false;
    }
    const Submission& said = submission.value();
    plan.jobs.insert(plan.jobs.end(), said.jobs.begin(), said.jobs.end());
    if (!said.jobs.empty())
        for (const std::string& line : said.lines)
            plan.note(line);
    if (!said.errors.empty()) plan.note(said.errors);
    plan.more_to_submit = said.outcome == Submission::Outcome::no_room;
    return plan.more_to_submit || said.outcome == Submission::Outcome::complete;
}

/// Waits for the next look; true when the user stops the watching instead.
bool stopped_meanwhile(const process::Signals& signals, std::chrono::milliseconds interval) {
    const auto until = std::chrono::steady_clock::now() + interval;
    for (;;) {
        const auto rest = until - std::chrono::steady_clock::now();
        if (rest <= decltype(rest)::zero()) return false;
        const int signal = signals.wait(std::chrono::ceil<std::chrono::milliseconds>(rest));
        if (signal != 0 && signal != SIGCHLD) return true;
    }
}

} // namespace

FollowEnd follow(Follow& plan) {
    const process::Signals signals;
    for (;;) {
        if (plan.more_to_submit && !submit_rest(plan)) return FollowEnd::refused;
        const auto queue = plan.ask(plan.call.environment);
        if (queue) {
            const FollowProgress progress{.tally = plan.tally(queue.value()),
                                          .in_queue = tasks_in_queue(queue.value(), plan.jobs),
                                          .more_to_submit = plan.more_to_submit};
            plan.tell(progress);
            if (progress.in_queue == 0 && !plan.more_to_submit) return FollowEnd::ended;
        } else {
            plan.note(queue.failure().message);
        }
        if (stopped_meanwhile(signals, plan.interval)) return FollowEnd::interrupted;
    }
}

} // namespace expc::cluster
