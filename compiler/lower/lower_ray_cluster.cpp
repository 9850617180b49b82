// SPDX-License-Identifier: MIT
// A Ray cluster that is started: the record `cluster` of a platform.
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

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

struct BrokenRule {
    std::string field;
    std::string rule;
};

std::optional<BrokenRule> broken_rule(const ir::RayNodes& nodes) {
    const auto rule_of = [&](std::string_view field, std::string rule) {
        return BrokenRule{fmt::format("{}.{}", nodes.name, field), std::move(rule)};
    };
    if (nodes.min < 0) return rule_of("min", "at least 0");
    if (nodes.name != "head" && nodes.max < std::max<std::int64_t>(nodes.min, 1))
        return rule_of("max", nodes.min > 1 ? "at least `min`" : "at least 1");
    if (nodes.cpus.value_or(1) < 1) return rule_of("cpus", "at least 1");
    if (nodes.gpus < 0) return rule_of("gpus", "at least 0");
    if (nodes.disk && nodes.disk->bytes <= 0) return rule_of("disk", "more than nothing");
    return std::nullopt;
}

/// `down.sh` finds machines by this name, so it is nothing else than a name.
bool is_cluster_name(std::string_view name) {
    constexpr std::size_t longest = 60;
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !name.empty() && name.size() <= longest && is_letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

std::optional<BrokenRule> broken_rule(const ir::RayCluster& cluster) {
    if (!is_cluster_name(cluster.name))
        return BrokenRule{"name", fmt::format("letters, digits, `-` and `_`, a letter first and 60 "
                                              "at most, not `{}`",
                                              cluster.name)};
    if (cluster.head.preemptible) return BrokenRule{"head.preemptible", "never"};
    if (cluster.max_workers.value_or(0) < 0) return BrokenRule{"max_workers", "at least 0"};
    if (cluster.idle_timeout && cluster.idle_timeout->milliseconds < 0)
        return BrokenRule{"idle_timeout", "at least 0s"};
    std::optional<BrokenRule> broken = broken_rule(cluster.head);
    for (const ir::RayNodes& nodes : cluster.workers) {
        if (nodes.name == "head")
            return BrokenRule{"workers", "a kind of workers is not called `head`"};
        if (!broken) broken = broken_rule(nodes);
    }
    return broken;
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
    if (const auto broken = broken_rule(cluster)) {
        // Of several platforms that refine one cluster, each has its own mistake.
        evaluator_.fail(diag::Code::E0309, target_.platform->name_range,
                        fmt::format("`cluster.{}`", broken->field), broken->rule);
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
