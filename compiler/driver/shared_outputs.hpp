// SPDX-License-Identifier: MIT
// Paths that runs of two targets of one file write: the later run would replace what the earlier
// one wrote (ruling 10). Within a target that is an error of the program; between targets it is
// meant where the same experiment runs on one machine today and on another tomorrow.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::driver {

struct SharedOutputs {
    const ir::Target* one = nullptr;
    const ir::Target* other = nullptr;
    std::string example;     ///< a path as the runs see it
    std::uint64_t paths = 0; ///< how many they share
};

/// Every pair of targets with paths in common, of the first 100,000 runs of each experiment. Paths
/// are compared where they lie: behind the mounts, on the machine that the runs are submitted on.
/// What only the job knows, and what each run has for itself, is left out.
[[nodiscard]] std::vector<SharedOutputs> shared_outputs(const ir::Plan& plan);

/// `train@laptop and train@cluster both write /data/3f/model.pt (18 paths in all)`
[[nodiscard]] std::string sentence(const SharedOutputs& shared);

} // namespace expc::driver
