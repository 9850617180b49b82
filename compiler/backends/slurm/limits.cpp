// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/limits.hpp"

#include "compiler/backends/slurm/extra_flags.hpp"
#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/slurm/packs.hpp"
#include "compiler/backends/slurm/taskfiles.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/retries.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"
#include "compiler/ir/platform.hpp"

#include <algorithm>

namespace expc::backends::slurm {
namespace {

void check_script_size(const ir::Target& target, diag::Sink& sink) {
    const auto limit = settings_of(target).max_script_size;
    const std::size_t size = job_script(target).size();
    if (size <= static_cast<std::size_t>(std::max<std::int64_t>(limit.bytes, 0))) return;
    sink.report(diag::Code::E0804, target.platform.origin, target.platform.name,
                fmt::format("the job script of `{}`", target.name))
        .here(fmt::format("`max_script_size` is {}", algebra::display(limit)))
        .note(fmt::format("the script has {} bytes, however many runs there are", size));
}

void check_requeue(const ir::Target& target, diag::Sink& sink) {
    if (!has_retries(target) || settings_of(target).requeue.value_or(true)) return;
    for (const ir::Experiment& experiment : target.experiments) {
        if (!experiment.retry) continue;
        sink.report(diag::Code::E0804, experiment.retry->origin, target.platform.name,
                    "`retry` with `requeue = false`")
            .here("another attempt is the same job, requeued")
            .label(target.platform.origin, "the platform that says so");
    }
}

/// sbatch reads a pattern there, in which `\\` ends all replacements, also those of expc.
void check_log_folder(const ir::Target& target, diag::Sink& sink) {
    const auto check = [&](std::string_view field, const std::string& path) {
        if (path.find('\\') == std::string::npos) return;
        sink.report(
            diag::Code::E0309, ir::place_of(target.platform, field), fmt::format("`{}`", field),
            fmt::format("a path without `\\`, which sbatch does not take for itself, not `{}`",
                        path));
    };
    check("log_dir", settings_of(target).log_dir.value_or(""));
    check("run_root", target.platform.run_root.value_or(""));
}

/// A container of docker or podman is one for a run: the tasks of a step would each start one under
/// the same name, and nobody would end those on other nodes.
void check_containers_of_tasks(const ir::Target& target, diag::Sink& sink) {
    const ir::Platform& platform = target.platform;
    if (!platform.runtime) return;
    const std::string& runtime = platform.runtime->name;
    if (runtime != "docker" && runtime != "podman") return;
    for (const ir::Experiment& experiment : target.experiments) {
        if (!experiment.container || !ir::has_tasks(experiment)) continue;
        sink.report(diag::Code::E0804, ir::place_of(experiment, "resources"), platform.name,
                    fmt::format("`tasks` above 1 in `{}`", runtime))
            .here("each task would start a container of its own, which nobody ends on other nodes")
            .label(platform.runtime->origin, "what starts the container")
            .help("apptainer, singularity and charliecloud start a process for each task");
    }
}

std::string retry_script() {
    return fill(script_template("retry_job.sh.in"),
                {{"forward", script_template("forward.sh.in")}});
}

} // namespace

std::string job_script(const ir::Target& target) {
    if (ir::packing_of(target.platform) != nullptr) return pack_script(target);
    if (ir::taskfile_of(target.platform) != nullptr) return taskfile_script(target);
    const bool inherits = target.platform.inherit_env;
    return fill(script_template("job.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"stages", has_stages(target) ? "1" : ""},
                 {"plain", has_retries(target) ? "" : "1"},
                 {"retries", has_retries(target) ? retry_script() : ""},
                 {"forward", settings_of(target).signal
                                 ? "export EXPC_FORWARD=1 # Slurm signals this shell alone"
                                 : ""},
                 {"steps_inherit",
                  inherits ? "" : "export SLURM_EXPORT_ENV=ALL # else steps get nothing"}});
}

void check_project(const ir::Target& target, std::string_view project, diag::Sink& sink) {
    const ir::Platform& platform = target.platform;
    const std::string logs =
        settings_of(target).log_dir.value_or(platform.run_root.value_or("runs"));
    const bool lies_elsewhere = platform.submit || logs.starts_with('/');
    if (lies_elsewhere || project.find('\\') == std::string_view::npos) return;
    sink.report(diag::Code::E0804, platform.origin, platform.name,
                fmt::format("the logs of jobs in `{}/{}`", project, logs))
        .here("sbatch takes a `\\` in their path for the end of all patterns")
        .help("name a folder elsewhere: `run_root = \"/folder/of/runs\"`");
}

void check(const ir::Target& target, diag::Sink& sink) {
    check_groups(target, "Slurm", sink);
    check_script_size(target, sink);
    check_requeue(target, sink);
    check_containers_of_tasks(target, sink);
    check_log_folder(target, sink);
    check_extra_flags(target, sbatch_options(target), sink);
}

} // namespace expc::backends::slurm
