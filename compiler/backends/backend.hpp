// SPDX-License-Identifier: MIT
// A backend is data and one pure function from a plan's target to files. It never touches the disk,
// the clock or the environment: the driver writes the tree. What it cannot carry is found by
// `unsupported`, in one place for all.
#pragma once

#include "compiler/base/result.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expc::backends {

/// A file of the build tree, relative to `build/<target>/`.
struct Artifact {
    std::string path;
    std::string content;
    bool executable = false;
};

/// The calls of the engine's client that submit one group of runs: chunk k = 0, 1, ... holds the
/// ranks [k * chunk, min((k + 1) * chunk, runs)) of the group as array indexes from 0, with the
/// offset k * chunk. The label of chunk k in submitted.tsv is `EXPERIMENT.GROUP.k`. Where runs
/// share tasks, task t = 0, 1, ... holds the runs from t * per_task on of those that the call is
/// for.
struct Submission {
    std::string experiment;
    std::uint32_t group = 0;
    std::uint64_t runs = 0;
    std::uint64_t chunk = 0;
    std::uint64_t per_task = 1;
};

struct Artifacts {
    std::vector<Artifact> files; ///< by path
    /// One per group; none for engines without submissions (local).
    std::vector<Submission> submissions;
    /// Words that make the engine's client speak of this target's jobs, where it needs them.
    std::vector<std::string> queue_words = {};
};

struct Backend {
    std::string_view name;    ///< the constructor after `platform p =`
    std::string_view summary; ///< one line for `expc explain` and the README
    std::span<const ir::Capability> capabilities;
    Artifacts (*emit)(const ir::Plan& plan, const ir::Target& target);
    /// Limits of the engine on this target that only the backend's arithmetic knows; reports at the
    /// user's line.
    void (*check)(const ir::Target& target, diag::Sink& sink);
    /// What `plan` should tell a person about this target, such as amounts that are rounded up.
    std::vector<std::string> (*remarks)(const ir::Target& target);
    /// What two sound targets of this engine take from each other, if anything.
    void (*check_pair)(const ir::Target& earlier, const ir::Target& later,
                       diag::Sink& sink) = nullptr;
    /// What the engine does not take of the folder that the project lies in, an absolute path.
    void (*check_project)(const ir::Target& target, std::string_view project,
                          diag::Sink& sink) = nullptr;
};

/// All backends, in the order of backends.def.
[[nodiscard]] std::span<const Backend> all();
/// Nothing when no backend of this build carries the engine.
[[nodiscard]] const Backend* find(std::string_view engine);

/// Reports every request of the target that the backend cannot carry (E0804), at the line that asks
/// for it, and a missing backend. True when there is none.
[[nodiscard]] bool check_capabilities(const ir::Target& target, diag::Sink& sink);

/// Whether runs of other targets may take something from the target's.
[[nodiscard]] bool may_clash(const ir::Target& target);
/// Reports what two sound targets take from each other when both are started.
void check_pair(const ir::Target& earlier, const ir::Target& later, diag::Sink& sink);
/// The same for all pairs of targets.
void check_pairs(const ir::Plan& plan, diag::Sink& sink);

/// What the runs of a target go without because its platform says so in `allow_drop`, each once:
/// "container `torch`".
[[nodiscard]] std::vector<std::string> left_out(const ir::Target& target);

} // namespace expc::backends
