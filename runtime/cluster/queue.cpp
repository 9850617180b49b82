// SPDX-License-Identifier: MIT
#include "runtime/cluster/queue.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

namespace expc::cluster {

bool Queue::has_task(std::string_view job, std::uint64_t index, std::uint64_t position) const {
    const std::uint64_t number = names_.first_task ? position + *names_.first_task : index;
    return has(job) || has(fmt::format("{}{}{}", job, names_.mark, number));
}

std::size_t Queue::tasks_of(std::string_view job) const {
    const std::string array = fmt::format("{}{}", job, names_.mark);
    std::size_t count = tasks_.contains(job) ? 1 : 0;
    for (auto task = tasks_.lower_bound(array); task != tasks_.end() && task->starts_with(array);
         ++task)
        ++count;
    return count;
}

status::Liveness liveness(const Queue& queue) {
    return [&queue](const status::Record& record) {
        const std::string_view job = record.job;
        const std::string_view engine = queue.names().engine;
        if (!job.starts_with(engine) || job.substr(engine.size(), 1) != ":")
            return status::alive_here(record);
        return queue.has(job.substr(engine.size() + 1));
    };
}

Result<std::string> ask_client(std::string_view engine, std::vector<std::string> argv,
                               const std::vector<std::string>& environment) {
    const std::string client = argv.front();
    const auto captured = process::run_and_capture(
        {.argv = std::move(argv), .environment = environment, .folder = {}, .input = {}});
    if (!captured)
        return Failure{fmt::format("{}: is {} on this machine? `expc build` writes a submit.sh "
                                   "that needs no expc; copy the project to the cluster and call "
                                   "it there",
                                   captured.failure().message, engine)};
    if (!captured.value().succeeded())
        return Failure{fmt::format("{} failed: {}", client.substr(client.rfind('/') + 1),
                                   captured.value().errors)};
    return captured.value().output;
}

} // namespace expc::cluster
