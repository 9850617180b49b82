// SPDX-License-Identifier: MIT
// The backend of Slurm: submit.sh, one job script for all groups, and a folder for each experiment.
#include "compiler/backends/slurm/chunks.hpp"
#include "compiler/backends/slurm/limits.hpp"
#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/slurm/packs.hpp"
#include "compiler/backends/slurm/remarks.hpp"
#include "compiler/backends/slurm/taskfiles.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/submit_script.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/ir/joins.hpp"
#include "compiler/ir/packing.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace expc::backends::slurm {
namespace {

constexpr std::array capabilities = {
    ir::Capability::multi_node,   ir::Capability::gpu_types,       ir::Capability::disk,
    ir::Capability::containers,   ir::Capability::container_setup, ir::Capability::bind_mounts,
    ir::Capability::dependencies, ir::Capability::task_launchers,  ir::Capability::scratch_mounts,
    ir::Capability::uploads,      ir::Capability::git_clones};

/// Several tasks of one run are started by Slurm's own launcher.
constexpr std::string_view launcher =
    "[ \"${SLURM_NTASKS:-1}\" -le 1 ] || set -- srun -n \"$SLURM_NTASKS\" \"$@\"";

/// Variables of an outer job, or of the user, would win over our options.
constexpr std::string_view forget_variables =
    R"(for name in $(env | sed -n -e 's/^\(SBATCH_[A-Z0-9_]*\)=.*/\1/p' -e 's/^\(SLURM_[A-Z0-9_]*\)=.*/\1/p'); do
  [ "$name" = SLURM_CONF ] || unset "$name"
done
)";

/// Whether the task at each place of the reader's array waits for the task at that place of the
/// parent's, and for no other. Runs that share a task or a job wait for all of the parent's jobs:
/// one that fails would end those that wait beside it.
bool are_twins(const ir::Experiment& reader, const ir::Experiment& parent,
               const ir::Dependency& dependency, bool shared) {
    const bool simple = !shared && reader.groups.size() == 1 && parent.groups.size() == 1;
    return simple && !dependency.any_outcome && ir::joins_by_position(reader, parent, dependency);
}

/// `parents` and `by_position`: names of experiments, for submit.sh to look up their jobs.
std::string parents_of(const ir::Target& target, const ir::Experiment& experiment) {
    const bool shared = ir::shares_jobs(target.platform);
    std::map<std::string, bool> parents; // true: by position only
    for (const ir::Dependency* dependency : ir::distinct_dependencies(experiment)) {
        const ir::Experiment& parent = ir::experiment_named(target, dependency->parent);
        const auto [known, added] = parents.emplace(parent.name, true);
        known->second = known->second && are_twins(experiment, parent, *dependency, shared);
    }
    std::string all;
    std::string by_position;
    for (const auto& [name, twins] : parents) {
        all.append(all.empty() ? "" : " ").append(name);
        if (twins) by_position.append(" ").append(name);
    }
    return fmt::format("parents='{}' by_position='{}'", all, by_position);
}

SubmitPart submit_part(const ir::Target& target) {
    const ir::Slurm& settings = settings_of(target);
    return {.name = "slurm",
            .display_name = "Slurm",
            .client = "sbatch",
            .client_variable = "EXPC_SBATCH",
            .call_template = "sbatch.sh.in",
            .platform_options = platform_options(target.platform),
            .group_options = std::bind_front(group_options, std::cref(target)),
            .id_part = "%%;*",
            .queue_command =
                R"sh("${EXPC_SQUEUE:-squeue}" -h -r -u "$(id -un)" -o %i 2>/dev/null | wc -l)sh",
            .takes = tasks_of_call(target),
            .limit_name = "max_submit",
            .max_queued = settings.max_submit,
            .follow_command = "squeue -j %s",
            .forget_variables = forget_variables,
            .alive_jobs = R"sh("${EXPC_SQUEUE:-squeue}" -h -u "$(id -un)" -o %F)sh",
            .parents = std::bind_front(parents_of, std::cref(target)),
            .log_dir = settings.log_dir,
            .max_parallel = tasks_at_once(target),
            .shared = shared_tasks(target),
            .group_variables = group_variables(target)};
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    const ir::Slurm& settings = settings_of(target);
    artifacts.submissions = submissions(target, chunk_size(target), runs_per_task(target));
    artifacts.files.push_back({"job.sh", job_script(target), true});
    if (ir::taskfile_of(target.platform) != nullptr)
        artifacts.files.push_back({"run.sh", line_script(target), true});
    artifacts.files.push_back(
        {"submit.sh", submit_script(plan, target, artifacts.submissions, submit_part(target)),
         true});
    const EnginePart engine{"slurm", launcher, settings.signal.has_value()};
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, experiment, engine, artifacts.files);
    std::sort(artifacts.files.begin(), artifacts.files.end(),
              [](const Artifact& left, const Artifact& right) { return left.path < right.path; });
    return artifacts;
}

} // namespace
} // namespace expc::backends::slurm

namespace expc::backends {

Backend slurm_backend() {
    return {"slurm",
            "submits arrays of runs to Slurm with sbatch",
            slurm::capabilities,
            slurm::emit,
            slurm::check,
            slurm::remarks};
}

} // namespace expc::backends
