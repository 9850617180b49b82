// SPDX-License-Identifier: MIT
#include "runtime/cluster/submit.hpp"

#include "runtime/files/files.hpp"
#include "runtime/process/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace expc::cluster {
namespace {

using Outcome = Submission::Outcome;

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::vector<std::string> argv_of(const SubmitCall& call) {
    std::vector<std::string> argv{"sh", fmt::format("{}/{}", call.tree, call.script)};
    for (const std::string& runs : call.runs)
        argv.insert(argv.end(), {"--runs", runs});
    for (const std::string& job : call.after)
        argv.insert(argv.end(), {"--after", job});
    if (call.again) argv.push_back(fmt::format("--again={}", *call.again));
    if (call.dry_run) argv.emplace_back("--dry-run");
    return argv;
}

/// The exit codes that submit.sh promises.
Outcome outcome_of(int exit) {
    if (exit == 0) return Outcome::complete;
    if (exit == 75) return Outcome::no_room;
    return exit == 2 ? Outcome::misused : Outcome::refused;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A number, or the name of an object of Kubernetes: `train-1f0c9a7b2e-0-0`.
bool is_job(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
    };
    if (is_number(text)) return true;
    return !text.empty() && text.front() >= 'a' && text.find('-') != std::string_view::npos &&
           std::ranges::all_of(text, fits);
}

} // namespace

Result<Submission> submit(const SubmitCall& call) {
    const std::size_t known = submitted_jobs(call.tree).size();
    const auto captured = process::run_and_capture({.argv = argv_of(call),
                                                    .environment = call.environment,
                                                    .folder = {},
                                                    .input = {},
                                                    .passes_signals = true});
    if (!captured) return captured.failure();
    const process::Captured& said = captured.value();
    if (said.signal)
        return Failure{"the submission was stopped; calling again goes on where it stopped"};
    if (!said.ended.exit)
        return Failure{
            fmt::format("{} was ended by signal {}; calling again goes on where it stopped",
                        call.script, said.ended.signal.value_or(0))};
    if (call.fetch) {
        if (const Result<Done> fetched = call.fetch(); !fetched) return fetched.failure();
    }
    Submission submission{.outcome = outcome_of(*said.ended.exit),
                          .lines = split_lines(said.output),
                          .errors = said.errors,
                          .jobs = submitted_jobs(call.tree)};
    const auto accepted_before =
        static_cast<std::ptrdiff_t>(std::min(known, submission.jobs.size()));
    submission.jobs.erase(submission.jobs.begin(), submission.jobs.begin() + accepted_before);
    return submission;
}

std::vector<SubmittedJob> submitted_jobs(const std::string& tree) {
    std::vector<SubmittedJob> jobs;
    const auto text = files::read(tree + "/submitted.tsv");
    if (!text) return jobs;
    for (const std::string& line : split_lines(text.value()))
        if (auto job = parse_submitted(line)) jobs.push_back(*std::move(job));
    return jobs;
}

std::uint64_t submitted_lines(const std::string& tree) {
    const auto text = files::read(tree + "/submitted.tsv");
    return text ? static_cast<std::uint64_t>(std::ranges::count(text.value(), '\n')) : 0;
}

std::optional<SubmittedJob> parse_submitted(std::string_view line) {
    const std::size_t first = line.find('\t');
    if (first == std::string_view::npos || first == 0) return std::nullopt;
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const std::string_view job = line.substr(first + 1, second - first - 1);
    const std::string_view time = line.substr(second + 1);
    if (!is_job(job) || !is_number(time)) return std::nullopt;
    SubmittedJob submitted{.label = std::string(line.substr(0, first)), .job = std::string(job)};
    std::from_chars(time.data(), time.data() + time.size(), submitted.time);
    return submitted;
}

} // namespace expc::cluster
