// SPDX-License-Identifier: MIT
#include "compiler/backends/ray/cluster_file.hpp"

#include "compiler/backends/ray/driver_plan.hpp"
#include "compiler/backends/ray/node_config.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/yaml.hpp"
#include "compiler/ir/platform.hpp"
#include "compiler/ir/quoting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace expc::backends::ray {
namespace {

Yaml texts(const std::vector<std::string>& words) {
    Yaml list = Yaml::list();
    for (const std::string& word : words)
        list.add(word);
    return list;
}

/// Ray joins the words of `docker run` to a line that a shell reads.
Yaml words(const std::vector<std::string>& list) {
    Yaml sequence = Yaml::list();
    for (const std::string& word : list)
        sequence.add(ir::quoted(word));
    return sequence;
}

Yaml provider_section(const ir::RayProvider& provider) {
    Yaml section = Yaml::map();
    const auto add = [&](const char* key, const std::optional<std::string>& value) {
        if (value) section.add(key, *value);
    };
    if (provider.kind == "local") {
        section.add("type", provider.kind);
        add("head_ip", provider.head);
        section.add("worker_ips", texts(provider.workers));
        return section;
    }
    section.add("type", provider.kind);
    add("region", provider.region);
    add("availability_zone", provider.zone);
    add("project_id", provider.project);
    // Machines that are not needed end; they do not wait, stopped and paid for.
    section.add("cache_stopped_nodes", false);
    return section;
}

Yaml auth_section(const ir::RayCluster& cluster) {
    Yaml section = Yaml::map();
    if (cluster.ssh_user) section.add("ssh_user", *cluster.ssh_user);
    if (cluster.ssh_key) section.add("ssh_private_key", *cluster.ssh_key);
    return section;
}

/// By which Ray decides what machine to start for what waits. It asks Amazon what else a machine
/// has; of Google's it knows what stands here.
Yaml machine_resources(const ir::Ray& settings, const ir::RayNodes& nodes) {
    Yaml resources = Yaml::map();
    if (nodes.cpus) resources.add("CPU", *nodes.cpus);
    if (nodes.gpus > 0) resources.add("GPU", nodes.gpus);
    if (nodes.memory) resources.add("memory", nodes.memory->bytes);
    if (nodes.gpus > 0 && nodes.gpu_type)
        resources.add("accelerator_type:" + ir::accelerator_type(settings, *nodes.gpu_type),
                      std::int64_t{1});
    for (const ir::RayAmount& resource : nodes.resources)
        resources.add(resource.name, static_cast<std::int64_t>(resource.amount));
    return resources;
}

/// What differs in the container of a kind of workers.
Yaml worker_docker(const ir::RayDocker& docker) {
    Yaml section = Yaml::map();
    if (docker.image) section.add("worker_image", *docker.image);
    if (docker.pull_before_run) section.add("pull_before_run", *docker.pull_before_run);
    if (!docker.run_options.empty()) section.add("worker_run_options", words(docker.run_options));
    return section;
}

Yaml node_type(const ir::Ray& settings, const ir::RayNodes& nodes) {
    Yaml type = Yaml::map();
    type.add("min_workers", nodes.min).add("max_workers", nodes.max);
    type.add("resources", machine_resources(settings, nodes));
    type.add("node_config", node_config(*settings.cluster, nodes));
    // That of the head stands with what all machines have.
    if (nodes.docker && &nodes != &settings.cluster->head)
        type.add("docker", worker_docker(*nodes.docker));
    return type;
}

void add_node_types(const ir::Ray& settings, Yaml& file) {
    const ir::RayCluster& cluster = *settings.cluster;
    Yaml types = Yaml::map();
    types.add(cluster.head.name, node_type(settings, cluster.head));
    for (const ir::RayNodes& nodes : cluster.workers)
        types.add(nodes.name, node_type(settings, nodes));
    file.add("head_node_type", cluster.head.name);
    file.add("available_node_types", std::move(types));
}

/// A mount that the machines make for the target's experiments, and what stands behind it.
struct ClusterMount {
    const ir::Mount* mount;
    const ir::MountSource* source;
};

/// Each mount once.
std::vector<ClusterMount> mounts_of(const ir::Target& target) {
    std::vector<ClusterMount> mounts;
    std::set<std::string> seen;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Mount& mount : experiment.mounts) {
            const ir::MountSource* source = ir::source_of(target.platform, mount.name);
            if (source == nullptr || ir::is_made_by_run(source->kind)) continue;
            if (seen.insert(mount.name).second) mounts.push_back({&mount, source});
        }
    }
    return mounts;
}

