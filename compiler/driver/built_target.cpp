// SPDX-License-Identifier: MIT
#include "compiler/driver/built_target.hpp"

#include "compiler/driver/manifest.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/process/capture.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace expc::driver {

namespace {

std::vector<std::string> pieces_of(std::string_view text, char end) {
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find(end), text.size());
        pieces.emplace_back(text.substr(0, length));
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    return pieces;
}

/// What task.sh of an experiment prints.
Result<std::string> ask_task_script(const BuiltTarget& target, const std::string& experiment,
                                    const std::vector<std::string>& words) {
    process::Command command;
    command.argv = {"sh", fmt::format("{}/{}/task.sh", absolute_path(target.folder), experiment)};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    auto answer = process::run_and_capture(command);
    if (!answer) return answer.failure();
    if (!answer.value().succeeded())
        return Failure{fmt::format("{}/{}/task.sh cannot say what its runs are: {}", target.folder,
                                   experiment, answer.value().errors)};
    return std::move(answer.value().output);
}

} // namespace

Result<BuiltTarget> read_built_target(const std::string& folder) {
    const Result<std::string> text = read_file(folder + "/manifest.json");
    if (!text)
        return Failure{fmt::format("`{}` is no folder of a built target: cannot read its "
                                   "manifest.json: {}",
                                   folder, text.failure().message)};
    try {
        const auto manifest = nlohmann::json::parse(text.value());
        if (manifest.at("version") != manifest_version)
            return Failure{fmt::format("`{}` was built by another version of expc", folder)};
        BuiltTarget target{folder, manifest.at("platform").at("engine"), {}};
        for (const auto& experiment : manifest.at("experiments"))
            target.experiments.push_back(
                {experiment.at("name"), experiment.at("runs"), experiment.at("runs_digest")});
        std::ranges::sort(target.experiments, {}, &BuiltExperiment::name);
        return target;
    } catch (const nlohmann::json::exception&) {
        return Failure{fmt::format("`{}/manifest.json` is not what expc writes", folder)};
    }
}

Result<std::vector<std::string>> ids_of_runs(const BuiltTarget& target,
                                             const std::string& experiment,
                                             const std::vector<std::uint64_t>& indexes) {
    std::vector<std::string> words = {"--id"};
    for (const std::uint64_t index : indexes)
        words.push_back(std::to_string(index));
    const Result<std::string> lines = ask_task_script(target, experiment, words);
    if (!lines) return lines.failure();
    std::vector<std::string> ids = pieces_of(lines.value(), '\n');
    if (ids.size() == indexes.size()) return ids;
    return Failure{fmt::format("{}/{}/task.sh gave {} ids for {} runs", target.folder, experiment,
                               ids.size(), indexes.size())};
}

Result<std::vector<std::string>> form_of_run(const BuiltTarget& target,
                                             const std::string& experiment, std::uint64_t index) {
    const Result<std::string> form =
        ask_task_script(target, experiment, {"--form", std::to_string(index)});
    if (!form) return form.failure();
    return pieces_of(form.value(), '\0');
}

} // namespace expc::driver
