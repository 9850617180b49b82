// SPDX-License-Identifier: MIT
// The backend of Grid Engine arrays: submit.sh, one job script for all groups, and a folder for
// each experiment.
#include "compiler/backends/gridengine/extra_flags.hpp"
#include "compiler/backends/gridengine/options.hpp"
#include "compiler/backends/gridengine/remarks.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/retries.hpp"
#include "compiler/backends/text/send_script.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/submit_script.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace expc::backends::gridengine {
namespace {

constexpr std::array carried = {ir::Capability::containers,
                                ir::Capability::container_setup,
                                ir::Capability::bind_mounts,
                                ir::Capability::scratch_mounts,
                                ir::Capability::uploads,
                                ir::Capability::git_clones,
                                ir::Capability::buckets,
                                ir::Capability::dependencies,
                                ir::Capability::retry_node_failure,
                                ir::Capability::retry_failure,
                                ir::Capability::retry_setup_failure,
                                ir::Capability::remote_submission};

/// Of the list of tasks, which is one argument of job.sh: Linux takes up to 128 KiB in one.
constexpr std::uint64_t most_letters = 60'000;

SubmitPart qsub_part(const ir::Target& target) {
    const ir::GridEngine& settings = settings_of(target);
    return {
        .name = "gridengine",
        .display_name = "Grid Engine",
        .client = "qsub",
        .client_variable = "EXPC_QSUB",
        .call_template = "qsub.sh.in",
        .platform_options = platform_options(target),
        .group_options =
            [&](const ir::Group& group) { return resource_options(settings, group.resources); },
        .id_part = "%%.*",
        .queue_command = R"sh("${EXPC_QSTAT:-qstat}" -u "$(id -un)" 2>/dev/null |)sh"
                         R"sh( awk 'NR > 2 && !seen[$1]++ { ++n } END { print n + 0 }')sh",
        .takes = "1",
        .limit_name = "max_u_jobs",
        .max_queued = settings.max_u_jobs,
        .follow_command = "qstat -j %s",
        .forget_variables = "",
        .alive_jobs = R"sh(list=$("${EXPC_QSTAT:-qstat}" -u "$(id -un)") &&)sh"
                      R"sh( printf '%s\n' "$list" | awk 'NR > 2 { print $1 }')sh",
        .parents =
            [&](const ir::Experiment& experiment) { return parents_of(target, experiment, false); },
        .log_dir = std::nullopt,
        .max_parallel = target.platform.max_parallel,
        .most_letters = most_letters};
}

std::string task_job_script(const ir::Target& target) {
    return fill(
        script_template("grid_job.sh.in"),
        {{"target_comment", comment_text(target.name)},
         {"stages", has_stages(target) ? "1" : ""},
         {"once", has_retries(target) ? "" : "1"},
         {"retries", has_retries(target) ? "1" : ""},
         {"give_up",
          has_retries(target) ? R"sh({ rm -f "$8/$EXPC_JOB_ID.attempts"; exit 1; })sh" : "exit 1"},
         {"gpus", gpu_variable(target)}});
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    const auto chunk = static_cast<std::uint64_t>(settings_of(target).max_aj_tasks);
    Artifacts artifacts;
    artifacts.submissions = submissions(target, std::max<std::uint64_t>(chunk, 1));
    artifacts.files.push_back({"job.sh", task_job_script(target), true});
    const SubmitPart part = qsub_part(target);
    artifacts.files.push_back(
        {"submit.sh", submit_script(plan, target, artifacts.submissions, part), true});
    add_send_script(plan, target, part, artifacts.files);
    const EnginePart engine{.name = "gridengine", .launcher = "", .tries_again = true};
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, experiment, engine, artifacts.files);
    std::sort(artifacts.files.begin(), artifacts.files.end(),
              [](const Artifact& left, const Artifact& right) { return left.path < right.path; });
    return artifacts;
}

void check(const ir::Target& target, diag::Sink& sink) {
    check_groups(target, "Grid Engine", sink);
    check_extra_flags(target, qsub_options(target), sink);
}

} // namespace
} // namespace expc::backends::gridengine

namespace expc::backends {

Backend gridengine_backend() {
    return {"gridengine",        "submits arrays of runs to Grid Engine with qsub",
            gridengine::carried, gridengine::emit,
            gridengine::check,   gridengine::remarks};
}

} // namespace expc::backends
