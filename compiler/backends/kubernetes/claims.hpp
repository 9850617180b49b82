// SPDX-License-Identifier: MIT
// Claims of storage: what several mounts say of one, and whether all pods can have it at once.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

namespace expc::backends::kubernetes {

void check_claims(const ir::Target& target, diag::Sink& sink);

} // namespace expc::backends::kubernetes
