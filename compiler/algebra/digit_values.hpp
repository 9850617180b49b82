// SPDX-License-Identifier: MIT
// Do some columns tell the values of one digit apart? Private to the algebra.
#pragma once

#include "compiler/algebra/build.hpp"
#include "compiler/algebra/value_classes.hpp"

#include <unordered_map>

namespace expc::algebra {

/// Digits and spaces up to this size are compared value by value and row by row.
inline constexpr std::uint64_t largest_scan = 1'000'000;

/// The labels of values in some columns, made when first asked for.
class Labels {
  public:
    explicit Labels(const Space& space) : space_(space) {}

    const ValueClasses& of(ColumnIndex column) {
        return known_.try_emplace(column, space_.columns[column].domain).first->second;
    }

  private:
    const Space& space_;
    std::unordered_map<ColumnIndex, ValueClasses> known_;
};

/// `columns` read `digit`. The answer's indexes are values of the digit.
[[nodiscard]] Uniqueness compare_values(const Space& space, DigitIndex digit,
                                        std::span<const ColumnIndex> columns, Labels& labels);

} // namespace expc::algebra
