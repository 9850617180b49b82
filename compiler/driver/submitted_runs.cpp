// SPDX-License-Identifier: MIT
#include "compiler/driver/submitted_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace expc::driver {

namespace {

template <typename Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

/// Runs of an array, by their ranks in the chunk.
std::vector<ir::IndexRange> tasks_of(const JobLabel& label,
                                     const backends::Submission& submission) {
    if (label.tasks) return *label.tasks;
    const std::uint64_t offset = label.chunk * submission.chunk;
    const std::uint64_t count =
        std::min(submission.chunk, submission.runs - std::min(submission.runs, offset));
    if (count == 0) return {};
    return {{0, count - 1, 1}};
}

/// The tasks of one job.
class JobTasks {
  public:
    JobTasks(const cluster::Queue& queue, const std::string& job) : queue_(queue), job_(job) {}

    void add_to(std::vector<QueuedTask>& tasks, const JobLabel& label,
                const backends::Submission& submission) const {
        const std::uint64_t per_task = submission.per_task;
        std::uint64_t position = 0;
        for (const ir::IndexRange& range : tasks_of(label, submission)) {
            for (std::uint64_t run = range.first; run <= range.last; run += range.step) {
                const std::uint64_t shared = position++ / per_task;
                const std::uint64_t task = per_task > 1 ? shared : run;
                if (queue_.has_task(job_, task, shared))
                    tasks.push_back(
                        {label.experiment, label.group, label.chunk * submission.chunk + run});
            }
        }
    }

  private:
    const cluster::Queue& queue_;
    const std::string& job_;
};

} // namespace

std::optional<JobLabel> parse_label(std::string_view label) {
    JobLabel result;
    if (const std::size_t bracket = label.find('[');
        bracket != std::string_view::npos && label.ends_with(']')) {
        Result<std::vector<ir::IndexRange>> tasks =
            ir::parse_index_ranges(label.substr(bracket + 1, label.size() - bracket - 2));
        if (!tasks) return std::nullopt;
        result.tasks = std::move(tasks).value();
        label = label.substr(0, bracket);
    }
    const std::size_t second = label.rfind('.');
    if (second == std::string_view::npos || second == 0) return std::nullopt;
    const std::size_t first = label.rfind('.', second - 1);
    if (first == std::string_view::npos || first == 0) return std::nullopt;
    result.experiment = label.substr(0, first);
    const bool numbers = read_number(label.substr(first + 1, second - first - 1), result.group) &&
                         read_number(label.substr(second + 1), result.chunk);
    if (!numbers) return std::nullopt;
    return result;
}

std::vector<QueuedTask> queued_tasks(std::span<const backends::Submission> submissions,
                                     const std::vector<cluster::SubmittedJob>& jobs,
                                     const cluster::Queue& queue) {
    std::vector<QueuedTask> tasks;
    for (const cluster::SubmittedJob& job : jobs) {
        if (queue.tasks_of(job.job) == 0) continue;
        const std::optional<JobLabel> label = parse_label(job.label);
        if (!label) continue;
        const auto fits = [&](const backends::Submission& one) {
            return one.experiment == label->experiment && one.group == label->group;
        };
        const auto submission = std::ranges::find_if(submissions, fits);
        if (submission != submissions.end())
            JobTasks(queue, job.job).add_to(tasks, *label, *submission);
    }
    return tasks;
}

std::vector<std::uint64_t> ranks_of(const JobLabel& label, const backends::Submission& submission) {
    std::vector<std::uint64_t> ranks;
    for (const ir::IndexRange& range : tasks_of(label, submission)) {
        for (std::uint64_t task = range.first; task <= range.last; task += range.step)
            ranks.push_back(label.chunk * submission.chunk + task);
    }
    return ranks;
}

std::optional<std::uint64_t> index_of(const ir::Experiment& experiment, const QueuedTask& task) {
    if (task.group >= experiment.groups.size()) return std::nullopt;
    const ir::Space& space = experiment.groups[task.group].space;
    if (task.rank >= space.count) return std::nullopt;
    algebra::Digits digits;
    algebra::decode(space, task.rank, digits);
    return algebra::rank(experiment.space, digits);
}

void add_ids(const ir::Target& target, const std::vector<QueuedTask>& tasks, QueuedIds& ids) {
    for (const ir::Experiment& experiment : target.experiments) {
        ir::Resolver resolver(experiment);
        for (const QueuedTask& task : tasks) {
            if (task.experiment != experiment.name) continue;
            const std::optional<std::uint64_t> index = index_of(experiment, task);
            if (index)
                ids[experiment.name].insert(
                    status::key_from(resolver.resolve(*index).id.hex()).value());
        }
    }
}

} // namespace expc::driver
