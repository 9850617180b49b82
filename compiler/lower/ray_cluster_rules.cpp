// SPDX-License-Identifier: MIT
#include "compiler/lower/ray_cluster_rules.hpp"

#include "compiler/ir/run.hpp"
#include "compiler/sema/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace expc::lower {

namespace {

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_one_of(char c, std::string_view characters) {
    return characters.find(c) != std::string_view::npos;
}

bool consists_of(std::string_view text, std::string_view first, std::string_view more) {
    return !text.empty() && is_one_of(text.front(), first) &&
           std::ranges::all_of(text, [&](char c) {
               return is_one_of(c, letters_and_digits) || is_one_of(c, more);
           });
}

/// Google's machines are called `ray-NAME-worker-12345678-compute`, in at most 63 characters.
constexpr std::size_t longest_gcp_name = 35;
constexpr std::size_t longest_name = 60;

/// `down.sh` finds machines by this name, so it is nothing else than a name.
std::optional<ClusterFault> broken_name(const ir::RayCluster& cluster) {
    const std::string& name = cluster.name;
    if (cluster.provider.kind == "gcp") {
        if (name.size() <= longest_gcp_name && name == ir::slug(name) && !name.empty() &&
            is_one_of(name.front(), small_letters))
            return std::nullopt;
        return ClusterFault{"name",
                            fmt::format("small letters, digits and `-`, a letter first and {} at "
                                        "most, not `{}`",
                                        longest_gcp_name, name),
                            "Google takes no other names of machines: `name = \"my-cluster\"`"};
    }
    if (name.size() <= longest_name && consists_of(name, letters_and_digits.substr(0, 52), "-_"))
        return std::nullopt;
    return ClusterFault{
        "name",
        fmt::format("letters, digits, `-` and `_`, a letter first and {} at most, not `{}`",
                    longest_name, name),
        ""};
}

/// Where a kind of machines stands in the record.
std::string path_of(const ir::RayNodes& nodes, std::string_view field) {
    return fmt::format("{}{}.{}", nodes.name == "head" ? "" : "workers.", nodes.name, field);
}

/// What becomes words of `docker run`; `path` is where it stands.
std::optional<ClusterFault> broken_rule(const ir::RayDocker& docker, const std::string& path) {
    if (docker.container_name && !consists_of(*docker.container_name, letters_and_digits, "_.-"))
        return ClusterFault{path + ".container_name",
                            "letters, digits, `_`, `.` and `-`, a letter or digit first", ""};
    if (docker.image && !consists_of(*docker.image, letters_and_digits, "_.-/:@"))
        return ClusterFault{path + ".image", "the name of an image, such as `rayproject/ray:2.9.0`",
                            ""};
    return std::nullopt;
}

std::optional<ClusterFault> broken_rule(const ir::RayNodes& nodes) {
    const auto fault = [&](std::string_view field, std::string rule) {
        return ClusterFault{path_of(nodes, field), std::move(rule), ""};
    };
    if (nodes.min < 0) return fault("min", "at least 0");
    if (nodes.name != "head" && nodes.max < std::max<std::int64_t>(nodes.min, 1))
        return fault("max", nodes.min > 1 ? "at least `min`" : "at least 1");
    if (nodes.cpus.value_or(1) < 1) return fault("cpus", "at least 1");
    if (nodes.gpus < 0) return fault("gpus", "at least 0");
    if (nodes.disk && nodes.disk->bytes <= 0) return fault("disk", "more than nothing");
    if (nodes.memory && nodes.memory->bytes <= 0) return fault("memory", "more than nothing");
    for (const ir::RayAmount& resource : nodes.resources) {
        if (is_rays_own(resource.name))
            return fault("resources." + resource.name, std::string(rule_of_own_names));
        if (resource.amount < 1) return fault("resources." + resource.name, "at least 1");
    }
    if (!nodes.docker) return std::nullopt;
    if (nodes.name == "head" && nodes.docker->pull_before_run)
        return fault("docker.pull_before_run",
                     "only for workers: the head does as `cluster.docker.pull_before_run` says");
    return broken_rule(*nodes.docker, path_of(nodes, "docker"));
}

bool has_own_disks(const ir::RayNodes& nodes) {
    return sema::field_of(nodes.config, "disks") != nullptr;
}

std::optional<ClusterFault> missing_field(const ir::RayCluster& cluster,
                                          const ir::RayNodes& nodes) {
    if (!nodes.machine) return ClusterFault{path_of(nodes, "machine"), "", ""};
    if (cluster.provider.kind != "gcp") return std::nullopt;
    // Ray asks AWS what a machine has, and not Google.
    if (!nodes.cpus) return ClusterFault{path_of(nodes, "cpus"), "", ""};
    if (nodes.image || has_own_disks(nodes)) return std::nullopt;
    return ClusterFault{path_of(nodes, "image"), "",
                        "Google makes no disk without an image, for example `image = "
                        "\"projects/debian-cloud/global/images/family/debian-12\"`"};
}

} // namespace

