// SPDX-License-Identifier: MIT
// The files of a target whose cluster is started for it: cluster.yaml and the scripts that call
// ray.
#pragma once

#include "compiler/backends/backend.hpp"

#include <vector>

namespace expc::backends::ray {

/// Adds cluster.yaml, up.sh, submit.sh, attach.sh, exec.sh and down.sh.
void add_cluster_files(const ir::Plan& plan, const ir::Target& target,
                       std::vector<Artifact>& files);

/// What Ray cannot do for a target whose cluster it starts (E0804).
void check_cluster(const ir::Target& target, diag::Sink& sink);

} // namespace expc::backends::ray
