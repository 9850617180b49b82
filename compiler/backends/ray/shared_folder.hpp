// SPDX-License-Identifier: MIT
// The folder of the runs of a started cluster, which all of its machines have to see.
#pragma once

#include "compiler/backends/backend.hpp"

namespace expc::backends::ray {

/// Refuses a `run_root` that stands on the disk of one machine while runs are on several (E0811).
void check_shared_folder(const ir::Target& target, diag::Sink& sink);

} // namespace expc::backends::ray
