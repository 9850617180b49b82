// SPDX-License-Identifier: MIT
#include "runtime/provenance/git.hpp"

#include "runtime/process/capture.hpp"

namespace expc::provenance {

std::optional<std::string> ask_git(const std::string& folder, std::vector<std::string> words) {
    process::Command command;
    command.argv = {"git", "--no-optional-locks", "-c", "core.fsmonitor=false"};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.folder = folder;
    auto answer = process::run_and_capture(command);
    if (!answer || !answer.value().succeeded()) return std::nullopt;
    return std::move(answer.value().output);
}

std::optional<std::string> ask_git_line(const std::string& folder, std::vector<std::string> words) {
    std::optional<std::string> answer = ask_git(folder, std::move(words));
    if (answer && answer->ends_with('\n')) answer->pop_back();
    return answer;
}

} // namespace expc::provenance
