// SPDX-License-Identifier: MIT
// What some columns depend on: the base columns (those that read a digit) behind them, grouped by
// digit. The ordinal of every column is a sum of base ordinals times weights, because a derived
// column is a mixed-radix number. Private.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

/// The digit that a base column reads; nothing for derived columns.
[[nodiscard]] std::optional<DigitIndex> digit_of(const Column& column);

class Footprint {
  public:
    /// One touched digit; its base columns' ordinals stand at [at, at + bases.size()) of the base
    /// ordinals.
    struct Touched {
        DigitIndex digit = 0;
        std::vector<ColumnIndex> bases;
        std::size_t at = 0;
    };

    Footprint(const Space& space, std::span<const ColumnIndex> columns);

    /// In walk order.
    [[nodiscard]] const std::vector<Touched>& digits() const { return digits_; }
    [[nodiscard]] const Touched* find(DigitIndex digit) const;
    /// Number of base columns.
    [[nodiscard]] std::size_t size() const { return size_; }
    /// Ordinals of the columns, from those of their base columns.
    void ordinals(std::span<const Ordinal> bases, std::span<Ordinal> out) const;

    struct Term {
        std::size_t base = 0; ///< position in the base ordinals
        std::uint64_t weight = 1;
    };
    /// Number of columns asked for.
    [[nodiscard]] std::size_t columns() const { return forms_.size(); }
    /// The sum for column number k of those asked for.
    [[nodiscard]] const std::vector<Term>& terms(std::size_t k) const { return forms_[k]; }

  private:
    std::vector<Touched> digits_;
    std::vector<std::vector<Term>> forms_;
    std::size_t size_ = 0;
};

} // namespace expc::algebra
