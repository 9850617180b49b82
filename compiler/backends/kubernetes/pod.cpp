// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/pod.hpp"

#include "compiler/backends/kubernetes/names.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/backends/text/retries.hpp"
#include "compiler/ir/platform.hpp"
#include "compiler/ir/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::kubernetes {
namespace {

const ir::Kubernetes& engine_of(const ir::Target& target) {
    return std::get<ir::Kubernetes>(target.platform.settings);
}

/// `$(X)` in a value is a reference to a variable, and `$$` is a dollar.
std::string unexpanded(std::string_view text) {
    std::string result;
    for (const char c : text)
        result.append(c == '$' ? 2 : 1, c);
    return result;
}

bool lies_in(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && path.substr(folder.size(), 1) == "/") ||
           folder == "/";
}

/// `4Gi`, `512Mi` or `1000`: the letters are binary.
std::string quantity(ir::Size size) {
    std::int64_t amount = size.bytes;
    std::string_view unit;
    for (const std::string_view next : {"Ki", "Mi", "Gi"}) {
        if (amount % 1024 != 0) break;
        amount /= 1024;
        unit = next;
    }
    return fmt::format("{}{}", amount, unit);
}

Yaml variable(std::string_view name, std::string_view value) {
    return Yaml::map().add("name", name).add("value", unexpanded(value));
}

Yaml variable_from(std::string_view name, std::string_view kind, Yaml place) {
    return Yaml::map()
        .add("name", name)
        .add("valueFrom", Yaml::map().add(std::string(kind), std::move(place)));
}

/// Whether a run of the experiment has the secret in one of its variables.
bool needs_secret(const ir::Experiment& experiment, const std::string& secret) {
    return std::ranges::any_of(ir::variables_of(experiment), [&](const ir::Variable* variable) {
        const std::vector<std::string> named = ir::secrets_in(*variable);
        return std::ranges::find(named, secret) != named.end();
    });
}

/// What job.sh reads; the rest of a run's environment is set by task.sh, byte for byte.
Yaml environment(const ir::Target& target, const ir::Experiment& experiment,
                 const std::optional<SharedGpu>& gpu, std::string_view label) {
    Yaml list = Yaml::list();
    list.add(variable("EXPC_RUN_ROOT", target.platform.run_root.value_or("")));
    const auto field = [&](std::string_view name, std::string_view path) {
        list.add(variable_from(name, "fieldRef", Yaml::map().add("fieldPath", path)));
    };
    const bool is_set = makes_replica_sets(target);
    field("EXPC_JOB", is_set ? "metadata.labels['expc/set']"
                             : "metadata.labels['batch.kubernetes.io/job-name']");
    if (is_set) field("EXPC_POD", "metadata.name");
    field("EXPC_OFFSET", "metadata.annotations['expc/offset']");
    field("EXPC_TASKS", "metadata.annotations['expc/tasks']");
    if (has_retries(target) && !is_set)
        field("EXPC_FAILURES",
              "metadata.annotations['batch.kubernetes.io/job-index-failure-count']");
    if (gpu) {
        // Of the one GPU that a pod sees, the index is 0.
        list.add(variable("NVIDIA_VISIBLE_DEVICES", std::to_string(gpu->index)));
        list.add(variable("CUDA_VISIBLE_DEVICES", "0"));
    }
    for (const ir::SecretSource& source : target.platform.secrets) {
        if (!needs_secret(experiment, source.secret)) continue;
        const bool ready = source.from == ir::SecretSource::From::cluster;
        list.add(variable_from(secret_variable(source), "secretKeyRef",
                               Yaml::map()
                                   .add("name", ready ? source.where : secret_name(label))
                                   .add("key", ready ? source.key : secret_variable(source))));
    }
    return list;
}

/// Kubernetes starts no pod for what is of another type on its node.
std::string_view host_path_type(const ir::MountSource& source, bool writable) {
    if (source.path.value_or("").ends_with(".sock")) return "Socket";
    if (source.is_file) return writable ? "FileOrCreate" : "File";
    return writable ? "DirectoryOrCreate" : "Directory";
}

Yaml volume_source(const ir::MountSource& source, bool writable) {
    if (source.kind == "pvc")
        return Yaml::map().add("persistentVolumeClaim",
                               Yaml::map().add("claimName", source.claim.value_or("")));
    if (source.kind == "nfs")
        return Yaml::map().add("nfs", Yaml::map()
                                          .add("server", source.server.value_or(""))
                                          .add("path", source.path.value_or("")));
    if (ir::is_made_by_run(source.kind)) {
        Yaml empty = Yaml::map();
        if (source.kind == "scratch" && source.size) empty.add("sizeLimit", quantity(*source.size));
        return Yaml::map().add("emptyDir", std::move(empty));
    }
    return Yaml::map().add("hostPath", Yaml::map()
                                           .add("path", source.path.value_or(""))
                                           .add("type", host_path_type(source, writable)));
}

