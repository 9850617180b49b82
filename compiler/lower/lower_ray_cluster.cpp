// SPDX-License-Identifier: MIT
// A Ray cluster that is started: the record `cluster` of a platform.
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

namespace expc::lower {

namespace {

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
    fields.read("min", nodes.min);
    fields.read("max", nodes.max);
    fields.read("preemptible", nodes.preemptible);
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

ir::RayDocker ray_docker(const Value& value) {
    const RecordFields fields(value);
    ir::RayDocker docker;
    fields.read("image", docker.image);
    fields.read("container_name", docker.container_name);
    fields.read("run_options", docker.run_options);
    fields.read("pull_before_run", docker.pull_before_run);
    return docker;
}

/// What the provider needs and the user did not say; empty: nothing.
std::string missing_field(const ir::RayCluster& cluster) {
    const ir::RayProvider& provider = cluster.provider;
    if (provider.kind == "local") return provider.head ? "" : "provider.head";
    if (!provider.region) return "provider.region";
    if (provider.kind == "gcp" && !provider.project) return "provider.project";
    if (provider.kind == "gcp" && !provider.zone) return "provider.zone";
    const auto lacks = [&](const ir::RayNodes& nodes) -> std::string {
        if (!nodes.machine) return nodes.name + ".machine";
        // Ray asks AWS what a machine has, and not Google.
        if (provider.kind == "gcp" && !nodes.cpus) return nodes.name + ".cpus";
        return "";
    };
    std::string name = lacks(cluster.head);
    for (const ir::RayNodes& nodes : cluster.workers) {
        if (name.empty()) name = lacks(nodes);
    }
    return name;
}

} // namespace

bool TargetLowering::lower_ray_cluster(const sema::Environment& environment, ir::Ray& ray) {
    const sema::FieldNode& node = *target_.platform->field("cluster");
    const Value value = evaluator_.evaluate(node, environment);
    if (evaluator_.failed()) return false;
    const RecordFields fields(value);
    ir::RayCluster cluster;
    cluster.name = fields.text("name").value_or(target_.platform->name);
    if (const Value* provider = fields.find("provider")) cluster.provider = ray_provider(*provider);
    if (const Value* head = fields.find("head")) cluster.head = ray_nodes("head", *head);
    cluster.head.name = "head";
    for (const auto& [kind, workers] : fields.entries("workers"))
        cluster.workers.push_back(ray_nodes(kind, workers));
    fields.read("max_workers", cluster.max_workers);
    fields.read("idle_timeout", cluster.idle_timeout);
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
    const std::string missing = missing_field(cluster);
    if (!missing.empty()) {
        evaluator_.fail(diag::Code::E0205, node.range, "cluster", missing);
        return false;
    }
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
    request(ir::Capability::clusters, "`cluster`", node.range);
    ray.cluster = std::move(cluster);
    return true;
}

} // namespace expc::lower
