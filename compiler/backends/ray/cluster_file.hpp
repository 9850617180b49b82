// SPDX-License-Identifier: MIT
// cluster.yaml: what Ray's autoscaler is told of a cluster that it starts.
#pragma once

#include "compiler/ir/plan.hpp"

#include <optional>
#include <string>

namespace expc::backends::ray {

/// The image of the container that Ray and all runs are in: the cluster's own, else that of the
/// first experiment that has one; nothing where there is no container.
[[nodiscard]] std::optional<std::string> cluster_image(const ir::Target& target);

/// The text of cluster.yaml for a target whose platform has a cluster, with today's keys
/// (`available_node_types`).
[[nodiscard]] std::string cluster_file(const ir::Target& target);

} // namespace expc::backends::ray