const ir::MountSource& source_of(const ir::Target& target, const ir::Mount& mount) {
    return *ir::source_of(target.platform, mount.name);
}

Yaml config_map_volume(const Scripts& content) {
    Yaml items = Yaml::list();
    for (const Scripts::File& file : content.files)
        items.add(Yaml::map().add("key", file.key).add("path", file.path));
    return Yaml::map().add("name", content.config_map).add("items", std::move(items));
}

/// The scripts, and beside them the archives of uploads, each from a ConfigMap of its own.
Yaml scripts_volume(const ir::Target& target, const std::vector<ir::Mount>& mounts,
                    const Scripts& scripts, std::string_view label) {
    Yaml volume = Yaml::map().add("name", "expc");
    Yaml sources = Yaml::list();
    sources.add(Yaml::map().add("configMap", config_map_volume(scripts)));
    bool has_archives = false;
    for (const ir::Mount& mount : mounts) {
        const ir::MountSource& source = source_of(target, mount);
        if (source.kind != "upload") continue;
        const Scripts archive{archive_name(label, source),
                              {{std::string(archive_key), source.path.value_or("")}}};
        sources.add(Yaml::map().add("configMap", config_map_volume(archive)));
        has_archives = true;
    }
    if (!has_archives) return volume.add("configMap", config_map_volume(scripts));
    return volume.add("projected", Yaml::map().add("sources", std::move(sources)));
}

Yaml volumes(const ir::Target& target, const std::vector<ir::Mount>& mounts, const Scripts& scripts,
             std::string_view label) {
    Yaml list = Yaml::list();
    list.add(scripts_volume(target, mounts, scripts, label));
    for (const ir::Mount& mount : mounts) {
        Yaml volume = volume_source(source_of(target, mount), mount.writable);
        list.add(volume.add("name", volume_name(target, mount.name)));
    }
    return list;
}

Yaml volume_mounts(const ir::Target& target, const std::vector<ir::Mount>& mounts,
                   const Scripts& scripts) {
    Yaml list = Yaml::list();
    list.add(
        Yaml::map().add("name", "expc").add("mountPath", scripts.folder()).add("readOnly", true));
    for (const ir::Mount& mount : mounts) {
        const ir::MountSource& source = source_of(target, mount);
        Yaml entry = Yaml::map();
        entry.add("name", volume_name(target, mount.name)).add("mountPath", mount.at);
        if (source.sub_path) entry.add("subPath", *source.sub_path);
        if (!mount.writable && !ir::is_made_by_run(source.kind)) entry.add("readOnly", true);
        list.add(std::move(entry));
    }
    return list;
}

/// Requests and limits are the same: a run gets what it asks for, and no more.
Yaml resources(const ir::Resources& asked, bool shared_gpus) {
    const auto amounts = [&] {
        Yaml map = Yaml::map();
        map.add("cpu", std::to_string(asked.cpus));
        if (asked.memory) map.add("memory", quantity(*asked.memory));
        if (asked.disk) map.add("ephemeral-storage", quantity(*asked.disk));
        if (asked.gpus > 0 && !shared_gpus) map.add("nvidia.com/gpu", std::to_string(asked.gpus));
        return map;
    };
    return Yaml::map().add("requests", amounts()).add("limits", amounts());
}

/// The node of this name; its label `kubernetes.io/hostname` may say something else.
Yaml node_term(std::string_view name) {
    Yaml names = Yaml::list();
    names.add(name);
    Yaml named = Yaml::map().add("key", "metadata.name").add("operator", "In");
    named.add("values", std::move(names));
    return Yaml::map().add("matchFields", Yaml::List{std::move(named)});
}

/// Nodes by name: a term of `metadata.name` takes one name only.
void add_named_nodes(Yaml& spec, const std::vector<std::string>& nodes) {
    if (nodes.empty()) return;
    Yaml terms = Yaml::list();
    for (const std::string& node : nodes)
        terms.add(node_term(node));
    Yaml required = Yaml::map().add("nodeSelectorTerms", std::move(terms));
    spec.add("affinity",
             Yaml::map().add("nodeAffinity",
                             Yaml::map().add("requiredDuringSchedulingIgnoredDuringExecution",
                                             std::move(required))));
}

/// Nodes with the right GPUs, by their labels.
void add_labelled_nodes(Yaml& spec, const ir::Kubernetes& engine, const ir::Resources& asked) {
    const auto labels = std::ranges::find(engine.node_labels, asked.gpu_type.value_or(""),
                                          &ir::NodeLabels::gpu_type);
    if (asked.gpus == 0 || !asked.gpu_type || labels == engine.node_labels.end()) return;
    Yaml selector = Yaml::map();
    for (const auto& [label, value] : labels->labels)
        selector.add(label, value);
    if (!selector.empty()) spec.add("nodeSelector", std::move(selector));
}

