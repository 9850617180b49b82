// SPDX-License-Identifier: MIT
// What targets take from each other, for commands that start none of them.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::driver {

/// A sentence for each pair of targets that `build` refuses to build together; none where one of
/// them cannot be built alone.
[[nodiscard]] std::vector<std::string> clashes(const ir::Plan& plan);

} // namespace expc::driver
