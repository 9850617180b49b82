// SPDX-License-Identifier: MIT
#include "runtime/kubernetes/jobs.hpp"

#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace expc::kubernetes {
namespace {

/// A Job's name, completions, completed and failed indexes, and conditions that hold.
constexpr std::string_view line_format =
    R"(jsonpath={range .items[*]}{.metadata.name}{"\t"}{.spec.completions}{"\t"})"
    R"({.status.completedIndexes}{"\t"}{.status.failedIndexes}{"\t"})"
    R"({.status.conditions[?(@.status=="True")].type}{"\n"}{end})";
/// Kubernetes starts no larger Job.
constexpr std::uint64_t most_completions = 100'000;

/// The text before the next `mark`, which is taken away from `text` with it.
std::string_view take(std::string_view& text, char mark) {
    const std::size_t end = text.find(mark);
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// `1,3-5,7`.
std::vector<bool> indexes(std::string_view list, std::uint64_t completions) {
    std::vector<bool> marked(completions, false);
    while (!list.empty()) {
        const std::string_view range = take(list, ',');
        const auto first = number(range.substr(0, range.find('-')));
        const auto last = number(range.substr(range.find('-') + 1)); // without a `-`: all of it
        if (!first || !last) continue;
        for (std::uint64_t index = *first; index <= *last && index < completions; ++index)
            marked[index] = true;
    }
    return marked;
}

std::optional<Job> parse_job(std::string_view line) {
    Job job;
    job.name = take(line, '\t');
    const auto completions = number(take(line, '\t'));
    if (job.name.empty() || !completions || *completions > most_completions) return std::nullopt;
    job.completions = *completions;
    job.succeeded = indexes(take(line, '\t'), job.completions);
    job.failed = indexes(take(line, '\t'), job.completions);
    while (!line.empty()) {
        const std::string_view condition = take(line, ' ');
        job.ended = job.ended || condition == "Complete" || condition == "Failed";
    }
    return job;
}

} // namespace

std::vector<Job> parse_jobs(std::string_view lines) {
    std::vector<Job> jobs;
    while (!lines.empty()) {
        if (auto job = parse_job(take(lines, '\n'))) jobs.push_back(*std::move(job));
    }
    return jobs;
}

Result<std::vector<Job>> ask_jobs(const std::vector<std::string>& environment,
                                  const std::vector<std::string>& selection) {
    const std::string kubectl(process::variable(environment, "EXPC_KUBECTL").value_or("kubectl"));
    std::vector<std::string> argv = {kubectl, "get", "jobs", "-o", std::string(line_format)};
    argv.insert(argv.end(), selection.begin(), selection.end());
    const auto said = cluster::ask_client("Kubernetes' kubectl", std::move(argv), environment);
    if (!said) return said.failure();
    return parse_jobs(said.value());
}

cluster::Queue queue_of(const std::vector<Job>& jobs) {
    std::set<std::string, std::less<>> tasks;
    for (const Job& job : jobs) {
        for (std::uint64_t index = 0; !job.ended && index < job.completions; ++index) {
            if (!job.succeeded[index] && !job.failed[index])
                tasks.insert(fmt::format("{}{}{}", job.name, task_names.mark, index));
        }
    }
    return {task_names, std::move(tasks)};
}

} // namespace expc::kubernetes
