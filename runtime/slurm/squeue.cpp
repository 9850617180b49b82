// SPDX-License-Identifier: MIT
#include "runtime/slurm/squeue.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace expc::slurm {
namespace {

/// Those by which clients find the controller and show who they are stay.
std::vector<std::string> without_choices(std::vector<std::string> environment) {
    std::erase_if(environment, [](const std::string& entry) {
        if (entry.starts_with("SQUEUE_")) return true;
        return entry.starts_with("SLURM_") && !entry.starts_with("SLURM_CONF") &&
               !entry.starts_with("SLURM_JWT");
    });
    return environment;
}

} // namespace

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
        without_choices(environment));
    if (!said) return said.failure();
    return parse_queue(said.value());
}

} // namespace expc::slurm
