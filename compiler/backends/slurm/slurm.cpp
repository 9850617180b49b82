// SPDX-License-Identifier: MIT
// The backend of Slurm: submit.sh, one job script for all groups, and a folder for each experiment.
#include "compiler/backends/slurm/chunks.hpp"
#include "compiler/backends/slurm/limits.hpp"
#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/slurm/packs.hpp"
#include "compiler/backends/slurm/remarks.hpp"
#include "compiler/backends/slurm/steps.hpp"
#include "compiler/backends/slurm/taskfiles.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/send_script.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/submit_script.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/ir/packing.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace expc::backends::slurm {
namespace {

constexpr std::array capabilities = {ir::Capability::multi_node,
                                     ir::Capability::gpu_types,
                                     ir::Capability::disk,
                                     ir::Capability::containers,
                                     ir::Capability::container_setup,
                                     ir::Capability::bind_mounts,
                                     ir::Capability::dependencies,
                                     ir::Capability::task_launchers,
                                     ir::Capability::scratch_mounts,
                                     ir::Capability::uploads,
                                     ir::Capability::git_clones,
                                     ir::Capability::buckets,
                                     ir::Capability::retry_preempted,
                                     ir::Capability::retry_node_failure,
                                     ir::Capability::retry_failure,
                                     ir::Capability::retry_setup_failure,
                                     ir::Capability::remote_submission};

/// Variables of an outer job, or of the user, would win over our options, or hide jobs from squeue.
/// Those by which clients find the controller (SLURM_CONF, SLURM_CONF_SERVER) and show who they are
/// (SLURM_JWT) stay.
constexpr std::string_view forget_variables =
    R"sh(eval "$(env | sed -nE '/^SLURM_(CONF|JWT)/!s/^(S(BATCH|LURM|QUEUE)_[A-Z0-9_]*)=.*/unset \1/p')"
)sh";

/// sbatch's limit of `--array` is 4096, with the throttle behind the list.
constexpr std::uint64_t most_letters = 4000;

SubmitPart submit_part(const ir::Target& target) {
    const ir::Slurm& settings = settings_of(target);
    return {.name = "slurm",
            .display_name = "Slurm",
            .client = "sbatch",
            .client_variable = "EXPC_SBATCH",
            .call_template = "sbatch.sh.in",
            .platform_options = platform_options(target),
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
            .parents =
                [&](const ir::Experiment& experiment) {
                    return parents_of(target, experiment, ir::shares_jobs(target.platform));
                },
            .log_dir = settings.log_dir,
            .max_parallel = tasks_at_once(target),
            .most_letters = most_letters,
            .shared = shared_tasks(target),
            .group_variables = group_variables(target)};
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    artifacts.submissions = submissions(target, chunk_size(target), runs_per_task(target));
    artifacts.files.push_back({"job.sh", job_script(target), true});
    if (ir::taskfile_of(target.platform) != nullptr)
        artifacts.files.push_back({"run.sh", line_script(target), true});
    const SubmitPart part = submit_part(target);
    artifacts.files.push_back(
        {"submit.sh", submit_script(plan, target, artifacts.submissions, part), true});
    add_send_script(plan, target, part, artifacts.files);
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, experiment, engine_part(target, experiment), artifacts.files);
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
            slurm::remarks,
            nullptr,
            slurm::check_project};
}

} // namespace expc::backends
