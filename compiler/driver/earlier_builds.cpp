// SPDX-License-Identifier: MIT
#include "compiler/driver/earlier_builds.hpp"

#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"
#include "runtime/process/capture.hpp"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace expc::driver {

namespace {

using Json = nlohmann::json;

/// Asking takes a few milliseconds a task.
constexpr std::size_t most_tasks = 2000;

std::vector<backends::Submission> submissions_of(const Json& manifest) {
    std::vector<backends::Submission> submissions;
    for (const Json& one : manifest.at("submissions")) {
        submissions.push_back({one.at("experiment"), one.at("group"), one.at("runs"),
                               one.at("chunk"), one.value("per_task", std::uint64_t{1})});
    }
    return submissions;
}

/// Nothing when its manifest is not there or damaged.
std::optional<EarlierBuild> read_build(const std::string& folder) {
    const Result<std::string> text = read_file(folder + "/manifest.json");
    if (!text) return std::nullopt;
    try {
        const Json manifest = Json::parse(text.value());
        return EarlierBuild{folder, manifest.at("target"), submissions_of(manifest)};
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

/// The words that a task.sh prints, split at blanks and newlines; nothing when it fails.
std::optional<std::vector<std::string>>
ask(const EarlierBuild& build, const std::string& experiment, std::vector<std::string> question) {
    std::vector<std::string> argv = {"sh", fmt::format("{}/{}/task.sh", build.folder, experiment)};
    argv.insert(argv.end(), question.begin(), question.end());
    const Result<process::Captured> captured =
        process::run_and_capture({argv, std::nullopt, {}, {}});
    if (!captured || !captured.value().succeeded()) return std::nullopt;
    std::vector<std::string> words;
    std::string word;
    for (const char character : captured.value().output) {
        if (character != ' ' && character != '\n')
            word += character;
        else if (!word.empty())
            words.push_back(std::exchange(word, {}));
    }
    return words;
}

/// Indexes of an experiment's tasks; ranks are indexes where all runs are in one group.
std::optional<std::vector<std::string>> indexes_of(const EarlierBuild& build,
                                                   const std::string& experiment,
                                                   std::span<const QueuedTask> tasks) {
    const auto groups =
        std::ranges::count(build.submissions, experiment, &backends::Submission::experiment);
    std::vector<std::string> indexes;
    for (const QueuedTask& task : tasks) {
        std::vector<std::string> index = {std::to_string(task.rank)};
        if (groups > 1) {
            auto told =
                ask(build, experiment, {"--rank", std::to_string(task.group), index.front()});
            if (!told || told->size() != 1) return std::nullopt;
            index = std::move(*told);
        }
        indexes.push_back(index.front());
    }
    return indexes;
}

/// False when the build's task.sh cannot tell.
bool add_ids_of(const EarlierBuild& build, const std::vector<QueuedTask>& tasks, QueuedIds& ids) {
    std::map<std::string, std::vector<QueuedTask>> experiments;
    for (const QueuedTask& task : tasks)
        experiments[task.experiment].push_back(task);
    for (const auto& [experiment, own] : experiments) {
        const auto runs = runs_of(build, experiment, own);
        if (!runs) return false;
        for (const EarlierRun& run : *runs)
            ids[experiment].insert(run.id);
    }
    return true;
}

Failure cannot_tell(const std::string& target, const std::vector<cluster::SubmittedJob>& jobs,
                    const cluster::Queue& queue) {
    std::vector<std::string> alive;
    for (const cluster::SubmittedJob& job : jobs) {
        if (queue.tasks_of(job.job) > 0) alive.push_back(job.job);
    }
    return {fmt::format("jobs {0} of an earlier build of {1} are in the queue, and it cannot be "
                        "told which runs they are; wait for "
                        "them, or `{3} {2}`",
                        fmt::join(alive, ", "), target, fmt::join(alive, " "),
                        queue.names().cancel)};
}

} // namespace

std::vector<EarlierBuild> earlier_builds(const RunPlaces& places, const std::string& target) {
    std::vector<EarlierBuild> builds;
    const std::string all = files::parent(places.tree);
    for (const std::string& name : files::names_in(all)) {
        std::optional<EarlierBuild> build = read_build(all + "/" + name);
        if (build && build->target == target && build->folder != places.tree)
            builds.push_back(*std::move(build));
    }
    return builds;
}

std::optional<std::vector<EarlierRun>> runs_of(const EarlierBuild& build,
                                               const std::string& experiment,
                                               std::span<const QueuedTask> tasks) {
    const auto indexes = indexes_of(build, experiment, tasks);
    if (!indexes) return std::nullopt;
    std::vector<std::string> question = {"--id"};
    question.insert(question.end(), indexes->begin(), indexes->end());
    const auto told = ask(build, experiment, std::move(question));
    if (!told || told->size() != 2 * tasks.size()) return std::nullopt;
    std::vector<EarlierRun> runs;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto id = status::key_from((*told)[2 * i]);
        const auto digest = status::key_from((*told)[2 * i + 1]);
        if (!id || !digest) return std::nullopt;
        runs.push_back({std::stoull((*indexes)[i]), *id, *digest});
    }
    return runs;
}

std::vector<std::string> staged_builds(const RunPlaces& places, const std::string& target) {
    const std::string all = files::parent(places.tree);
    std::vector<std::string> names = files::names_in(all);
    std::erase_if(names, [&](const std::string& name) {
        const std::optional<EarlierBuild> build = read_build(all + "/" + name);
        return !build || build->target != target;
    });
    return names;
}

Result<Done> add_earlier_ids(const RunPlaces& places, const std::string& target,
                             const cluster::Queue& queue, QueuedIds& ids) {
    const std::string all = files::parent(places.tree);
    for (const std::string& name : files::names_in(all)) {
        const std::string folder = all + "/" + name;
        if (folder == places.tree) continue;
        const std::vector<cluster::SubmittedJob> jobs = cluster::submitted_jobs(folder);
        const bool waits = std::ranges::any_of(
            jobs, [&](const cluster::SubmittedJob& job) { return queue.tasks_of(job.job) > 0; });
        if (!waits) continue;
        const std::optional<EarlierBuild> build = read_build(folder);
        if (!build) return cannot_tell(target, jobs, queue);
        if (build->target != target) continue;
        const std::vector<QueuedTask> tasks = queued_tasks(build->submissions, jobs, queue);
        if (tasks.size() > most_tasks || !add_ids_of(*build, tasks, ids))
            return cannot_tell(target, jobs, queue);
    }
    return Done{};
}

} // namespace expc::driver
