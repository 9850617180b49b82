// SPDX-License-Identifier: MIT
// submit.sh, the script with which a person submits a target without expc: the same for all engines
// with a queue, but for the words of one call of the engine's client.
#pragma once

#include "compiler/backends/backend.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::backends {

/// How runs share tasks of arrays, or jobs, and what a call of the client does for that.
struct SharedTasks {
    std::uint64_t per_task = 1;
    std::string commands = {}; ///< turn `tasks`, a list of ranks, into tasks of an array
    std::string argument = {}; ///< one more word for the job script, behind a blank
};

/// What an engine says in submit.sh.
struct SubmitPart {
    std::string_view name;            ///< before jobs in status files: `slurm`
    std::string_view display_name;    ///< for people: `Slurm`
    std::string_view client;          ///< `sbatch`
    std::string_view client_variable; ///< names another client, for tests: `EXPC_SBATCH`
    /// Template of the commands that make `"$@"` the client's words, from the variables label,
    /// first, tasks, number, log_folder, after_job, throttle and previous.
    std::string_view call_template;
    std::vector<std::string> platform_options;
    std::function<std::vector<std::string>(const ir::Group&)> group_options;
    std::string_view id_part;            ///< takes the job's name from the client's answer: `%%;*`
    std::string_view id_letters = "0-9"; ///< what such a name is made of
    std::string_view queue_command;      ///< prints a line for each thing that counts as queued
    std::string takes;                   ///< how many of those a call adds, in the shell
    std::string_view limit_name;         ///< the field that limits them
    std::optional<std::int64_t> max_queued;
    std::string_view follow_command;   ///< `squeue -j %s`, with the jobs' numbers
    std::string_view forget_variables; ///< commands that unset what would win over our options
    /// For engines whose jobs may wait for others: prints the numbers of all jobs in the queue.
    std::string_view alive_jobs = {};
    /// Sets the variables `parents` and `by_position` for an experiment that may have parents.
    std::function<std::string(const ir::Experiment&)> parents = {};
    /// Whether the client can tell a job to wait; else calls are put off until the jobs of parents
    /// have ended.
    bool holds_jobs = true;
    std::optional<std::string> log_dir;
    /// Tasks of the target's arrays that may run at once.
    std::optional<std::int64_t> max_parallel = {};
    /// A list of tasks that is longer goes into more calls; nothing: no list is cut.
    std::optional<std::uint64_t> most_letters = {};
    SharedTasks shared = {};
    /// Sets variables that the commands of `shared` need, before the call for a group.
    std::function<std::string(const ir::Experiment&, std::size_t group)> group_variables = {};
    /// What people are told of where the logs are; nothing: the folder of the target's runs.
    std::optional<std::string> logs = {};
    /// Commands before the first call of the client.
    std::string prepare = {};
};

[[nodiscard]] std::string submit_script(const ir::Plan& plan, const ir::Target& target,
                                        const std::vector<Submission>& submissions,
                                        const SubmitPart& part);

} // namespace expc::backends