bool is_rays_own(std::string_view resource) {
    constexpr std::array<std::string_view, 4> own = {"CPU", "GPU", "memory", "object_store_memory"};
    return std::ranges::find(own, resource) != own.end();
}

std::optional<ClusterFault> missing_field(const ir::RayCluster& cluster) {
    const ir::RayProvider& provider = cluster.provider;
    const auto fault = [](std::string path) { return ClusterFault{std::move(path), "", ""}; };
    if (provider.kind == "local")
        return provider.head ? std::nullopt : std::optional(fault("provider.head"));
    if (!provider.region) return fault("provider.region");
    if (provider.kind == "gcp" && !provider.project) return fault("provider.project");
    if (provider.kind == "gcp" && !provider.zone) return fault("provider.zone");
    std::optional<ClusterFault> missing = missing_field(cluster, cluster.head);
    for (const ir::RayNodes& nodes : cluster.workers) {
        if (!missing) missing = missing_field(cluster, nodes);
    }
    return missing;
}

std::optional<ClusterFault> idle_field(const algebra::Value& given, const ir::RayCluster& cluster) {
    const std::string& kind = cluster.provider.kind;
    const auto only_for = [](std::string path, std::string_view kinds) {
        return ClusterFault{std::move(path), fmt::format("only where the provider is {}", kinds),
                            ""};
    };
    if (kind == "local") {
        for (const char* field : {"head", "workers"}) {
            if (sema::field_of(given, field) != nullptr)
                return only_for(field, "`gcp` or `aws`; machines that are there are known by their "
                                       "addresses, `provider.head` and `provider.workers`");
        }
        if (cluster.provider.region) return only_for("provider.region", "`gcp` or `aws`");
        if (cluster.provider.zone) return only_for("provider.zone", "`gcp` or `aws`");
    } else {
        if (cluster.provider.head) return only_for("provider.head", "`local`");
        if (!cluster.provider.workers.empty()) return only_for("provider.workers", "`local`");
    }
    if (kind == "gcp") return std::nullopt;
    if (cluster.provider.project) return only_for("provider.project", "`gcp`");
    if (cluster.head.gpu_type)
        return only_for(path_of(cluster.head, "gpu_type"), "`gcp`; Amazon's machines have theirs");
    for (const ir::RayNodes& nodes : cluster.workers) {
        if (nodes.gpu_type)
            return only_for(path_of(nodes, "gpu_type"), "`gcp`; Amazon's machines have theirs");
    }
    return std::nullopt;
}

std::optional<ClusterFault> broken_rule(const ir::RayCluster& cluster) {
    const auto fault = [](std::string path, std::string rule) {
        return ClusterFault{std::move(path), std::move(rule), ""};
    };
    if (const auto broken = broken_name(cluster)) return broken;
    if (cluster.head.preemptible) return fault("head.preemptible", "never");
    if (cluster.max_workers.value_or(0) < 0) return fault("max_workers", "at least 0");
    if (cluster.idle_timeout && cluster.idle_timeout->milliseconds < 0)
        return fault("idle_timeout", "at least 0s");
    if (cluster.upscaling_speed && !(*cluster.upscaling_speed > 0))
        return fault("upscaling_speed", "more than 0");
    if (cluster.ssh_user && !consists_of(*cluster.ssh_user, letters_and_digits, "_.-"))
        return fault("ssh_user", "letters, digits, `_`, `.` and `-`, a letter or digit first");
    for (const auto& [there, here] : cluster.file_mounts) {
        if (!there.starts_with('/') && !there.starts_with("~/"))
            return fault("file_mounts", fmt::format("paths there that begin with `/` or `~/`, not "
                                                    "`{}`",
                                                    there));
    }
    std::optional<ClusterFault> broken;
    if (cluster.docker) broken = broken_rule(*cluster.docker, "docker");
    if (!broken) broken = broken_rule(cluster.head);
    for (const ir::RayNodes& nodes : cluster.workers) {
        if (nodes.name == "head") return fault("workers", "a kind of workers is not called `head`");
        if (!broken) broken = broken_rule(nodes);
    }
    return broken;
}

} // namespace expc::lower
