// SPDX-License-Identifier: MIT
// Which runs of an experiment a command is about: `--runs 0-3,8`, `--first N` and `--where`, in any
// combination. Nothing is expanded: a selection of 10^9 rows costs as much as one of ten.
#pragma once

#include "compiler/base/result.hpp"
#include "compiler/ir/lookup.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace expc::ir {

/// The indexes first, first + step, ... up to and including `last`.
struct IndexRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t step = 1;

    bool operator==(const IndexRange&) const = default;
};

/// `0-3,8,10-20:5`: indexes from 0, ranges with both ends, an optional step; the result is
/// normalised. The failure quotes the piece that cannot be read.
[[nodiscard]] Result<std::vector<IndexRange>> parse_index_ranges(std::string_view text);
/// Sorted by first; ranges of step 1 that touch or overlap are joined. Ranges with larger steps may
/// still overlap others.
[[nodiscard]] std::vector<IndexRange> normalised(std::vector<IndexRange> ranges);
/// The smallest selected index that is not below `from`.
[[nodiscard]] std::optional<std::uint64_t> next_index(std::span<const IndexRange> ranges,
                                                      std::uint64_t from);

/// Rows that are in all that is given, of these the first `first`.
struct Selection {
    std::optional<std::vector<IndexRange>> ranges;
    /// The experiment's space under a condition (`algebra::filtered`): same digits and columns.
    /// Must outlive the selection.
    const Space* where = nullptr;
    std::optional<std::uint64_t> first;
};

/// A row on the way; `changed` holds the columns whose ordinals may differ from the row visited
/// before. False: stop.
using VisitRow = std::function<bool(std::uint64_t index, Ordinals ordinals,
                                    std::span<const ColumnIndex> changed)>;

/// Visits the selected rows of `space` in order of run.index; false when a visit said stop.
bool for_each_selected(const Space& space, const Selection& selection, const VisitRow& visit);

} // namespace expc::ir
