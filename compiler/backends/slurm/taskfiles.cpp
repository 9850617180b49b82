// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/taskfiles.hpp"

#include "compiler/backends/slurm/chunks.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/packing.hpp"

namespace expc::backends::slurm {
namespace {

/// GNU parallel starts each line as a step of the job, on whichever node has room.
constexpr std::string_view parallel_call =
    R"sh(PARALLEL_SHELL=/bin/sh parallel --plain --will-cite --ungroup --jobs "$SLURM_NTASKS" --arg-file "$7" \
  srun --exclusive --nodes=1 --ntasks=1 --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}"@memory@ sh -c {})sh";

/// Logs of the tasks go beside the taskfile; it looks for ended tasks every 10 seconds.
constexpr std::string_view ht_helper_call = R"sh(ht_helper.sh -t "$7" -v -L -s 10 -w "${7%/*}")sh";

bool says_memory(const ir::Target& target) {
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups) {
            if (!group.resources.memory) return false;
        }
    }
    return true;
}

std::string helper_call(const ir::Target& target) {
    if (ir::taskfile_of(target.platform)->helper == "ht_helper") return std::string(ht_helper_call);
    // Without a limit of its own, a step would take all memory of the job.
    return fill(parallel_call, {{"memory", says_memory(target) ? "" : " --mem=0"}});
}

std::string module_commands(const ir::SlurmTaskfile& taskfile) {
    if (taskfile.modules.empty()) return "";
    std::string words;
    for (const std::string& module : taskfile.modules)
        words.append(" ").append(ShellWord::literal(module).text());
    return fmt::format("module load{} || exit 1", words);
}

} // namespace

std::string taskfile_script(const ir::Target& target) {
    const ir::SlurmTaskfile& taskfile = *ir::taskfile_of(target.platform);
    return fill(script_template("taskfile_job.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"helper_name", taskfile.helper},
                 {"helper", helper_call(target)},
                 {"modules", module_commands(taskfile)},
                 {"steps_inherit", target.platform.inherit_env
                                       ? ""
                                       : "export SLURM_EXPORT_ENV=ALL # else steps get nothing"}});
}

std::string line_script(const ir::Target& target) {
    return fill(script_template("taskfile_run.sh.in"), {{"stages", has_stages(target) ? "1" : ""}});
}

SharedTasks taskfile_tasks(const ir::Target& target) {
    const auto& most = target.platform.max_parallel;
    SharedTasks shared;
    shared.per_task = runs_per_task(target);
    shared.commands = fill(script_template("taskfile.sh.in"),
                           {{"max_parallel", most ? std::to_string(*most) : ""}});
    shared.argument = R"( "$taskfile")";
    return shared;
}

std::function<std::string(const ir::Experiment&, std::size_t)>
group_variables(const ir::Target& target) {
    if (ir::taskfile_of(target.platform) == nullptr) return {};
    return [&target](const ir::Experiment& experiment, std::size_t group) {
        const auto runs = ir::runs_on_a_node(target.platform, experiment.groups[group].resources);
        return fmt::format("per_node={}", runs ? std::to_string(*runs) : "");
    };
}

} // namespace expc::backends::slurm
