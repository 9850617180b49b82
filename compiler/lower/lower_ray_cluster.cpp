// SPDX-License-Identifier: MIT
// A Ray cluster that is started: the record `cluster` of a platform.
#include "compiler/ir/run.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/ray_cluster_rules.hpp"
#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace expc::lower {

namespace {

ir::RayDocker ray_docker(const Value& value) {
    const RecordFields fields(value);
    ir::RayDocker docker;
    fields.read("image", docker.image);
    fields.read("container_name", docker.container_name);
    fields.read("run_options", docker.run_options);
    fields.read("pull_before_run", docker.pull_before_run);
    return docker;
}

ir::RayNodes ray_nodes(std::string name, const Value& value) {
    const RecordFields fields(value);
    ir::RayNodes nodes;
    nodes.name = std::move(name);
    fields.read("machine", nodes.machine);
    fields.read("image", nodes.image);
    fields.read("disk", nodes.disk);
    fields.read("cpus", nodes.cpus);
    fields.read("gpus", nodes.gpus);
    fields.read("gpu_type", nodes.gpu_type);
    fields.read("memory", nodes.memory);
    for (const auto& [resource, amount] : fields.entries("resources")) {
        std::int64_t whole = 0;
        read_value(amount, whole);
        nodes.resources.push_back({resource, static_cast<double>(whole)});
    }
    fields.read("min", nodes.min);
    fields.read("max", nodes.max);
    fields.read("preemptible", nodes.preemptible);
    if (const Value* docker = fields.find("docker")) nodes.docker = ray_docker(*docker);
    if (const Value* config = fields.find("config")) nodes.config = *config;
    return nodes;
}

ir::RayProvider ray_provider(const Value& value) {
    const RecordFields fields(value);
    ir::RayProvider provider;
    fields.read("type", provider.kind);
    fields.read("project", provider.project);
    fields.read("region", provider.region);
    fields.read("zone", provider.zone);
    fields.read("head", provider.head);
    fields.read("workers", provider.workers);
    return provider;
}

ir::RayCluster ray_cluster(const Value& value) {
    const RecordFields fields(value);
    ir::RayCluster cluster;
    if (const Value* provider = fields.find("provider")) cluster.provider = ray_provider(*provider);
    if (const Value* head = fields.find("head")) cluster.head = ray_nodes("head", *head);
    cluster.head.name = "head";
    for (const auto& [kind, workers] : fields.entries("workers"))
        cluster.workers.push_back(ray_nodes(kind, workers));
    fields.read("max_workers", cluster.max_workers);
    fields.read("idle_timeout", cluster.idle_timeout);
    fields.read("upscaling_speed", cluster.upscaling_speed);
    fields.read("ssh_user", cluster.ssh_user);
    fields.read("ssh_key", cluster.ssh_key);
    if (const Value* docker = fields.find("docker")) cluster.docker = ray_docker(*docker);
    fields.read("file_mounts", cluster.file_mounts);
    fields.read("initialization", cluster.initialization);
    fields.read("setup", cluster.setup);
    fields.read("head_setup", cluster.head_setup);
    fields.read("worker_setup", cluster.worker_setup);
    fields.read("head_start", cluster.head_start);
    fields.read("worker_start", cluster.worker_start);
    return cluster;
}

/// The platform's name, as Google takes it where the machines are Google's.
std::string default_name(const std::string& platform, const ir::RayCluster& cluster) {
    return cluster.provider.kind == "gcp" ? ir::slug(platform) : platform;
}

/// Where the first machines stand of which something holds; empty where there are none.
std::string first_machines(const ir::RayCluster& cluster,
                           const std::function<bool(const ir::RayNodes&)>& holds) {
    if (holds(cluster.head)) return "head";
    const auto kind = std::ranges::find_if(cluster.workers, holds);
    return kind == cluster.workers.end() ? "" : fmt::format("workers.{}", kind->name);
}

/// Where machines first say something of their container; empty where none do.
std::string first_own_docker(const ir::RayCluster& cluster) {
    const std::string machines =
        first_machines(cluster, [](const ir::RayNodes& nodes) { return nodes.docker.has_value(); });
    return machines.empty() ? "" : machines + ".docker";
}
std::string first_own_image(const ir::RayCluster& cluster) {
    const std::string machines = first_machines(
        cluster, [](const ir::RayNodes& nodes) { return nodes.docker && nodes.docker->image; });
    return machines.empty() ? "" : machines + ".docker.image";
}

/// The innermost part of the path that is written out, if any is.
const sema::FieldNode* written_part(const sema::FieldNode& cluster, std::string_view path) {
    const sema::FieldNode* node = &cluster;
    while (true) {
        const std::size_t dot = path.find('.');
        const sema::FieldNode* part = node->child(path.substr(0, dot));
        if (part == nullptr) return node;
        node = part;
        if (dot == std::string_view::npos) return node;
        path.remove_prefix(dot + 1);
    }
}

} // namespace

