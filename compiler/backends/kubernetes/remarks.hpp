// SPDX-License-Identifier: MIT
// What Kubernetes makes of what it cannot do exactly as it is written: `plan` tells it.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends::kubernetes {

/// One sentence for each duration that is rounded up, and one for Jobs that wait for others.
[[nodiscard]] std::vector<std::string> remarks(const ir::Target& target);

} // namespace expc::backends::kubernetes
