// SPDX-License-Identifier: MIT
// `expc plan --runs`: the runs of an experiment, one line each, as a table for people, as TSV, or
// as JSON lines (ruling 72). Rows are streamed: memory does not grow with their number.
#pragma once

#include "compiler/ir/run.hpp"
#include "compiler/ir/selection.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace expc::ir {

enum class RunFormat : std::uint8_t {
    table, ///< aligned columns, 8 digits of the id
    tsv,   ///< tabs between cells, the whole id; `\t \n \r \\` in values
    json,  ///< one object a line
};

/// Takes the next chunk of output, about 64 KiB; false stops the printing (a closed pipe).
using TakeChunk = std::function<bool(std::string_view chunk)>;

/// Prints the selected runs, after a header line unless the format is JSON: index, id, a column per
/// parameter, command. `target` is the built name, for JSON. False when `take` said stop.
bool print_runs(std::string_view target, const Experiment& experiment, const Selection& selection,
                RunFormat format, const TakeChunk& take);

/// One run as a JSON object, without a line break.
[[nodiscard]] std::string run_json(std::string_view target, const Experiment& experiment,
                                   const ResolvedRun& run, Ordinals ordinals);

} // namespace expc::ir
