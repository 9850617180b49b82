// SPDX-License-Identifier: MIT
// Random experiments over random spaces: hostile values, conditions and tables over any columns,
// groups of resources.
#pragma once

#include "compiler/ir/plan.hpp"
#include "tests/unit/algebra/oracle.hpp"

namespace expc::tests {

/// A plan with one local target and one experiment, over `space`, which has rows.
[[nodiscard]] ir::Plan random_plan(algebra::test::Choices& choices, algebra::Space space);

} // namespace expc::tests
