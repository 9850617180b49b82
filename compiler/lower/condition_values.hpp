// SPDX-License-Identifier: MIT
// Why a condition does not hold: its text with the value of each part below, for the notes of
// rules, budgets and assertions.
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <string>

namespace expc::lower {

/// The lines of a note. Parts that the condition does not reach (behind `and`, `or`, `if`) are left
/// out, so that nothing is evaluated that was not evaluated before.
[[nodiscard]] std::string condition_values(sema::Evaluator& evaluator, sema::ExprRef condition,
                                           const sema::Environment& environment);

} // namespace expc::lower
