// SPDX-License-Identifier: MIT
#include "runtime/slurm/squeue.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <charconv>
#include <unistd.h>

namespace expc::slurm {
namespace {

/// Those by which clients find the controller and show who they are stay.
std::vector<std::string> without_choices(std::vector<std::string> environment) {
    std::erase_if(environment, [](const std::string& entry) {
        if (entry.starts_with("SQUEUE_")) return true;
        return entry.starts_with("SLURM_") && !entry.starts_with("SLURM_CONF") &&
               !entry.starts_with("SLURM_JWT");
    });
    // Lists of tasks in full.
    environment.emplace_back("SLURM_BITSTR_LEN=0");
    return environment;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take_letter(std::string_view& text, char letter) {
    if (!text.starts_with(letter)) return false;
    text.remove_prefix(1);
    return true;
}

using Tasks = std::set<std::string, std::less<>>;

/// Adds the tasks of `1,4-6,10-20:2%4`, each behind `array`, which is `7_`.
void add_tasks(std::string_view array, std::string_view list, Tasks& tasks) {
    do {
        const auto first = take_number(list);
        if (!first) return;
        const auto last = take_letter(list, '-') ? take_number(list) : first;
        const auto step = take_letter(list, ':') ? take_number(list) : 1;
        if (!last || step.value_or(0) == 0) return;
        for (std::uint64_t task = *first; task <= *last; task += *step)
            tasks.insert(fmt::format("{}{}", array, task));
    } while (take_letter(list, ','));
}

} // namespace

cluster::Queue parse_queue(std::string_view squeue_output) {
    Tasks tasks;
    while (!squeue_output.empty()) {
        const std::size_t end = squeue_output.find('\n');
        const std::string_view line = squeue_output.substr(0, end);
        const std::size_t blank = line.find(' ');
        const std::string_view job = line.substr(0, blank);
        const std::size_t list = job.find('[');
        if (list != std::string_view::npos)
            add_tasks(job.substr(0, list), job.substr(list + 1), tasks);
        else if (!job.empty())
            tasks.emplace(job);
        squeue_output.remove_prefix(end == std::string_view::npos ? squeue_output.size() : end + 1);
    }
    return {task_names, std::move(tasks)};
}

Result<cluster::Queue> ask_queue(const std::vector<std::string>& environment) {
    const std::string squeue(process::variable(environment, "EXPC_SQUEUE").value_or("squeue"));
    const auto said = cluster::ask_client(
        "Slurm", {squeue, "-h", "-u", fmt::format("{}", ::getuid()), "-o", "%i"},
        without_choices(environment));
    if (!said) return said.failure();
    return parse_queue(said.value());
}

} // namespace expc::slurm
