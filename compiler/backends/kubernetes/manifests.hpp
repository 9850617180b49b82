// SPDX-License-Identifier: MIT
// The objects of a target: ConfigMaps, Jobs or ReplicaSets, and claims.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/backends/kubernetes/pod.hpp"

namespace expc::backends::kubernetes {

/// The ConfigMap of an experiment.
struct ConfigMap {
    Scripts scripts;
    std::string text; ///< the object as YAML
};
/// `files` are those of the build tree that pods need.
[[nodiscard]] ConfigMap config_map(const ir::Plan& plan, const ir::Target& target,
                                   const ir::Experiment& experiment,
                                   const std::vector<Artifact>& files);

/// The Job, or ReplicaSet, of all runs of a group that one may hold; submit.sh makes the others
/// from it.
[[nodiscard]] std::string workload(const ir::Plan& plan, const ir::Target& target,
                                   const ir::Experiment& experiment, std::size_t group,
                                   const Scripts& scripts);

/// A claim that a mount asks for.
[[nodiscard]] std::string claim(const ir::Target& target, const ir::MountSource& source);

/// Pods of one Job at the same time: `max_parallel` is shared out among the Jobs of the target.
[[nodiscard]] std::uint64_t pods_at_once(const ir::Target& target);

/// Completions of one Job, and pods of a Job at the same time.
inline constexpr std::uint64_t most_completions = 100'000;
inline constexpr std::uint64_t most_pods = 10'000;

} // namespace expc::backends::kubernetes
