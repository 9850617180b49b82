// SPDX-License-Identifier: MIT
// Parts that the functions of build.hpp have in common. Private to the algebra.
#pragma once

#include "compiler/algebra/build.hpp"

namespace expc::algebra {

[[nodiscard]] Digit plain_digit(std::uint64_t size, SourceRange origin, std::string label);
/// Appends a digit that is a component of its own; columns and count are the caller's.
void add_uncoupled(Space& space, Digit digit);
/// The column that shows the value of `digit`.
[[nodiscard]] Column column_of(AxisSpec spec, DigitIndex digit);
/// The labels of digits, for messages.
[[nodiscard]] std::vector<std::string> labels_of(const Space& space,
                                                 std::span<const DigitIndex> digits);
/// `a, b, c`: the columns of a digit with inner spaces, as its label.
[[nodiscard]] std::string label_of(const std::vector<Column>& columns);

/// A column of an inner space, seen from outside; its recipe is the caller's.
[[nodiscard]] Column surfaced(const Column& inner, OfInner recipe);

/// Product of two numbers of rows; nothing when it does not fit. Zero times anything is zero.
[[nodiscard]] std::optional<std::uint64_t> checked_product(std::uint64_t left, std::uint64_t right);
/// Product of the components' counts.
[[nodiscard]] std::optional<std::uint64_t> count_of(const std::vector<Component>& components);

} // namespace expc::algebra
