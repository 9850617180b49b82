// SPDX-License-Identifier: MIT
// The promises of a symbolic space, checked one by one: a space that passes can be decoded, ranked
// and printed without looking outside of any table.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::ir {

/// Adds one sentence per broken promise; `where` names the space.
void verify_space(const Space& space, const std::string& where, std::vector<std::string>& broken);

} // namespace expc::ir
