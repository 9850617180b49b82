// SPDX-License-Identifier: MIT
// A space as a sequence of runs of rows with equal ordinals of some columns. Only the digits up to
// the last one that the columns touch are walked; all that follows counts as one run. Private to
// the algebra.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

/// `firsts[k]` is the first row of run k; its ordinals are `ordinals[k * width ...]`.
struct RowRuns {
    std::size_t width = 0;
    std::vector<std::uint64_t> firsts;
    std::vector<Ordinal> ordinals;

    [[nodiscard]] std::span<const Ordinal> of(std::size_t run) const {
        return std::span(ordinals).subspan(run * width, width);
    }
};

/// Nothing when the walk takes more than `limit` steps.
[[nodiscard]] std::optional<RowRuns>
row_runs(const Space& space, std::span<const ColumnIndex> columns, std::uint64_t limit);

} // namespace expc::algebra
