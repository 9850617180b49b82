// SPDX-License-Identifier: MIT
// Two runs that would write one path, and paths that leave their place (ruling 10). Known from the
// columns that a path depends on; `run.id` tells all runs apart (ruling 3).
#pragma once

#include "compiler/sema/evaluator.hpp"

#include <span>

namespace expc::ir {
struct Text;
} // namespace expc::ir

namespace expc::lower {

struct LoweredExperiment;

/// Reports `..` as a part of a path; false after an error.
[[nodiscard]] bool check_stays_below(sema::Evaluator& evaluator, const ir::Text& path,
                                     SourceRange origin);
/// Of outputs, `stdout` and `stderr`; false after an error.
[[nodiscard]] bool check_output_paths(sema::Evaluator& evaluator,
                                      std::span<const LoweredExperiment* const> experiments);

} // namespace expc::lower
