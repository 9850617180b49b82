// SPDX-License-Identifier: MIT
// What a target's mounts hold is settled when it is built: the folder of an `upload` becomes an
// archive in the build tree, and the repository of a `git` mount an address and all digits of a
// commit that any machine can get there. Backends see only that.
#pragma once

#include "compiler/backends/backend.hpp"
#include "compiler/driver/arguments.hpp"

#include <optional>
#include <vector>

namespace expc::driver {

struct MountContent {
    bool pins = false; ///< `storage` says more than the plan's
    std::vector<ir::MountSource>
        storage; ///< with `path` and `size` of archives, `url` and `commit`, `is_file`
    std::vector<backends::Artifact> archives;
};

/// Nothing, with diagnostics in `sink`, when a folder or a commit cannot be had.
[[nodiscard]] std::optional<MountContent> mount_content(const ir::Plan& plan,
                                                        const ir::Target& target,
                                                        const Arguments& arguments,
                                                        diag::Sink& sink);

} // namespace expc::driver