/// Mounts a folder of a server on a machine, which may have it already; `at` is the same inside a
/// container.
std::string nfs_command(const ClusterMount& mount) {
    const ShellWord at = ShellWord::literal(mount.mount->at);
    const ShellWord source = ShellWord::literal(mount.source->server.value_or("") + ":" +
                                                mount.source->path.value_or(""));
    return fmt::format(
        "mountpoint -q {0} || {{ command -v mount.nfs >/dev/null || {{ sudo apt-get -qq update && "
        "sudo apt-get -qq install -y nfs-common; }}; sudo mkdir -p {0} && sudo mount -t nfs -o {2} "
        "{1} {0}; }}",
        at, source, mount.mount->writable ? "rw" : "ro");
}

/// `--mount type=bind,...`, as two words.
void add_bind(const std::string& from, const ir::Mount& mount, Yaml& options) {
    options.add("--mount");
    options.add(ir::quoted(fmt::format("type=bind,source={},target={}{}", from, mount.at,
                                       mount.writable ? "" : ",readonly")));
}

Yaml docker_section(const ir::Target& target, const std::string& image) {
    const ir::RayDocker docker = settings_of(target).cluster->docker.value_or(ir::RayDocker{});
    Yaml section = Yaml::map();
    section.add("image", image);
    section.add("container_name", docker.container_name.value_or("ray_container"));
    if (docker.pull_before_run) section.add("pull_before_run", *docker.pull_before_run);
    Yaml options = words(docker.run_options);
    for (const ClusterMount& mount : mounts_of(target)) {
        const bool is_nfs = mount.source->kind == "nfs";
        add_bind(is_nfs ? mount.mount->at : mount.source->path.value_or(""), *mount.mount, options);
    }
    section.add("run_options", std::move(options));
    const ir::RayDocker head = settings_of(target).cluster->head.docker.value_or(ir::RayDocker{});
    if (head.image) section.add("head_image", *head.image);
    if (!head.run_options.empty()) section.add("head_run_options", words(head.run_options));
    return section;
}

/// Shared folders are mounted first, because the user's own commands may need what lies there.
void add_commands(const ir::Target& target, const ir::RayCluster& cluster, Yaml& file) {
    std::vector<std::string> initialization;
    for (const ClusterMount& mount : mounts_of(target)) {
        if (mount.source->kind == "nfs") initialization.push_back(nfs_command(mount));
    }
    initialization.insert(initialization.end(), cluster.initialization.begin(),
                          cluster.initialization.end());
    file.add("initialization_commands", texts(initialization));
    file.add("setup_commands", texts(cluster.setup));
    file.add("head_setup_commands", texts(cluster.head_setup));
    file.add("worker_setup_commands", texts(cluster.worker_setup));
    if (!cluster.head_start.empty()) file.add("head_start_ray_commands", texts(cluster.head_start));
    if (!cluster.worker_start.empty())
        file.add("worker_start_ray_commands", texts(cluster.worker_start));
}

std::int64_t most_workers(const ir::RayCluster& cluster) {
    if (cluster.max_workers) return *cluster.max_workers;
    std::int64_t sum = static_cast<std::int64_t>(cluster.provider.workers.size());
    for (const ir::RayNodes& nodes : cluster.workers)
        sum += nodes.max;
    return sum;
}

} // namespace

std::optional<std::string> cluster_image(const ir::Target& target) {
    const ir::RayCluster& cluster = *settings_of(target).cluster;
    if (cluster.docker && cluster.docker->image) return cluster.docker->image;
    for (const ir::Experiment& experiment : target.experiments) {
        if (experiment.container && experiment.container->oci) return experiment.container->oci;
    }
    return std::nullopt;
}

std::string cluster_file(const ir::Target& target) {
    const ir::RayCluster& cluster = *settings_of(target).cluster;
    Yaml file = Yaml::map();
    file.add("cluster_name", cluster.name);
    file.add("max_workers", most_workers(cluster));
    if (cluster.idle_timeout) {
        constexpr std::int64_t minute = 60'000;
        file.add("idle_timeout_minutes",
                 (cluster.idle_timeout->milliseconds + minute - 1) / minute);
    }
    if (cluster.upscaling_speed) file.add("upscaling_speed", *cluster.upscaling_speed);
    file.add("provider", provider_section(cluster.provider));
    if (cluster.ssh_user || cluster.ssh_key) file.add("auth", auth_section(cluster));
    if (const auto image = cluster_image(target))
        file.add("docker", docker_section(target, *image));
    if (cluster.provider.kind != "local") add_node_types(settings_of(target), file);
    // What submit.sh does not send of the project. Ray leaves the same out of the folder of
    // scripts, where an experiment may be called `build` or `runs`: it holds no folder of folders.
    file.add("rsync_exclude", texts({".git", "/build/.store/", "/runs/*/*/", "__pycache__"}));
    Yaml mounts = Yaml::map();
    for (const auto& [there, here] : cluster.file_mounts)
        mounts.add(there, here);
    file.add("file_mounts", std::move(mounts));
    add_commands(target, cluster, file);
    return "# Written by expc; do not edit.\n" + file.text();
}

} // namespace expc::backends::ray
