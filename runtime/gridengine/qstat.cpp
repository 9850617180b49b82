// SPDX-License-Identifier: MIT
#include "runtime/gridengine/qstat.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

namespace expc::gridengine {
namespace {

/// The content of the first element of that name; empty without one.
std::string_view element(std::string_view text, std::string_view name) {
    const std::string open = fmt::format("<{}>", name);
    const std::size_t begin = text.find(open);
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin + open.size());
    return text.substr(0, text.find('<'));
}

} // namespace

cluster::Queue parse_queue(std::string_view qstat_output) {
    constexpr std::string_view begin_mark = "<job_list";
    constexpr std::string_view end_mark = "</job_list>";
    std::set<std::string, std::less<>> tasks;
    for (std::size_t begin = qstat_output.find(begin_mark); begin != std::string_view::npos;
         begin = qstat_output.find(begin_mark, begin + 1)) {
        const std::size_t end = qstat_output.find(end_mark, begin);
        const std::string_view entry =
            qstat_output.substr(begin, end == std::string_view::npos ? end : end - begin);
        const std::string_view job = element(entry, "JB_job_number");
        const std::string_view task = element(entry, "tasks");
        if (job.empty()) continue;
        tasks.insert(task.empty() ? std::string(job)
                                  : fmt::format("{}{}{}", job, task_names.mark, task));
    }
    return {task_names, std::move(tasks)};
}

Result<cluster::Queue> ask_queue(const std::vector<std::string>& environment) {
    const std::string qstat(process::variable(environment, "EXPC_QSTAT").value_or("qstat"));
    const auto said = cluster::ask_client(
        "Grid Engine", {qstat, "-u", "$user", "-g", "d", "-s", "prs", "-xml"}, environment);
    if (!said) return said.failure();
    return parse_queue(said.value());
}

} // namespace expc::gridengine
