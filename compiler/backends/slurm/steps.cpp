// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/steps.hpp"

#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/text/container_words.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::slurm {
namespace {

/// By these a task knows which one it is, and finds the others.
constexpr std::string_view task_variables =
    "SLURM_PROCID SLURM_LOCALID SLURM_NODEID SLURM_NTASKS SLURM_STEP_ID SLURM_STEP_NODELIST "
    "PMI_RANK PMI_SIZE PMI_FD PMI_JOBID PMI_SPAWNED PMI_APPNUM PMIX_RANK PMIX_NAMESPACE "
    "PMIX_SERVER_URI2 PMIX_SERVER_URI3 PMIX_SERVER_URI4 PMIX_SECURITY_MODE PMIX_GDS_MODULE "
    "PMIX_BFROP_BUFFER_TYPE PMIX_HOSTNAME PMIX_VERSION";

/// From 22.05 on srun no longer takes the job's CPUs for each task.
constexpr std::string_view srun =
    R"sh(srun -n "$SLURM_NTASKS" --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}")sh";

/// Apptainer takes variables under other names, and each task has values of its own.
constexpr std::string_view hand_over =
    R"sh(sh -c 'for name in $1; do eval "[ -z \"\${$name+set}\" ] || export APPTAINERENV_$name=\"\$$name\" SINGULARITYENV_$name=\"\$$name\""; done; shift; exec "$@"' sh)sh";

std::string launcher(const ir::Target& target, const ir::Experiment& experiment) {
    std::string words(srun);
    const bool hands_over =
        experiment.container && starter_of(target.platform).family == Starter::Family::apptainer;
    // Each node has GPUs of its own, which the batch shell on the first one does not know.
    const std::string_view devices = ir::uses_gpus(experiment) ? " CUDA_VISIBLE_DEVICES" : "";
    if (hands_over) words += fmt::format(" {} '{}{}'", hand_over, task_variables, devices);
    return fmt::format(R"sh([ "${{SLURM_NTASKS:-1}}" -le 1 ] || set -- {} "$@")sh", words);
}

} // namespace

EnginePart engine_part(const ir::Target& target, const ir::Experiment& experiment) {
    const bool shares_jobs = ir::shares_jobs(target.platform);
    EnginePart part{.name = "slurm",
                    .launcher = "",
                    .passes_signals = settings_of(target).signal.has_value(),
                    .tries_again = !shares_jobs};
    // In the cgroup of a job its GPUs are numbered from 0, but not for a daemon outside of it.
    part.gpus = "${SLURM_JOB_GPUS:-${CUDA_VISIBLE_DEVICES-}}";
    if (!ir::has_tasks(experiment)) return part;
    part.launcher = launcher(target, experiment);
    const bool by_name =
        experiment.container && starter_of(target.platform).family != Starter::Family::apptainer;
    if (by_name) part.launched_variables = task_variables;
    return part;
}

} // namespace expc::backends::slurm
