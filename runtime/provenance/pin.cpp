// SPDX-License-Identifier: MIT
#include "runtime/provenance/pin.hpp"

#include "runtime/provenance/git.hpp"
#include "runtime/provenance/git_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::provenance {
namespace {

constexpr std::size_t shown_digits = 10;

std::string short_form(const std::string& commit) {
    return commit.substr(0, shown_digits);
}

Pin refused(std::string reason, std::vector<std::string> ways_out) {
    return {{}, {}, Unpinned{std::move(reason), std::move(ways_out)}};
}

/// The paths that differ, the first few of many.
std::string listed(const std::vector<std::string>& paths) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, paths.size()); ++i)
        text += fmt::format("{}`{}`", i == 0 ? "" : ", ", paths[i]);
    if (paths.size() > most) text += fmt::format(" and {} more", paths.size() - most);
    return text;
}

std::optional<Pin> differs(const std::string& top, const std::vector<std::string>& own) {
    const std::optional<GitState> state = git_state(top, own);
    if (!state || state->paths.empty()) return std::nullopt;
    return refused(
        fmt::format("its tree differs from the last commit: {}", listed(state->paths)),
        {fmt::format("commit it and push it: `git add -A && git commit`, then `git push origin {}`",
                     state->branch.empty() ? "BRANCH" : state->branch),
         fmt::format("take what is committed: `commit = \"{}\"`", short_form(state->commit))});
}

/// `origin` as other machines can use it: a folder beside this one is an absolute path.
std::string usable(const std::string& url, const std::string& top) {
    return url.starts_with("./") || url.starts_with("../") ? top + "/" + url : url;
}

Pin pin_at(const std::string& top, const std::string& commit) {
    const std::string remote = "refs/remotes/origin";
    const auto url = ask_git_line(top, {"remote", "get-url", "origin"});
    if (!url)
        return refused("its repository has no remote `origin` to clone from",
                       {"name one: `git remote add origin URL`, then `git push -u origin HEAD`"});
    const auto branches =
        ask_git(top, {"for-each-ref", "--count=1", "--contains=" + commit, remote});
    if (branches && !branches->empty()) return {usable(*url, top), commit};
    const auto branch = ask_git_line(top, {"symbolic-ref", "--quiet", "--short", "HEAD"});
    return refused(fmt::format("no branch of `origin` has the commit {} yet", short_form(commit)),
                   {fmt::format("push it: `git push origin {}`", branch.value_or("BRANCH"))});
}

} // namespace

Pin pin(const std::string& folder, const std::optional<std::string>& commit,
        const std::vector<std::string>& own) {
    const auto top = ask_git_line(folder, {"rev-parse", "--show-toplevel"});
    if (!top) return refused(fmt::format("git knows no repository in `{}`", folder), {});
    const std::string wanted = commit.value_or("HEAD");
    const auto found = ask_git_line(
        *top, {"rev-parse", "--verify", "--quiet", "--end-of-options", wanted + "^{commit}"});
    if (!found && commit)
        return refused(fmt::format("its repository has no commit `{}`", wanted),
                       {"`git log` lists them; `git fetch` gets those of others"});
    if (!found)
        return refused("its repository has no commit yet",
                       {"make one: `git add -A && git commit`"});
    if (!commit) {
        if (std::optional<Pin> difference = differs(*top, own)) return *std::move(difference);
    }
    return pin_at(*top, *found);
}

} // namespace expc::provenance
