// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/manifests.hpp"

#include "compiler/backends/kubernetes/names.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/backends/text/submissions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::kubernetes {
namespace {

const ir::Kubernetes& kubernetes_of(const ir::Target& target) {
    return std::get<ir::Kubernetes>(target.platform.settings);
}

/// The files of a build tree become keys: `train/values-3/0.sh` is `train.values-3.0.sh`.
std::string key_of(std::string path) {
    std::ranges::replace(path, '/', '.');
    return path;
}

Yaml labels(const ir::Plan& plan, const ir::Target& target) {
    return Yaml::map()
        .add("app.kubernetes.io/managed-by", "expc")
        .add(std::string(target_key), target_label(plan, target));
}

Yaml metadata(const ir::Plan& plan, const ir::Target& target, std::string_view name) {
    Yaml map = Yaml::map();
    map.add("name", name);
    if (const auto& name_space = kubernetes_of(target).name_space)
        map.add("namespace", *name_space);
    return map.add("labels", labels(plan, target));
}

bool waits_for(const ir::Retry& retry, std::string_view event) {
    return std::ranges::find(retry.on, event) != retry.on.end();
}

/// Of pods that fail, those that count towards further attempts: their task.sh asks for one by
/// ending with 75, or they are lost with their node. All others end their index.
Yaml failure_policy(const ir::Retry& retry) {
    const bool counts = waits_for(retry, "preempted") || waits_for(retry, "node_failure");
    Yaml lost = Yaml::map().add("type", "DisruptionTarget").add("status", "True");
    Yaml disrupted = Yaml::map();
    disrupted.add("action", counts ? "Count" : "FailIndex")
        .add("onPodConditions", Yaml::List{std::move(lost)});
    Yaml codes = Yaml::map();
    codes.add("containerName", "run")
        .add("operator", "NotIn")
        .add("values", Yaml::List{Yaml(std::int64_t{75})});
    Yaml failed = Yaml::map().add("action", "FailIndex").add("onExitCodes", std::move(codes));
    return Yaml::map().add("rules", Yaml::List{std::move(disrupted), std::move(failed)});
}

/// The template of the pods of a workload that may have all of these runs.
Yaml pod_template(const ir::Plan& plan, const ir::Target& target, const ir::Experiment& experiment,
                  std::size_t group, const Scripts& scripts, std::uint64_t runs, Yaml pod_labels) {
    Yaml annotations =
        Yaml::map().add("expc/offset", "0").add("expc/tasks", fmt::format("0-{}", runs - 1));
    Yaml pod_metadata = Yaml::map();
    pod_metadata.add("labels", std::move(pod_labels)).add("annotations", std::move(annotations));
    Yaml pod = Yaml::map();
    pod.add("metadata", std::move(pod_metadata))
        .add("spec", pod_spec(target, experiment, group, scripts, target_label(plan, target)));
    return pod;
}

Yaml job_spec(const ir::Plan& plan, const ir::Target& target, const ir::Experiment& experiment,
              std::size_t group, const Scripts& scripts) {
    const ir::Kubernetes& engine = kubernetes_of(target);
    const std::uint64_t runs = std::min(experiment.groups[group].space.count, runs_per_job(target));
    const std::uint64_t at_once = pods_at_once(target);
    Yaml spec = Yaml::map();
    spec.add("completionMode", "Indexed")
        .add("completions", static_cast<std::int64_t>(runs))
        .add("parallelism", static_cast<std::int64_t>(std::min(runs, at_once)))
        .add("backoffLimitPerIndex", experiment.retry ? experiment.retry->attempts - 1 : 0);
    if (experiment.retry) spec.add("podFailurePolicy", failure_policy(*experiment.retry));
    if (engine.ttl) spec.add("ttlSecondsAfterFinished", whole_seconds(*engine.ttl));
    return spec.add("template", pod_template(plan, target, experiment, group, scripts, runs,
                                             labels(plan, target)));
}

/// Its pods know their set by a label; submit.sh writes other names over `name`.
Yaml set_spec(const ir::Plan& plan, const ir::Target& target, const ir::Experiment& experiment,
              std::size_t group, const Scripts& scripts, std::string_view name) {
    const std::uint64_t runs = std::min(experiment.groups[group].space.count, runs_per_job(target));
    Yaml pod_labels = labels(plan, target);
    pod_labels.add(std::string(set_key), name);
    Yaml selector = Yaml::map();
    selector.add("matchLabels", Yaml::map().add(std::string(set_key), name));
    return Yaml::map()
        .add("replicas", static_cast<std::int64_t>(std::min(runs, pods_at_once(target))))
        .add("selector", std::move(selector))
        .add("template",
             pod_template(plan, target, experiment, group, scripts, runs, std::move(pod_labels)));
}

} // namespace

