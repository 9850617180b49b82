// SPDX-License-Identifier: MIT
#include "compiler/driver/rows.hpp"

#include "compiler/algebra/build.hpp"

#include <algorithm>

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

bool selects_any(const ir::Experiment& experiment, const ir::Selection& selection) {
    return !ir::for_each_selected(experiment.space, selection, [](auto...) { return false; });
}

/// The options that select, as typed.
std::string selection_text(const Arguments& arguments) {
    std::string text;
    if (arguments.where) text += fmt::format(" --where '{}'", *arguments.where);
    if (arguments.runs && *arguments.runs != "all") text += " --runs " + *arguments.runs;
    if (arguments.first) text += fmt::format(" --first {}", *arguments.first);
    return text.empty() ? "--runs" : text.substr(1);
}

std::string beyond_the_last(std::uint64_t index, std::uint64_t most_runs) {
    if (most_runs == 0) return fmt::format("there is no run {}: there are none", index);
    return fmt::format("there is no run {}: there {}, and the last is {}", index,
                       most_runs == 1 ? "is 1 run" : fmt::format("are {} runs", most_runs),
                       most_runs - 1);
}

} // namespace

bool selects_rows(const Arguments& arguments) {
    return arguments.where || arguments.runs || arguments.first;
}

std::optional<ChosenRows> choose_rows(Program& program, const ir::Experiment& experiment,
                                      const Arguments& arguments, Console& console) {
    ChosenRows rows;
    rows.selection.first = arguments.first;
    if (arguments.where && program.asks_for_columns_of_others(experiment, *arguments.where)) {
        rows.selection.ranges.emplace();
        return rows;
    }
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

bool selects_something(Program& program, const Arguments& arguments, Console& console) {
    std::uint64_t most_runs = 0;
    std::uint64_t all_runs = 0;
    std::uint64_t last_index = 0;
    bool any = false;
    for (const ir::Target& target : program.plan().targets) {
        for (const ir::Experiment& experiment : target.experiments) {
            const std::optional<ChosenRows> rows =
                choose_rows(program, experiment, arguments, console);
            if (!rows) return false;
            any = any || selects_any(experiment, rows->selection);
            if (arguments.where && program.asks_for_columns_of_others(experiment, *arguments.where))
                console.err(
                    fmt::format("note: `{}` lacks a column that `--where` names, so none of "
                                "its runs is selected\n",
                                experiment.name));
            most_runs = std::max(most_runs, experiment.space.count);
            all_runs += experiment.space.count;
            if (!rows->selection.ranges) continue;
            for (const ir::IndexRange& range : *rows->selection.ranges)
                last_index = std::max(last_index, range.last);
        }
    }
    if (last_index > 0 && last_index >= most_runs) {
        console.error(fmt::format("`{}`: {}", selection_text(arguments),
                                  beyond_the_last(last_index, most_runs)));
        return false;
    }
    // A bare --runs lists a space that is empty, too.
    const bool asks_for_some =
        arguments.where || arguments.first || (arguments.runs && *arguments.runs != "all");
    if (any || !asks_for_some) return true;
    console.error(fmt::format("`{}` selects none of the {}", selection_text(arguments),
                              counted(all_runs, "run")));
    return false;
}

} // namespace expc::driver
