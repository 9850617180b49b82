// SPDX-License-Identifier: MIT
#include "compiler/driver/job_records.hpp"

#include "compiler/driver/submitted_runs.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"
#include "runtime/status/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace expc::driver {
namespace {

/// Asking an earlier build takes a few milliseconds a task: what it has told is not asked again.
std::string told_file(const EarlierBuild& build) {
    return build.folder + "/recorded";
}

/// So many indexes fit in one call of task.sh.
constexpr std::size_t most_asked = 2000;

const kubernetes::Job* find_job(const std::vector<kubernetes::Job>& jobs, const std::string& name) {
    const auto job = std::ranges::find(jobs, name, &kubernetes::Job::name);
    return job == jobs.end() ? nullptr : &*job;
}

Failure cannot_tell(const cluster::SubmittedJob& submitted) {
    return {fmt::format("it cannot be told which runs the Job {0} of an earlier build made, so "
                        "they could run again; `kubectl delete job {0}` forgets them",
                        submitted.job)};
}

} // namespace

JobRecords::JobRecords(const EmittedTarget& emitted, RunPlaces places)
    : emitted_(emitted), places_(std::move(places)),
      earlier_(earlier_builds(places_, emitted.target->name)) {
    for (const EarlierBuild& build : earlier_) {
        const Result<std::string> told = read_file(told_file(build));
        if (!told) continue;
        std::istringstream lines(told.value());
        for (std::string name; std::getline(lines, name);)
            kept_.insert(name);
    }
}

Result<Done> JobRecords::keep(const std::vector<kubernetes::Job>& jobs) {
    for (const EarlierBuild& build : earlier_) {
        for (const cluster::SubmittedJob& submitted : cluster::submitted_jobs(build.folder)) {
            const kubernetes::Job* job = find_job(jobs, submitted.job);
            if (job == nullptr) continue;
            if (Result<Done> kept = keep_earlier(build, submitted, *job); !kept) return kept;
        }
    }
    for (const cluster::SubmittedJob& submitted : cluster::submitted_jobs(places_.tree)) {
        const kubernetes::Job* job = find_job(jobs, submitted.job);
        if (job == nullptr) continue;
        if (Result<Done> kept = keep_job(submitted, *job); !kept) return kept;
    }
    return Done{};
}

std::vector<JobRecords::EndedTask>
JobRecords::take_ended(std::span<const backends::Submission> submissions,
                       const cluster::SubmittedJob& submitted, const kubernetes::Job& job) {
    const std::optional<JobLabel> label = parse_label(submitted.label);
    if (!label) return {};
    const auto submission = std::ranges::find_if(submissions, [&](const auto& one) {
        return one.experiment == label->experiment && one.group == label->group;
    });
    if (submission == submissions.end()) return {};
    const std::vector<std::uint64_t> ranks = ranks_of(*label, *submission);
    std::vector<EndedTask> ended;
    for (std::uint64_t task = 0; task < std::min<std::uint64_t>(ranks.size(), job.completions);
         ++task) {
        if (!job.succeeded[task] && !job.failed[task]) continue;
        std::string name = fmt::format("{}:{}{}{}", kubernetes::task_names.engine, job.name,
                                       kubernetes::task_names.mark, task);
        if (!kept_.insert(name).second) continue;
        ended.push_back(
            {{label->experiment, label->group, ranks[task]}, std::move(name), job.succeeded[task]});
    }
    return ended;
}

Result<Done> JobRecords::keep_job(const cluster::SubmittedJob& submitted,
                                  const kubernetes::Job& job) {
    const auto ended = take_ended(emitted_.artifacts.submissions, submitted, job);
    if (ended.empty()) return Done{};
    const ir::Experiment& experiment = *std::ranges::find(
        emitted_.target->experiments, ended.front().task.experiment, &ir::Experiment::name);
    ir::Resolver resolver(experiment);
    status::Writer writer(folder_of(experiment.name));
    for (const EndedTask& one : ended) {
        const auto index = index_of(experiment, one.task);
        if (!index) continue;
        const ir::ResolvedRun& run = resolver.resolve(*index);
        status::Record record;
        record.index = *index;
        record.id = status::key_from(run.id.hex()).value();
        record.digest = status::key_from(ir::digest(experiment, run)).value();
        record.tree = emitted_.digest;
        if (Result<Done> written = write(writer, record, one, submitted); !written) return written;
    }
    return Done{};
}

Result<Done> JobRecords::keep_earlier(const EarlierBuild& build,
                                      const cluster::SubmittedJob& submitted,
                                      const kubernetes::Job& job) {
    const auto ended = take_ended(build.submissions, submitted, job);
    if (ended.empty()) return Done{};
    const std::string experiment = ended.front().task.experiment;
    status::Writer writer(folder_of(experiment));
    for (std::size_t first = 0; first < ended.size(); first += most_asked) {
        const std::size_t count = std::min(most_asked, ended.size() - first);
        const auto some = std::span(ended).subspan(first, count);
        std::vector<QueuedTask> tasks;
        for (const EndedTask& one : some)
            tasks.push_back(one.task);
        const auto runs = runs_of(build, experiment, tasks);
        if (!runs) return cannot_tell(submitted);
        std::string names;
        for (std::size_t i = 0; i < count; ++i) {
            status::Record record;
            record.index = (*runs)[i].index;
            record.id = (*runs)[i].id;
            record.digest = (*runs)[i].digest;
            record.tree = file_name(build.folder);
            if (Result<Done> written = write(writer, record, some[i], submitted); !written)
                return written;
            names += some[i].name + "\n";
        }
        if (Result<Done> told = files::append(told_file(build), names); !told) return told;
    }
    return Done{};
}

/// What Kubernetes' word for a task amounts to, unless more is known of its run.
Result<Done> JobRecords::write(status::Writer& writer, status::Record record,
                               const EndedTask& ended, const cluster::SubmittedJob& submitted) {
    record.state = ended.succeeded ? status::State::succeeded : status::State::failed;
    record.target = emitted_.target->name;
    record.experiment = ended.task.experiment;
    record.host = status::this_host();
    record.job = ended.name;
    record.start = static_cast<double>(submitted.time);
    record.end = status::now();
    if (!ended.succeeded)
        record.reason = fmt::format("Kubernetes says so; its own record is in {}/{}",
                                    emitted_.target->platform.run_root.value_or(""), record.target);
    const auto known = status::read(folder_of(record.experiment), record.id);
    const bool is_newer = known && (known->job == record.job || known->start > record.start);
    if (is_newer && known->state != status::State::running) return Done{};
    return writer.write(record);
}

std::string JobRecords::folder_of(const std::string& experiment) const {
    return status::folder(places_.run_root, emitted_.target->name, experiment);
}

} // namespace expc::driver