void add_tolerations(Yaml& spec, const std::vector<ir::Toleration>& tolerations) {
    Yaml list = Yaml::list();
    for (const ir::Toleration& toleration : tolerations) {
        Yaml entry = Yaml::map();
        const auto add = [&](std::string_view key, const std::optional<std::string>& text) {
            if (text) entry.add(std::string(key), *text);
        };
        add("key", toleration.key);
        add("operator", toleration.comparison);
        add("value", toleration.value);
        add("effect", toleration.effect);
        if (toleration.seconds) entry.add("tolerationSeconds", *toleration.seconds);
        list.add(std::move(entry));
    }
    if (!list.empty()) spec.add("tolerations", std::move(list));
}

/// That of a group's first Job, where pods share GPUs; submit.sh writes those of the others.
std::optional<SharedGpu> first_shared_gpu(const ir::Target& target,
                                          const ir::Experiment& experiment, std::size_t group) {
    if (!shares_gpus(target)) return std::nullopt;
    return shared_gpu(target, first_gpu(target, experiment.name, group));
}

Yaml container(const ir::Target& target, const ir::Experiment& experiment, std::size_t group,
               const std::vector<ir::Mount>& mounts, const Scripts& scripts,
               std::string_view label) {
    Yaml command = Yaml::list();
    command.add("sh").add(scripts.folder() + "/job.sh").add(experiment.name);
    command.add(std::to_string(group));
    return Yaml::map()
        .add("name", "run")
        .add("image", experiment.container->oci.value_or(""))
        .add("command", std::move(command))
        .add("env",
             environment(target, experiment, first_shared_gpu(target, experiment, group), label))
        .add("resources", resources(experiment.groups[group].resources, shares_gpus(target)))
        .add("volumeMounts", volume_mounts(target, mounts, scripts));
}

} // namespace

std::int64_t whole_seconds(ir::Duration duration) {
    return (duration.milliseconds + 999) / 1000;
}

const ir::Mount* innermost(const std::vector<ir::Mount>& mounts, std::string_view path) {
    const ir::Mount* found = nullptr;
    for (const ir::Mount& mount : mounts) {
        const bool is_deeper = found == nullptr || mount.at.size() > found->at.size();
        if (lies_in(path, mount.at) && is_deeper) found = &mount;
    }
    return found;
}

const ir::Mount* keeper(const ir::Target& target) {
    const std::string root = target.platform.run_root.value_or("");
    if (fmt::format("{}/", root).find("/../") != std::string::npos) return nullptr;
    for (const ir::Experiment& experiment : target.experiments) {
        const ir::Mount* mount = innermost(experiment.mounts, root);
        const bool keeps = mount != nullptr && mount->writable &&
                           !ir::is_made_by_run(source_of(target, *mount).kind);
        if (keeps) return mount;
    }
    return nullptr;
}

std::vector<ir::Mount> pod_mounts(const ir::Target& target, const ir::Experiment& experiment) {
    std::vector<ir::Mount> mounts = experiment.mounts;
    const ir::Mount* kept = keeper(target);
    if (kept != nullptr && std::ranges::find(mounts, kept->name, &ir::Mount::name) == mounts.end())
        mounts.push_back(*kept);
    std::ranges::stable_sort(mounts, {}, &ir::Mount::at);
    return mounts;
}

const std::string& secret_variable(const ir::SecretSource& source) {
    return source.from == ir::SecretSource::From::environment ? source.where : source.secret;
}

Yaml pod_spec(const ir::Target& target, const ir::Experiment& experiment, std::size_t group,
              const Scripts& scripts, std::string_view label) {
    const ir::Kubernetes& engine = engine_of(target);
    const ir::Resources& asked = experiment.groups[group].resources;
    const std::vector<ir::Mount> mounts = pod_mounts(target, experiment);
    Yaml spec = Yaml::map();
    const bool is_set = makes_replica_sets(target);
    spec.add("restartPolicy", is_set ? "Always" : "Never").add("enableServiceLinks", false);
    if (asked.time && !is_set) spec.add("activeDeadlineSeconds", whole_seconds(*asked.time));
    if (engine.service_account) spec.add("serviceAccountName", *engine.service_account);
    Yaml pull_secrets = Yaml::list();
    for (const std::string& name : engine.image_pull_secrets)
        pull_secrets.add(Yaml::map().add("name", name));
    if (!pull_secrets.empty()) spec.add("imagePullSecrets", std::move(pull_secrets));
    add_labelled_nodes(spec, engine, asked);
    const auto gpu = first_shared_gpu(target, experiment, group);
    add_named_nodes(spec, gpu ? std::vector{gpu->node} : engine.nodes);
    add_tolerations(spec, engine.tolerations);
    spec.add("volumes", volumes(target, mounts, scripts, label));
    spec.add("containers",
             Yaml::List{container(target, experiment, group, mounts, scripts, label)});
    return spec;
}

} // namespace expc::backends::kubernetes