bool TargetLowering::check_ray_cluster(const sema::FieldNode& node, const Value& value,
                                       const ir::RayCluster& cluster) {
    sema::IndependentParts parts(evaluator_);
    for (const ClusterFault& fault : cluster_faults(value, cluster)) {
        parts.next();
        report_cluster_fault(node, fault);
    }
    if (parts.failed()) return false;
    return check_ray_image(node, cluster);
}

void TargetLowering::report_cluster_fault(const sema::FieldNode& node, const ClusterFault& fault) {
    const sema::FieldNode* part = written_part(node, fault.path);
    const SourceRange place =
        part != &node || fault.rule.empty() ? part->range : target_.platform->name_range;
    auto report = fault.rule.empty()
                      ? evaluator_.fail(diag::Code::E0205, place, "cluster", fault.path)
                      : evaluator_.fail(diag::Code::E0309, place,
                                        fmt::format("`cluster.{}`", fault.path), fault.rule);
    if (report && !fault.help.empty()) report->help(fault.help);
}

/// There is no container of a machine without one of all machines.
bool TargetLowering::check_ray_image(const sema::FieldNode& node, const ir::RayCluster& cluster) {
    const bool has_container_image = std::ranges::any_of(
        target_.experiments, [this](const auto& experiment) { return has_container(*experiment); });
    const std::string own_image = first_own_image(cluster);
    if (has_container_image && !own_image.empty()) {
        evaluator_.fail(diag::Code::E0309, written_part(node, own_image)->range,
                        fmt::format("`cluster.{}`", own_image),
                        "only where no experiment of the target names a container, which says in "
                        "what all of its runs are");
        return false;
    }
    if (has_container_image || (cluster.docker && cluster.docker->image)) return true;
    const std::string path = cluster.docker ? "docker" : first_own_docker(cluster);
    if (path.empty()) return true;
    auto report = evaluator_.fail(diag::Code::E0205, written_part(node, path)->range,
                                  "cluster.docker", "image");
    if (report)
        report->here("there is no container without it")
            .help(cluster.docker ? "name one here, or a container in an experiment of the target"
                                 : "name one for all machines, `docker = { image = \"...\" }` of "
                                   "`cluster`, or a container in an experiment of the target");
    return false;
}

bool TargetLowering::lower_ray_cluster(const sema::Environment& environment, ir::Ray& ray) {
    const sema::FieldNode& node = *target_.platform->field("cluster");
    const Value value = evaluator_.evaluate(node, environment);
    if (evaluator_.failed()) return false;
    ir::RayCluster cluster = ray_cluster(value);
    cluster.name =
        RecordFields(value).text("name").value_or(default_name(target_.platform->name, cluster));
    if (!check_ray_cluster(node, value, cluster)) return false;
    if (!plan_.platform.run_root) {
        auto report = evaluator_.fail(diag::Code::E0205, target_.platform->name_range,
                                      target_.platform->name, "run_root");
        if (report)
            report->help("name a folder that all machines share, such as one below an NFS mount");
        return false;
    }
    if (ray.address) {
        evaluator_.fail(diag::Code::E0804, node.range, target_.platform->name,
                        "`cluster` beside `address`");
        return false;
    }
    if (asks_to_inherit()) {
        evaluator_.fail(diag::Code::E0804, target_.platform->field("inherit_env")->range,
                        target_.platform->name,
                        "`inherit_env = true`: its machines see nothing of this environment, only "
                        "what `env` says");
        return false;
    }
    if (const sema::FieldNode* runtime = target_.platform->field("runtime")) {
        auto report = evaluator_.fail(diag::Code::E0804, runtime->range, target_.platform->name,
                                      "`runtime` beside `cluster`");
        if (report)
            report->here("Ray itself is in a container, and with it all runs")
                .help("what docker is told stands in `cluster`: `docker = { image = \"...\" }`");
        return false;
    }
    request(ir::Capability::clusters, "`cluster`", node.range);
    ray.cluster = std::move(cluster);
    return true;
}

} // namespace expc::lower
