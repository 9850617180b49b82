// SPDX-License-Identifier: MIT
// What a Ray platform says; part of plan.hpp.
#pragma once

#include "compiler/ir/ray_cluster.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace expc::ir {

/// A Ray cluster that runs already, or one that is started.
struct Ray {
    std::optional<std::string> address;           ///< `auto`, `HOST:PORT`, `ray://HOST:PORT`
    std::string python = "python3";               ///< the interpreter that has Ray
    std::map<std::string, std::string> gpu_types; ///< gpu_type -> Ray's accelerator type
    std::vector<RayAmount> custom_resources;      ///< of each run
    std::optional<RayCluster> cluster;            ///< then no address
};

} // namespace expc::ir
