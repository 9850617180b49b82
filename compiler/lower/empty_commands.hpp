// SPDX-License-Identifier: MIT
// Commands whose words are all absent in some runs: those runs would have no program.
#pragma once

#include "compiler/ir/plan.hpp"
#include "compiler/sema/evaluator.hpp"

namespace expc::lower {

/// False after an error, which names runs without any of the words.
[[nodiscard]] bool check_names_program(sema::Evaluator& evaluator, const algebra::Space& space,
                                       const ir::Words& words, SourceRange place);

} // namespace expc::lower
