// SPDX-License-Identifier: MIT
#include "runtime/slurm/queue.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace expc::slurm {
namespace {

constexpr std::string_view job_prefix = "slurm:";

std::string program(const std::vector<std::string>& environment) {
    return std::string(process::variable(environment, "EXPC_SQUEUE").value_or("squeue"));
}

} // namespace

Queue::Queue(std::string_view squeue_output) {
    while (!squeue_output.empty()) {
        const std::size_t end = squeue_output.find('\n');
        const std::string_view line = squeue_output.substr(0, end);
        const std::size_t blank = line.find(' ');
        if (!line.empty()) tasks_.emplace(line.substr(0, blank));
        squeue_output.remove_prefix(end == std::string_view::npos ? squeue_output.size() : end + 1);
    }
}

std::size_t Queue::tasks_of(std::string_view job) const {
    const std::string array = fmt::format("{}_", job);
    std::size_t count = tasks_.contains(job) ? 1 : 0;
    for (auto task = tasks_.lower_bound(array); task != tasks_.end() && task->starts_with(array);
         ++task)
        ++count;
    return count;
}

Result<Queue> ask_queue(const std::vector<std::string>& environment) {
    const auto captured =
        process::run_and_capture({.argv = {program(environment), "-h", "-r", "-u",
                                           fmt::format("{}", ::getuid()), "-o", "%i"},
                                  .environment = environment,
                                  .folder = {},
                                  .input = {}});
    if (!captured)
        return Failure{fmt::format("{}: is Slurm on this machine? `expc build` writes a submit.sh "
                                   "that needs no expc; copy the project to the cluster and call "
                                   "it there",
                                   captured.failure().message)};
    if (!captured.value().succeeded())
        return Failure{fmt::format("squeue failed: {}", captured.value().errors)};
    return Queue(captured.value().output);
}

status::Liveness liveness(const Queue& queue) {
    return [&queue](const status::Record& record) {
        if (!record.job.starts_with(job_prefix)) return status::alive_here(record);
        return queue.has(std::string_view(record.job).substr(job_prefix.size()));
    };
}

} // namespace expc::slurm
