// SPDX-License-Identifier: MIT
// Builds the component of coupled digits: a decision diagram of the allowed combinations, equal
// nodes merged. Digits that were coupled before bring their old diagram along, which prunes the
// combinations looked at. Private to the algebra.
#pragma once

#include "compiler/algebra/build.hpp"
#include "compiler/algebra/classes.hpp"
#include "compiler/algebra/footprint.hpp"

namespace expc::algebra {

/// What decides whether a combination is allowed.
struct Coupling {
    const Footprint* footprint = nullptr;
    std::vector<std::optional<DigitClasses>> classes; ///< by digit; for the touched ones
    /// Called with the ordinals of the footprint's base columns.
    std::function<bool(std::span<const Ordinal>)> allows;
};

using CoupledOrError = std::variant<Component, TooCoupled, CountOverflow>;

/// The component over all digits of the components that have a digit with classes. At least one
/// digit must have them.
[[nodiscard]] CoupledOrError couple(const Space& space, const Coupling& coupling);

} // namespace expc::algebra
