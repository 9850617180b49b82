// SPDX-License-Identifier: MIT
// How many combinations of classes a filter has to look at, known before any is looked at. Private
// to the algebra.
#pragma once

#include "compiler/algebra/classes.hpp"

namespace expc::algebra {

struct Candidates {
    double count = 1;
    /// Otherwise digits that the filter does not touch lie between those it does, and `count` is an
    /// upper bound.
    bool is_exact = true;
};

/// Combinations that the diagrams of the touched components allow; `classes` are by digit, for the
/// touched ones.
[[nodiscard]] Candidates count_candidates(const Space& space,
                                          std::span<const std::optional<DigitClasses>> classes);

} // namespace expc::algebra
