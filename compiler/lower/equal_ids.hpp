// SPDX-License-Identifier: MIT
// Why two runs are one: equal values, or different ones with one id.
#pragma once

#include "compiler/algebra/space.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <span>
#include <utility>

namespace expc::lower {

/// Says which values two equal rows have in the columns that count, and where each of them gets
/// one.
void explain_equal_rows(diag::Builder report, const algebra::Space& space,
                        std::span<const algebra::ColumnIndex> columns,
                        std::pair<std::uint64_t, std::uint64_t> rows);
/// Says which column does not tell the two rows apart, and where each of them gets it from.
void explain_equal_ids(diag::Builder report, const algebra::Space& space,
                       std::pair<std::uint64_t, std::uint64_t> rows);

} // namespace expc::lower
