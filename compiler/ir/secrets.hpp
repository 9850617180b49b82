// SPDX-License-Identifier: MIT
// Which secrets a run needs. They stand in the values of its variables and nowhere else, as parts
// of texts: a plan knows their names and never their content.
#pragma once

#include "compiler/ir/plan.hpp"

namespace expc::ir {

/// The names of the secrets in a variable's value, in order.
[[nodiscard]] std::vector<std::string> secrets_in(const Variable& variable);
/// The variables that enter a run from outside: of its environment, and of a bash script.
[[nodiscard]] std::vector<const Variable*> variables_of(const Experiment& experiment);

} // namespace expc::ir
