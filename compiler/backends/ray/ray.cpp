// SPDX-License-Identifier: MIT
// The backend of Ray clusters: submit.sh, a driver that keeps runs in flight as Ray tasks, and a
// folder for each experiment.
#include "compiler/backends/backend.hpp"
#include "compiler/backends/ray/cluster_scripts.hpp"
#include "compiler/backends/ray/driver_plan.hpp"
#include "compiler/backends/ray/shared_folder.hpp"
#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/secrets.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/platform.hpp"

#include <algorithm>
#include <array>

namespace expc::backends::ray {
namespace {

constexpr std::array capabilities = {
    ir::Capability::gpu_sharing,     ir::Capability::gpu_types,
    ir::Capability::containers,      ir::Capability::container_setup,
    ir::Capability::bind_mounts,     ir::Capability::dependencies,
    ir::Capability::retry_preempted, ir::Capability::retry_node_failure,
    ir::Capability::retry_timeout,   ir::Capability::retry_out_of_memory,
    ir::Capability::retry_failure,   ir::Capability::retry_setup_failure,
    ir::Capability::clusters,        ir::Capability::nfs_mounts,
    ir::Capability::scratch_mounts,  ir::Capability::uploads,
    ir::Capability::git_clones,      ir::Capability::buckets,
    ir::Capability::retry_with_more};

std::string ray_submit_script(const ir::Plan& plan, const ir::Target& target) {
    const ir::Platform& platform = target.platform;
    return fill(script_template("ray_submit.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"places", places(plan, platform)},
                 {"python", ShellWord::literal(settings_of(target).python).text()},
                 {"require_secrets", require_secrets(platform)},
                 {"store_secrets", store_secrets(platform)}});
}

/// On a started cluster Ray itself is in the container, and with it all runs.
ir::Experiment as_run(const ir::Target& target, const ir::Experiment& experiment) {
    ir::Experiment run = experiment;
    if (settings_of(target).cluster) run.container.reset();
    return run;
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    artifacts.files = {{"driver.json", driver_plan(target)},
                       {"driver.py", script_file("driver.py"), true},
                       {"guard.py", script_file("guard.py"), true},
                       {"runs.py", script_file("runs.py")}};
    if (settings_of(target).cluster)
        add_cluster_files(plan, target, artifacts.files);
    else
        artifacts.files.push_back({"submit.sh", ray_submit_script(plan, target), true});
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, as_run(target, experiment), {"ray", "", false}, artifacts.files);
    std::ranges::sort(artifacts.files, {}, &Artifact::path);
    return artifacts;
}

/// Machines that Ray starts are told to mount folders of servers; all else is there, or a run makes
/// it.
bool is_carried(const ir::Target& target, const ir::MountSource& source) {
    if (source.kind == "nfs") return settings_of(target).cluster.has_value();
    return source.kind == "bind" || ir::is_made_by_run(source.kind);
}

/// The container of a started cluster is that of all runs there, so none of them can have a folder
/// of its own at a place that the mount's declaration fixes.
void check_places(const ir::Target& target, const ir::Experiment& experiment, diag::Sink& sink) {
    if (!settings_of(target).cluster || !experiment.container) return;
    for (const ir::Mount& mount : experiment.mounts) {
        const ir::MountSource* source = ir::source_of(target.platform, mount.name);
        if (source == nullptr || !ir::is_made_by_run(source->kind)) continue;
        sink.report(diag::Code::E0804, source->origin, std::string("ray"),
                    fmt::format("mount `{}` from `{}`", mount.name, source->kind))
            .here(
                fmt::format("all runs are in one container, where one folder is at `{}`", mount.at))
            .label(mount.origin, fmt::format("`{}` names the container", experiment.name))
            .help(fmt::format(
                "name the image in the cluster, `docker = {{ image = \"...\" }}`, and no "
                "container in the experiment: `{}.at` is then a place of each run",
                mount.name));
    }
}

void check_mounts(const ir::Target& target, diag::Sink& sink) {
    for (const ir::MountSource& source : target.platform.storage) {
        if (is_carried(target, source)) continue;
        sink.report(diag::Code::E0804, source.origin, std::string("ray"),
                    fmt::format("mount `{}` from `{}`", source.mount, source.kind))
            .here("it carries `bind`, `scratch`, `upload`, `git` and `bucket`, and `nfs` on "
                  "machines that it starts");
    }
    for (const ir::Experiment& experiment : target.experiments)
        check_places(target, experiment, sink);
}

void check(const ir::Target& target, diag::Sink& sink) {
    check_groups(target, "Ray", sink);
    check_mounts(target, sink);
    if (settings_of(target).cluster) {
        check_cluster(target, sink);
        return check_shared_folder(target, sink);
    }
    if (target.platform.extra_flags.empty()) return;
    sink.report(diag::Code::E0804, target.platform.origin, std::string("ray"),
                std::string("`extra_flags`"))
        .here("a driver joins the cluster by its address: there is no client to give words to");
}

std::vector<std::string> remarks(const ir::Target&) {
    return {};
}

} // namespace
} // namespace expc::backends::ray

namespace expc::backends {

Backend ray_backend() {
    return {"ray",
            "runs as tasks of a Ray cluster, under a driver that waits for them",
            ray::capabilities,
            ray::emit,
            ray::check,
            ray::remarks};
}

} // namespace expc::backends
