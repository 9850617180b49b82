// SPDX-License-Identifier: MIT
// Names, images, labels, paths and tolerations that the server would refuse when a Job is
// submitted.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

namespace expc::backends::kubernetes {

void check_values(const ir::Target& target, diag::Sink& sink);

} // namespace expc::backends::kubernetes
