// SPDX-License-Identifier: MIT
#include "runtime/provenance/record.hpp"

#include "runtime/files/files.hpp"
#include "runtime/provenance/git.hpp"
#include "runtime/provenance/git_state.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace expc::provenance {
namespace {

constexpr std::size_t largest_record = std::size_t{1} << 20U;
constexpr std::string_view cut_mark = "\n(cut here: no more than 1 MiB is kept)\n";

std::string text_of(const GitState& state, const std::string& diff) {
    std::string text = fmt::format("commit {}\n", state.commit);
    if (!state.branch.empty()) text += fmt::format("branch {}\n", state.branch);
    if (state.ahead != 0) text += fmt::format("ahead {}\n", state.ahead);
    if (state.behind != 0) text += fmt::format("behind {}\n", state.behind);
    for (const std::string& path : state.paths)
        text += path + "\n";
    return text + diff;
}

/// What git says of the project, and then of each folder that has a history of its own.
std::string states(const std::string& project, const std::vector<SentFolder>& sent,
                   const std::vector<std::string>& own) {
    std::string text;
    if (const auto state = git_state(project, own)) text = text_of(*state, git_diff(project));
    for (const SentFolder& folder : with_own_history(project, sent)) {
        const auto state = git_state(folder.path, own);
        if (!state) continue;
        if (!text.empty() && !text.ends_with('\n')) text += '\n';
        text += fmt::format("upload {}\n{}", folder.mount, text_of(*state, git_diff(folder.path)));
    }
    if (text.size() > largest_record) {
        text.resize(largest_record - cut_mark.size());
        text += cut_mark;
    }
    return text;
}

std::optional<std::string> repository_of(const std::string& folder) {
    return ask_git_line(folder, {"rev-parse", "--show-toplevel"});
}

bool is_newest(const std::string& text, const std::string& folder) {
    const std::vector<std::string> names = files::names_in(folder);
    if (names.empty()) return false;
    const auto newest = files::read(folder + "/" + names.back());
    return newest && newest.value() == text;
}

/// Named by the second, so that names are in order; a later state of the same second has a letter.
std::string path_of_next(const std::string& folder) {
    const std::string path =
        fmt::format("{}/{:%Y%m%dT%H%M%SZ}", folder, fmt::gmtime(std::time(nullptr)));
    std::string free = path;
    for (char letter = 'b'; files::kind_of(free) != files::Kind::nothing && letter <= 'z'; ++letter)
        free = path + letter;
    return free;
}

} // namespace

std::vector<SentFolder> with_own_history(const std::string& project,
                                         const std::vector<SentFolder>& sent) {
    std::vector<SentFolder> found;
    for (const SentFolder& folder : sent) {
        const bool is_in_project = folder.path == project || folder.path.starts_with(project + "/");
        const auto repository = repository_of(folder.path);
        if (repository && !(is_in_project && repository == repository_of(project)))
            found.push_back(folder);
    }
    return found;
}

Result<Done> record(const std::string& project, const std::vector<SentFolder>& sent,
                    const std::vector<std::string>& own, const std::string& folder) {
    constexpr unsigned for_its_owner = 0600;
    const std::string text = states(project, sent, own);
    if (text.empty() || is_newest(text, folder)) return Done{};
    if (auto made = files::make_folders(folder); !made) return made;
    return files::write(path_of_next(folder), text, for_its_owner);
}

} // namespace expc::provenance
