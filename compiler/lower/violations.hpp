// SPDX-License-Identifier: MIT
// The smallest part of a space that breaks a rule (ruling 22), in the user's words: `layers = 4 and
// batch = 512, 6 of 36 runs`.
#pragma once

#include "compiler/algebra/space.hpp"
#include "compiler/sema/evaluator.hpp"
#include "compiler/sema/object.hpp"

#include <span>
#include <string>
#include <vector>

namespace expc::lower {

/// What a rule says where it is broken: its own message, else its condition as written.
[[nodiscard]] std::string message_of(sema::Evaluator& evaluator, const sema::Rule& rule,
                                     const sema::Environment& environment);

/// Whether a rule applies and its condition does not hold.
[[nodiscard]] bool breaks(sema::Evaluator& evaluator, const sema::Rule& rule,
                          const sema::Environment& environment);

/// One combination of the columns that a rule depends on, with the number of runs that have it.
struct Combination {
    std::vector<algebra::Ordinal> ordinals;
    std::uint64_t runs = 0;
    bool breaks_rule = false;
};

/// What breaks the rule, at most three groups and the number of the rest; "all 36 runs" when no
/// column matters.
[[nodiscard]] std::string describe_violations(const algebra::Space& space,
                                              std::span<const algebra::ColumnIndex> columns,
                                              std::span<const Combination> combinations);

} // namespace expc::lower
