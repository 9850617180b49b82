// SPDX-License-Identifier: MIT
// Expressions that compute with `run.id`, `run.index` or `run.name` (ruling 32) are evaluated run
// by run: what they make is as large as the space, so there is a limit.
#pragma once

#include "compiler/ir/plan.hpp"
#include "compiler/sema/evaluator.hpp"

#include <functional>
#include <span>

namespace expc::lower {

/// More runs than this are not looked at one by one.
inline constexpr std::uint64_t known_runs_limit = 100'000;

using VisitRun =
    std::function<bool(std::span<const algebra::Ordinal> ordinals, const sema::KnownRun& run)>;
/// Visits the runs of `part` in order, until `visit` says no. `part` has the digits and columns of
/// the experiment's space, whose indexes the runs have.
void for_each_known_run(const ir::Experiment& experiment, const algebra::Space& part,
                        const VisitRun& visit);

/// Reports E0313, and fails, where an experiment has more runs than can be looked at.
[[nodiscard]] bool are_few_enough(sema::Evaluator& evaluator, const algebra::Space& space,
                                  SourceRange place);

} // namespace expc::lower
