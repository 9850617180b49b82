// SPDX-License-Identifier: MIT
// Where each digit of a space stands in its component, and the descent through a space digit by
// digit: what all walks (decode, rank, runs of rows) share. Private to the algebra.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

struct Place {
    std::uint32_t component = 0;
    std::uint32_t level = 0;
};

/// The place of every digit.
[[nodiscard]] std::vector<Place> places_of(const Space& space);

[[nodiscard]] inline bool is_coupled(const Component& component) {
    return !component.levels.empty();
}

/// The edge that `value` takes.
[[nodiscard]] std::size_t edge_of(const Node& node, std::uint64_t value);
/// Completions below an edge that leaves `level`: 0 for forbidden values, 1 behind the last level.
[[nodiscard]] std::uint64_t completions(const Component& component, std::size_t level,
                                        const Edge& edge);

/// A way from the root of every component down to the digits chosen so far.
class Descent {
  public:
    explicit Descent(const Space& space);

    /// Rows that agree in all digits chosen so far, over the completions of the component of
    /// `digit`.
    [[nodiscard]] std::uint64_t rows_of_others(DigitIndex digit) const;
    /// The node that chooses `digit`; null for uncoupled digits.
    [[nodiscard]] const Node* node(DigitIndex digit) const;
    [[nodiscard]] std::uint64_t completions_after(DigitIndex digit, const Edge* edge) const;
    /// Fixes `digit` on a value of `edge` (null for uncoupled digits), which must be allowed.
    void choose(DigitIndex digit, const Edge* edge);

  private:
    const Space* space_;
    std::vector<Place> places_;
    std::vector<std::uint32_t> nodes_;     ///< by component: node of its next level
    std::vector<std::uint64_t> remaining_; ///< by component: completions of its chosen prefix
    std::uint64_t rows_;                   ///< product of remaining_
};

} // namespace expc::algebra
