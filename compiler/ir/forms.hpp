// SPDX-License-Identifier: MIT
// The plan in other forms: text for people and goldens, versioned JSON for programs and backends in
// other processes, and `verify`, which finds a plan that breaks its own promises (a bug of expc,
// never of the user).
#pragma once

#include "compiler/base/result.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::ir {

[[nodiscard]] std::string to_text(const Plan& plan);
/// Source ranges are left out; reading it back gives a plan that is equal in all but them.
[[nodiscard]] std::string to_json(const Plan& plan);
[[nodiscard]] Result<Plan> from_json(std::string_view text);
/// One sentence per broken promise, empty when the plan is sound.
[[nodiscard]] std::vector<std::string> verify(const Plan& plan);

} // namespace expc::ir
