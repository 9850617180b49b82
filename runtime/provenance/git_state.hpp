// SPDX-License-Identifier: MIT
// What git says of the sources of a project.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace expc::provenance {

struct GitState {
    std::string commit; ///< 40 hex digits
    std::string branch; ///< empty when none is checked out
    /// Changed, staged and untracked paths, as `git status --porcelain` writes them: ` M train.py`,
    /// `?? notes.txt`.
    std::vector<std::string> paths;
    /// Commits that only this repository has, and that only the branch it follows has, as far as
    /// the last `git fetch` knows.
    std::uint64_t ahead = 0;
    std::uint64_t behind = 0;

    [[nodiscard]] std::size_t untracked() const;
    [[nodiscard]] std::size_t changed() const { return paths.size() - untracked(); }
};

/// Nothing where the folder is in no work tree of git, has no commit, or git is not there. `own`
/// are absolute folders that expc itself writes: they are no sources.
[[nodiscard]] std::optional<GitState> git_state(const std::string& folder,
                                                const std::vector<std::string>& own);
/// The difference between the work tree and its commit, as git prints it; empty when it cannot
/// tell.
[[nodiscard]] std::string git_diff(const std::string& folder);

/// `commit 1a2b3c4d5e on main, 1 ahead, 2 files changed, 1 untracked`
[[nodiscard]] std::string describe(const GitState& state);

} // namespace expc::provenance
