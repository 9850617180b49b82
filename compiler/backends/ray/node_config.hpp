// SPDX-License-Identifier: MIT
// `node_config` of a kind of machines, in the words of each provider.
#pragma once

#include "compiler/backends/text/yaml.hpp"
#include "compiler/ir/ray_cluster.hpp"

namespace expc::backends::ray {

[[nodiscard]] Yaml node_config(const ir::RayCluster& cluster, const ir::RayNodes& nodes);

} // namespace expc::backends::ray
