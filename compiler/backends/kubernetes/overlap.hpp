// SPDX-License-Identifier: MIT
// Targets that are built together and would put their pods on the same GPU.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

namespace expc::backends::kubernetes {

/// Reports E0815 at the later of two sound targets that are on one GPU of one cluster.
void check_overlap(const ir::Target& earlier, const ir::Target& later, diag::Sink& sink);

} // namespace expc::backends::kubernetes
