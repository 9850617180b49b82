// SPDX-License-Identifier: MIT
// What targets take from each other when they are started together: a GPU that pods of both would
// be on.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::driver {

struct Clash {
    const ir::Target* one = nullptr;
    const ir::Target* other = nullptr;
    std::string sentence;
};

/// The pairs of targets that `build` refuses to build together; those that cannot be built alone
/// are left out.
[[nodiscard]] std::vector<Clash> clashes(const ir::Plan& plan);

} // namespace expc::driver
