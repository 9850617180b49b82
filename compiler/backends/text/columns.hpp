// SPDX-License-Identifier: MIT
// The values of columns by ordinal, and what they add to run.id.
#pragma once

#include "compiler/backends/text/task_folder.hpp"
#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::backends {

/// Ranges of integers up to this length have a constant of the id for each value; longer ones are
/// hashed on the node.
inline constexpr std::uint64_t hashed_range = 64;

/// Commands that set `expc_v3` (and `expc_has3` where the column may be none) from `expc_c3` for
/// every column, and add the columns' tokens to the lanes of the id.
[[nodiscard]] std::string column_values(const ir::Experiment& experiment, TaskFolder& folder);

/// The same for some columns, all of which count; `stem` names the files of their long tables.
[[nodiscard]] std::string column_tokens(const algebra::Space& space,
                                        const std::vector<algebra::ColumnIndex>& columns,
                                        const std::string& stem, TaskFolder& folder);

/// Whether the values need `add_hash`: some counted range is longer than hashed_range.
[[nodiscard]] bool hashes_values(const algebra::Space& space,
                                 const std::vector<algebra::ColumnIndex>& counted);

/// Whether some row may have none in this column.
[[nodiscard]] bool may_be_none(const algebra::Column& column);

} // namespace expc::backends
