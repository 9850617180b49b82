// SPDX-License-Identifier: MIT
// What Ray, docker and the providers ask of the record `cluster`.
#pragma once

#include "compiler/algebra/value.hpp"
#include "compiler/ir/ray_cluster.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::lower {

/// Names of what Ray counts itself.
[[nodiscard]] bool is_rays_own(std::string_view resource);
inline constexpr std::string_view rule_of_own_names =
    "a name of your own, other than CPU, GPU, memory and object_store_memory, which Ray counts "
    "itself";

/// A field that the provider needs and that is absent, or that it does not have, or that is wrong;
/// by its path in `cluster`: `workers.cheap.max`.
struct ClusterFault {
    std::string path;
    std::string rule; ///< that it breaks; empty where it is absent
    std::string help;
};

/// All of them; `given` is the record as it was written.
[[nodiscard]] std::vector<ClusterFault> cluster_faults(const algebra::Value& given,
                                                       const ir::RayCluster& cluster);

} // namespace expc::lower
