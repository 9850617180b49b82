// SPDX-License-Identifier: MIT
// The backend of Kubernetes: manifests of Indexed Jobs, submit.sh, destroy.sh, and a folder for
// each experiment, which its ConfigMap holds.
#include "compiler/backends/kubernetes/limits.hpp"
#include "compiler/backends/kubernetes/manifests.hpp"
#include "compiler/backends/kubernetes/names.hpp"
#include "compiler/backends/kubernetes/overlap.hpp"
#include "compiler/backends/kubernetes/remarks.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/backends/kubernetes/submission.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/retries.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/backends/text/timeouts.hpp"

#include <algorithm>
#include <array>

namespace expc::backends::kubernetes {
namespace {

constexpr std::array capabilities = {
    ir::Capability::containers,      ir::Capability::container_setup,
    ir::Capability::bind_mounts,     ir::Capability::claims,
    ir::Capability::nfs_mounts,      ir::Capability::scratch_mounts,
    ir::Capability::gpu_types,       ir::Capability::disk,
    ir::Capability::cluster_secrets, ir::Capability::dependencies,
    ir::Capability::retry_preempted, ir::Capability::retry_node_failure,
    ir::Capability::retry_failure,   ir::Capability::retry_setup_failure,
    ir::Capability::uploads,         ir::Capability::git_clones,
    ir::Capability::buckets,
};

/// A pod has each secret in a variable.
ir::Target inside_pods(ir::Target target) {
    for (ir::SecretSource& source : target.platform.secrets) {
        source.where = secret_variable(source);
        source.from = ir::SecretSource::From::environment;
    }
    return target;
}

/// Commands of a pod of a ReplicaSet that give its runs their time, which the pod itself has none
/// of. Groups differ in it.
std::string time_limits(const ir::Target& target) {
    Lines lines;
    for (const ir::Experiment& experiment : target.experiments) {
        for (std::size_t group = 0; group < experiment.groups.size(); ++group) {
            if (const auto& time = experiment.groups[group].resources.time)
                lines.add("{}.{}) set -- timeout -k 10 {} \"$@\" ;;",
                          ShellWord::literal(experiment.name).text(), group, whole_seconds(*time));
        }
    }
    const std::string cases = lines.text();
    return cases.empty() ? "" : "case ${expc_folder##*/}.$expc_group in\n" + cases + "esac\n";
}

Artifact pod_script(const ir::Target& target) {
    const std::string_view name = makes_replica_sets(target) ? "set_job.sh.in" : "pod_job.sh.in";
    return {"job.sh",
            fill(script_template(name), {{"target_comment", comment_text(target.name)},
                                         {"stages", has_stages(target) ? "1" : ""},
                                         {"retries", has_retries(target) ? "1" : ""},
                                         {"record_timeout", timeout_record(target)},
                                         {"limit", time_limits(target)}}),
            true};
}

/// What the pods of an experiment read: job.sh, then its folder.
std::vector<Artifact> scripts(const ir::Target& target, const ir::Experiment& experiment) {
    std::vector<Artifact> files = {pod_script(target)};
    const EnginePart engine{.name = "kubernetes",
                            .launcher = "",
                            .passes_signals = true,
                            .in_container = true,
                            .tries_again = true};
    add_task_folder(inside_pods(target), experiment, engine, files);
    std::sort(files.begin() + 1, files.end(),
              [](const Artifact& left, const Artifact& right) { return left.path < right.path; });
    return files;
}

Artifact manifest(std::string_view name, std::string text) {
    return {fmt::format("manifests.d/{}.yaml", name), std::move(text), false};
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    artifacts.submissions = submissions(target, runs_per_job(target));
    artifacts.queue_words = selection_words(plan, target);
    std::vector<Artifact>& files = artifacts.files;
    std::vector<std::string> config_maps;
    files.push_back(pod_script(target));
    for (const ir::Experiment& experiment : target.experiments) {
        std::vector<Artifact> own = scripts(target, experiment);
        const ConfigMap map = config_map(plan, target, experiment, own);
        config_maps.push_back(map.scripts.config_map);
        files.push_back(manifest(experiment.name + ".config-map", map.text));
        for (std::size_t group = 0; group < experiment.groups.size(); ++group)
            files.push_back(manifest(fmt::format("{}.job-{}", experiment.name, group),
                                     workload(plan, target, experiment, group, map.scripts)));
        std::move(own.begin() + 1, own.end(), std::back_inserter(files));
    }
    for (const ir::MountSource& source : target.platform.storage) {
        if (source.create)
            files.push_back(manifest(source.mount + ".claim", claim(target, source)));
    }
    files.push_back(
        {"submit.sh", submission(plan, target, artifacts.submissions, config_maps), true});
    files.push_back({"destroy.sh", destruction(plan, target), true});
    std::ranges::sort(files, {}, &Artifact::path);
    return artifacts;
}

void check(const ir::Target& target, diag::Sink& sink) {
    check_limits(target, scripts, sink);
}

} // namespace
} // namespace expc::backends::kubernetes

namespace expc::backends {

Backend kubernetes_backend() {
    return {"kubernetes",
            "submits Indexed Jobs of pods to Kubernetes with kubectl",
            kubernetes::capabilities,
            kubernetes::emit,
            kubernetes::check,
            kubernetes::remarks,
            kubernetes::check_overlap};
}

} // namespace expc::backends
