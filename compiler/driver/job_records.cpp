// SPDX-License-Identifier: MIT
#include "compiler/driver/job_records.hpp"

#include "compiler/driver/submitted_runs.hpp"
#include "runtime/status/scan.hpp"
#include "runtime/status/writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {
namespace {

/// The words of a record that Kubernetes' word for an index amounts to.
status::Record record_of(const EmittedTarget& emitted, const ir::Experiment& experiment,
                         const ir::ResolvedRun& run, std::uint64_t index, bool succeeded) {
    status::Record record;
    record.state = succeeded ? status::State::succeeded : status::State::failed;
    record.target = emitted.target->name;
    record.experiment = experiment.name;
    record.index = index;
    record.id = status::key_from(run.id.hex()).value();
    record.digest = status::key_from(ir::digest(experiment, run)).value();
    record.host = status::this_host();
    record.end = status::now();
    record.tree = emitted.digest;
    if (!succeeded)
        record.reason = fmt::format("Kubernetes says so; its own record is in {}/{}",
                                    emitted.target->platform.run_root.value_or(""), record.target);
    return record;
}

} // namespace

Result<Done> JobRecords::keep(const std::vector<kubernetes::Job>& jobs) {
    for (const cluster::SubmittedJob& submitted : cluster::submitted_jobs(places_.tree)) {
        const auto job = std::ranges::find(jobs, submitted.job, &kubernetes::Job::name);
        if (job == jobs.end()) continue;
        if (Result<Done> kept = keep_job(submitted, *job); !kept) return kept;
    }
    return Done{};
}

Result<Done> JobRecords::keep_job(const cluster::SubmittedJob& submitted,
                                  const kubernetes::Job& job) {
    const std::optional<JobLabel> label = parse_label(submitted.label);
    if (!label) return Done{};
    const auto& submissions = emitted_.artifacts.submissions;
    const auto submission = std::ranges::find_if(submissions, [&](const auto& one) {
        return one.experiment == label->experiment && one.group == label->group;
    });
    if (submission == submissions.end()) return Done{};
    const ir::Experiment& experiment =
        *std::ranges::find(emitted_.target->experiments, label->experiment, &ir::Experiment::name);
    const std::string folder =
        status::folder(places_.run_root, emitted_.target->name, experiment.name);
    ir::Resolver resolver(experiment);
    status::Writer writer(folder);
    const std::vector<std::uint64_t> ranks = ranks_of(*label, *submission);
    for (std::uint64_t task = 0; task < std::min<std::uint64_t>(ranks.size(), job.completions);
         ++task) {
        if (!job.succeeded[task] && !job.failed[task]) continue;
        const std::string name = fmt::format("{}:{}{}{}", kubernetes::task_names.engine, job.name,
                                             kubernetes::task_names.mark, task);
        if (!kept_.insert(name).second) continue;
        const auto index = index_of(experiment, {experiment.name, label->group, ranks[task]});
        if (!index) continue;
        status::Record record =
            record_of(emitted_, experiment, resolver.resolve(*index), *index, job.succeeded[task]);
        record.job = name;
        record.start = static_cast<double>(submitted.time);
        const std::optional<status::Record> known = status::read(folder, record.id);
        const bool is_newer = known && (known->job == name || known->start > record.start);
        if (is_newer && known->state != status::State::running) continue;
        if (Result<Done> written = writer.write(record); !written) return written;
    }
    return Done{};
}

} // namespace expc::driver
