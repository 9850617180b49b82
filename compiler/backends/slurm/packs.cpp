// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/packs.hpp"

#include "compiler/backends/slurm/chunks.hpp"
#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/slurm/taskfiles.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"

#include <algorithm>

namespace expc::backends::slurm {
namespace {

/// Alternatives EXPERIMENT.GROUP of a `case`: runs at once, and GPUs of each.
std::string lanes_of_groups(const ir::Target& target) {
    Lines lines;
    for (const ir::Experiment& experiment : target.experiments) {
        for (std::size_t number = 0; number < experiment.groups.size(); ++number) {
            const ir::Group& group = experiment.groups[number];
            lines.add("{}.{}) expc_lanes={} expc_gpus={} ;;", ShellWord::literal(experiment.name),
                      number, ir::pack_of(target.platform, group).at_once, group.resources.gpus);
        }
    }
    return lines.text();
}

bool uses_gpus(const ir::Target& target) {
    return std::ranges::any_of(target.experiments, ir::uses_gpus);
}

} // namespace

std::string pack_script(const ir::Target& target) {
    const bool is_signalled = settings_of(target).signal.has_value();
    return fill(script_template("pack_job.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"per_job", std::to_string(runs_per_task(target))},
                 {"lanes_of_groups", lanes_of_groups(target)},
                 {"gpus", uses_gpus(target) ? "1" : ""},
                 {"stages", has_stages(target) ? "1" : ""},
                 {"signalled", is_signalled ? "1" : ""},
                 {"one_run", is_signalled ? "one_run \"$expc_rank\" &\nexpc_children=$!\nawait $!"
                                          : "(one_run \"$expc_rank\")\nexpc_code=$?"},
                 {"await_lane",
                  is_signalled ? "await \"$expc_lane\"" : "wait \"$expc_lane\"\nexpc_code=$?"},
                 {"steps_inherit", target.platform.inherit_env
                                       ? ""
                                       : "export SLURM_EXPORT_ENV=ALL # else steps get nothing"}});
}

std::optional<std::int64_t> tasks_at_once(const ir::Target& target) {
    const auto& max_parallel = target.platform.max_parallel;
    if (!max_parallel || !ir::shares_jobs(target.platform)) return max_parallel;
    std::int64_t most = 1;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups)
            most = std::max(most, ir::pack_of(target.platform, group).at_once);
    }
    return std::max<std::int64_t>(*max_parallel / most, 1);
}

std::string tasks_of_call(const ir::Target& target) {
    if (ir::taskfile_of(target.platform) != nullptr) return "1";
    const std::uint64_t per_task = runs_per_task(target);
    if (per_task == 1) return "$number";
    return fmt::format("$(((number + {}) / {}))", per_task - 1, per_task);
}

SharedTasks shared_tasks(const ir::Target& target) {
    if (ir::taskfile_of(target.platform) != nullptr) return taskfile_tasks(target);
    SharedTasks shared;
    shared.per_task = runs_per_task(target);
    if (shared.per_task == 1) return shared;
    shared.commands = fmt::format("ranks=$tasks tasks=0-$(((number - 1) / {}))", shared.per_task);
    shared.argument = R"( "$ranks")";
    return shared;
}

} // namespace expc::backends::slurm
