// SPDX-License-Identifier: MIT
#include "runtime/provenance/git_state.hpp"

#include "runtime/provenance/git.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace expc::provenance {
namespace {

constexpr std::string_view untracked_mark = "?? ";

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// How far the branch and the one that it follows are apart; nothing where it follows none.
void compare_with_upstream(const std::string& folder, GitState& state) {
    const auto counts =
        ask_git_line(folder, {"rev-list", "--left-right", "--count", "@{upstream}...HEAD"});
    const std::size_t tab = counts ? counts->find('\t') : std::string::npos;
    if (tab == std::string::npos) return;
    const char* end = counts->data() + counts->size();
    std::from_chars(counts->data(), counts->data() + tab, state.behind);
    std::from_chars(counts->data() + tab + 1, end, state.ahead);
}

} // namespace

std::size_t GitState::untracked() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        paths, [](const std::string& path) { return path.starts_with(untracked_mark); }));
}

std::optional<GitState> git_state(const std::string& folder, const std::vector<std::string>& own) {
    const auto commit = ask_git(folder, {"rev-parse", "--verify", "--quiet", "HEAD"});
    std::vector<std::string> question = {"status", "--porcelain", "--", "."};
    for (const std::string& path : own) {
        if (path.starts_with(folder + "/"))
            question.push_back(":(exclude,literal)" + path.substr(folder.size() + 1));
    }
    const auto status = commit ? ask_git(folder, question) : commit;
    if (!status) return std::nullopt;
    const std::vector<std::string> hash = lines_of(*commit);
    if (hash.size() != 1) return std::nullopt;
    const auto branch = ask_git(folder, {"symbolic-ref", "--quiet", "--short", "HEAD"});
    const std::vector<std::string> name = lines_of(branch.value_or(""));
    GitState state{hash.front(), name.empty() ? "" : name.front(), lines_of(*status)};
    compare_with_upstream(folder, state);
    return state;
}

std::string git_diff(const std::string& folder) {
    return ask_git(folder,
                   {"diff", "--no-ext-diff", "--no-textconv", "--no-color", "HEAD", "--", "."})
        .value_or("");
}

std::string describe(const GitState& state) {
    constexpr std::size_t shown_digits = 10;
    std::string text = fmt::format("commit {}", state.commit.substr(0, shown_digits));
    if (!state.branch.empty()) text += fmt::format(" on {}", state.branch);
    if (state.ahead != 0) text += fmt::format(", {} ahead", state.ahead);
    if (state.behind != 0) text += fmt::format(", {} behind", state.behind);
    const std::size_t changed = state.changed();
    if (changed != 0) text += fmt::format(", {} file{} changed", changed, changed == 1 ? "" : "s");
    if (state.untracked() != 0) text += fmt::format(", {} untracked", state.untracked());
    return text;
}

} // namespace expc::provenance
