// SPDX-License-Identifier: MIT
// What Ray, docker and the providers ask of the record `cluster`.
#pragma once

#include "compiler/algebra/value.hpp"
#include "compiler/ir/ray_cluster.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace expc::lower {

/// Names of what Ray counts itself.
[[nodiscard]] bool is_rays_own(std::string_view resource);
inline constexpr std::string_view rule_of_own_names =
    "a name of your own, other than CPU, GPU, memory and object_store_memory, which Ray counts "
    "itself";

/// A field that is absent or wrong, by its path in `cluster`: `workers.cheap.max`.
struct ClusterFault {
    std::string path;
    std::string rule;
    std::string help;
};

/// What the provider needs and the user did not say; its rule is empty.
[[nodiscard]] std::optional<ClusterFault> missing_field(const ir::RayCluster& cluster);
/// A field that the provider does not have; it would do nothing. `given` is the record.
[[nodiscard]] std::optional<ClusterFault> idle_field(const algebra::Value& given,
                                                     const ir::RayCluster& cluster);
[[nodiscard]] std::optional<ClusterFault> broken_rule(const ir::RayCluster& cluster);

} // namespace expc::lower