std::uint64_t pods_at_once(const ir::Target& target) {
    const std::uint64_t most = shares_gpus(target)
                                   ? static_cast<std::uint64_t>(kubernetes_of(target).gpu_sharing)
                                   : most_pods;
    if (!target.platform.max_parallel) return most;
    const std::uint64_t jobs = array_count(submissions(target, runs_per_job(target)));
    const auto pods = static_cast<std::uint64_t>(*target.platform.max_parallel);
    return std::clamp<std::uint64_t>(pods / std::max<std::uint64_t>(jobs, 1), 1, most);
}

ConfigMap config_map(const ir::Plan& plan, const ir::Target& target,
                     const ir::Experiment& experiment, const std::vector<Artifact>& files) {
    ConfigMap result;
    Yaml data = Yaml::map();
    for (const Artifact& file : files) {
        data.add(key_of(file.path), file.content);
        result.scripts.files.push_back({key_of(file.path), file.path});
    }
    result.scripts.config_map = object_name(experiment, data.text());
    result.text = Yaml::map()
                      .add("apiVersion", "v1")
                      .add("kind", "ConfigMap")
                      .add("metadata", metadata(plan, target, result.scripts.config_map))
                      .add("immutable", true)
                      .add("data", std::move(data))
                      .text();
    return result;
}

std::string workload(const ir::Plan& plan, const ir::Target& target,
                     const ir::Experiment& experiment, std::size_t group, const Scripts& scripts) {
    const bool is_set = makes_replica_sets(target);
    const auto spec_for = [&](std::string_view name) {
        return is_set ? set_spec(plan, target, experiment, group, scripts, name)
                      : job_spec(plan, target, experiment, group, scripts);
    };
    const std::string content = target_label(plan, target) + "\n" + spec_for("").text();
    const std::string name = job_name(experiment, group, content);
    return Yaml::map()
        .add("apiVersion", is_set ? "apps/v1" : "batch/v1")
        .add("kind", is_set ? "ReplicaSet" : "Job")
        .add("metadata", metadata(plan, target, name))
        .add("spec", spec_for(name))
        .text();
}

std::string claim(const ir::Target& target, const ir::MountSource& source) {
    const ir::NewClaim wanted = source.create.value_or(ir::NewClaim{});
    Yaml requests = Yaml::map().add("storage", std::to_string(wanted.size.bytes));
    Yaml spec = Yaml::map();
    spec.add("accessModes", Yaml::List{Yaml(wanted.access)})
        .add("resources", Yaml::map().add("requests", std::move(requests)));
    if (wanted.storage_class) spec.add("storageClassName", *wanted.storage_class);
    Yaml name = Yaml::map().add("name", source.claim.value_or(""));
    if (const auto& name_space = kubernetes_of(target).name_space)
        name.add("namespace", *name_space);
    // Not labelled: what it holds outlives the target.
    return Yaml::map()
        .add("apiVersion", "v1")
        .add("kind", "PersistentVolumeClaim")
        .add("metadata", std::move(name))
        .add("spec", std::move(spec))
        .text();
}

} // namespace expc::backends::kubernetes
