// SPDX-License-Identifier: MIT
// The inner spaces of a digit, whatever it means. Private to the algebra.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

[[nodiscard]] std::size_t number_of_children(const Digit& digit);
[[nodiscard]] const Space& child_of(const Digit& digit, std::size_t child);

/// A row of an inner space; `space` is null where the digit's value does not come from that child.
struct InnerRow {
    const Space* space = nullptr;
    std::uint64_t index = 0;
};
/// The row of `child` that `value` of the digit stands for.
[[nodiscard]] InnerRow inner_row(const Digit& digit, std::size_t child, std::uint64_t value);

} // namespace expc::algebra
