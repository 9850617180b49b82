// SPDX-License-Identifier: MIT
// Values of a digit that some columns cannot tell apart form a class. Runs of equal class keep long
// ranges short: a concat of two branches of 10^8 rows has two runs for a column that is constant in
// each. Private to the algebra.
#pragma once

#include "compiler/algebra/layout.hpp"

namespace expc::algebra {

struct DigitClasses {
    struct Run {
        std::uint64_t first = 0; ///< values [first, first of the next run)
        std::uint32_t label = 0; ///< the class
    };
    std::vector<Run> runs;
    std::size_t width = 0;         ///< number of columns
    std::vector<Ordinal> ordinals; ///< class by class, `width` each
    std::uint32_t count = 0;       ///< number of classes

    [[nodiscard]] std::span<const Ordinal> of(std::uint32_t label) const {
        return std::span(ordinals).subspan(label * width, width);
    }
    /// Whether every class is one run.
    [[nodiscard]] bool is_contiguous() const { return runs.size() == count; }
};

/// Classes of `digit` for `bases`, columns that read this digit. Nothing when there are more than
/// `limit` runs.
[[nodiscard]] std::optional<DigitClasses> classes_of(const Space& space, DigitIndex digit,
                                                     std::span<const ColumnIndex> bases,
                                                     std::uint64_t limit);

/// Calls visit(first, last, class, edge) for the values [first, last) of a digit that are in one
/// class and take one allowed edge, in order. `classes` and `node` may be null: then there is one
/// class, or no edge.
template <typename Visit>
void for_each_interval(std::uint64_t size, const DigitClasses* classes, const Node* node,
                       const Visit& visit) {
    std::size_t run = 0;
    std::size_t edge = 0;
    for (std::uint64_t first = 0; first < size;) {
        std::uint64_t last = size;
        if (classes != nullptr && run + 1 < classes->runs.size()) {
            last = classes->runs[run + 1].first;
        }
        if (node != nullptr && edge + 1 < node->edges.size() &&
            node->edges[edge + 1].first < last) {
            last = node->edges[edge + 1].first;
        }
        const Edge* taken = node == nullptr ? nullptr : &node->edges[edge];
        if (taken == nullptr || taken->target != Node::none) {
            visit(first, last, classes == nullptr ? 0 : classes->runs[run].label, taken);
        }
        if (classes != nullptr && run + 1 < classes->runs.size() &&
            classes->runs[run + 1].first == last) {
            ++run;
        }
        if (node != nullptr && edge + 1 < node->edges.size() &&
            node->edges[edge + 1].first == last) {
            ++edge;
        }
        first = last;
    }
}

} // namespace expc::algebra
