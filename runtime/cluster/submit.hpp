// SPDX-License-Identifier: MIT
// Submission to a cluster's engine through the submit.sh of a staged tree: the same script that a
// person can run without expc, so there is one way in which jobs are submitted. What was accepted
// stands in submitted.tsv, one line per job, written by the script at once.
#pragma once

#include "compiler/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::cluster {

/// One call of submit.sh.
struct SubmitCall {
    std::string tree;                     ///< the staged folder, `<run_root>/.expc/<digest>`
    std::vector<std::string> environment; ///< NAME=VALUE, with EXPC_PROJECT and EXPC_RUN_ROOT
    std::vector<std::string> runs;        ///< `EXPERIMENT:0-5,9`; empty: all
    std::vector<std::string> after;       ///< `slurm:123`, `gridengine:123`
    /// Also what was submitted before, according to so many first lines of submitted.tsv; what this
    /// call and its repetitions submit comes after them, and is not submitted twice.
    std::optional<std::uint64_t> again;
    bool dry_run = false; ///< only print the calls of the client
    /// The script of the tree that is called: `send.sh` calls submit.sh on another machine.
    std::string script = "submit.sh";
    /// Brings submitted.tsv from where the script wrote it; null: that is the tree.
    std::function<Result<Done>()> fetch = {};
};

/// A line of submitted.tsv.
struct SubmittedJob {
    std::string label; ///< EXPERIMENT.GROUP.CHUNK
    std::string job;   ///< the engine's number or name
    std::int64_t time = 0;
};

/// What submit.sh said.
struct Submission {
    enum class Outcome : std::uint8_t {
        complete, ///< everything is submitted
        no_room,  ///< the rest has to wait until the user's tasks in the queue become fewer
        refused,  ///< the engine refused; `errors` has its words
        misused,  ///< the script was called wrongly, or not where it can work; `errors` says how
    } outcome = Outcome::complete;
    std::vector<std::string> lines; ///< what it printed
    std::string errors;
    std::vector<SubmittedJob> jobs; ///< accepted in this call
};

/// Fails only when the script could not be started, was killed, or was stopped by a signal that
/// came to expc: the script gets it, and records what was accepted before it ends.
[[nodiscard]] Result<Submission> submit(const SubmitCall& call);

/// The jobs of a staged tree, in the order of their submission; lines that cannot be read are left
/// out.
[[nodiscard]] std::vector<SubmittedJob> submitted_jobs(const std::string& tree);
/// Lines of its submitted.tsv.
[[nodiscard]] std::uint64_t submitted_lines(const std::string& tree);
[[nodiscard]] std::optional<SubmittedJob> parse_submitted(std::string_view line);

} // namespace expc::cluster
