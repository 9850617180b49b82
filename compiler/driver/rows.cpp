// SPDX-License-Identifier: MIT
#include "compiler/driver/rows.hpp"

#include "compiler/algebra/build.hpp"

namespace expc::driver {

namespace {

/// The space under `--where`; nothing, with a message, when it cannot be made.
std::unique_ptr<const ir::Space> filtered_space(Program& program, const ir::Experiment& experiment,
                                                const std::string& condition, Console& console) {
    const std::optional<algebra::Predicate> predicate =
        program.row_predicate(experiment, condition);
    if (!predicate) return nullptr;
    algebra::Built built = algebra::filtered(experiment.space, *predicate);
    if (built) return std::make_unique<const ir::Space>(std::move(built.space()));
    console.error(fmt::format(
        "`--where {}` looks at too many combinations of columns at once; name fewer columns",
        condition));
    return nullptr;
}

} // namespace

bool selects_rows(const Arguments& arguments) {
    return arguments.where || arguments.runs || arguments.first;
}

std::optional<ChosenRows> choose_rows(Program& program, const ir::Experiment& experiment,
                                      const Arguments& arguments, Console& console) {
    ChosenRows rows;
    rows.selection.first = arguments.first;
    if (arguments.where) {
        rows.filtered = filtered_space(program, experiment, *arguments.where, console);
        if (!rows.filtered) return std::nullopt;
        rows.selection.where = rows.filtered.get();
    }
    if (arguments.runs && *arguments.runs != "all") {
        Result<std::vector<ir::IndexRange>> ranges = ir::parse_index_ranges(*arguments.runs);
        if (!ranges) {
            console.error(
                fmt::format("`--runs {}`: {}", *arguments.runs, ranges.failure().message));
            return std::nullopt;
        }
        rows.selection.ranges = std::move(ranges).value();
    }
    return rows;
}

} // namespace expc::driver
