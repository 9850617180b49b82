// SPDX-License-Identifier: MIT
#include "runtime/slurm/squeue.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace expc::slurm {

cluster::Queue parse_queue(std::string_view squeue_output) {
    std::set<std::string, std::less<>> tasks;
    while (!squeue_output.empty()) {
        const std::size_t end = squeue_output.find('\n');
        const std::string_view line = squeue_output.substr(0, end);
        const std::size_t blank = line.find(' ');
        if (!line.empty()) tasks.emplace(line.substr(0, blank));
        squeue_output.remove_prefix(end == std::string_view::npos ? squeue_output.size() : end + 1);
    }
    return {task_names, std::move(tasks)};
}

Result<cluster::Queue> ask_queue(const std::vector<std::string>& environment) {
    const std::string squeue(process::variable(environment, "EXPC_SQUEUE").value_or("squeue"));
    const auto said = cluster::ask_client(
        "Slurm", {squeue, "-h", "-r", "-u", fmt::format("{}", ::getuid()), "-o", "%i"},
        environment);
    if (!said) return said.failure();
    return parse_queue(said.value());
}

} // namespace expc::slurm
