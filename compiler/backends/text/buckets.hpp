// SPDX-License-Identifier: MIT
// Mounts from buckets: rclone copies them to a folder of the run, and what the run writes there
// back.
#pragma once

#include "compiler/backends/text/template.hpp"
#include "compiler/ir/plan.hpp"

#include <vector>

namespace expc::backends {

/// A mount that a run makes ready, with its source.
struct MadeMount {
    const ir::Mount* mount;
    const ir::MountSource* source;
};

struct BucketSections {
    std::string functions;
    std::string start;  ///< commands when all mounts and secrets are there
    std::string finish; ///< commands after the last step
    bool writes = false;
};
/// `with_run`: rclone sees the environment that the run declares, too.
[[nodiscard]] BucketSections bucket_sections(const std::vector<MadeMount>& mounts, bool with_run);

} // namespace expc::backends
