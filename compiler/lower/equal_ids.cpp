// SPDX-License-Identifier: MIT
#include "compiler/lower/equal_ids.hpp"

#include <fmt/ranges.h>

namespace expc::lower {

namespace {

using algebra::ColumnIndex;
using algebra::Space;
using algebra::Value;

/// Where the part of a `concat` that a row comes from declares a column.
SourceRange origin_in_row(const Space& space, ColumnIndex index, std::uint64_t row) {
    const algebra::Column& column = space.columns[index];
    const auto* inner = std::get_if<algebra::OfInner>(&column.ordinal);
    const auto* parts =
        inner != nullptr ? std::get_if<algebra::Alternatives>(&space.digits[inner->digit].meaning)
                         : nullptr;
    if (parts == nullptr) return column.origin;
    algebra::Digits digits;
    algebra::decode(space, row, digits);
    std::uint64_t rest = digits[inner->digit];
    std::size_t child = 0;
    while (rest >= parts->branches[child].count)
        rest -= parts->branches[child++].count;
    return origin_in_row(parts->branches[child], inner->sources[child].column, rest);
}

/// The column whose former value one row has, and the other nothing.
std::optional<ColumnIndex> column_that_was(const Space& space, const std::vector<Value>& first,
                                           const std::vector<Value>& second) {
    for (ColumnIndex index = 0; index < space.columns.size(); ++index) {
        const auto& was = space.columns[index].was;
        const auto says_nothing = [&](const Value& value) {
            return value.is_none() || (was && value == *was);
        };
        if (first[index] != second[index] && says_nothing(first[index]) &&
            says_nothing(second[index]))
            return index;
    }
    return std::nullopt;
}

} // namespace

void explain_equal_rows(diag::Builder report, const Space& space,
                        std::span<const ColumnIndex> columns,
                        std::pair<std::uint64_t, std::uint64_t> rows) {
    constexpr std::size_t most_shown = 8;
    const std::vector<Value> values = algebra::row(space, rows.first);
    const auto shown = [&](ColumnIndex index) {
        return fmt::format("{} = {}", space.columns[index].alias, algebra::display(values[index]));
    };
    std::vector<std::string> assignments;
    for (const ColumnIndex index : columns)
        assignments.push_back(shown(index));
    if (assignments.size() > most_shown) {
        assignments.resize(most_shown);
        assignments.emplace_back("...");
    }
    report.here(
        fmt::format("runs {} and {}: {}", rows.first, rows.second, fmt::join(assignments, ", ")));
    for (const ColumnIndex index : columns) {
        const SourceRange first = origin_in_row(space, index, rows.first);
        const SourceRange second = origin_in_row(space, index, rows.second);
        if (first == second || !first.file || !second.file) continue;
        report.label(first, fmt::format("{} of run {}", shown(index), rows.first));
        report.label(second, fmt::format("{} of run {}", shown(index), rows.second));
        return;
    }
}

void explain_equal_ids(diag::Builder report, const Space& space,
                       std::pair<std::uint64_t, std::uint64_t> rows) {
    const std::vector<Value> first = algebra::row(space, rows.first);
    const std::vector<Value> second = algebra::row(space, rows.second);
    const auto index = column_that_was(space, first, second);
    if (!index) {
        report.note(fmt::format("runs {} and {} have the same run.id although their values "
                                "differ; please report this",
                                rows.first, rows.second));
        return;
    }
    const algebra::Column& column = space.columns[*index];
    const auto label = [&](std::uint64_t row, const Value& value) {
        report.label(origin_in_row(space, *index, row),
                     fmt::format("run {} has `{} = {}` from here", row, column.alias,
                                 algebra::display(value)));
    };
    report.here(fmt::format("runs {} and {} have the same run.id", rows.first, rows.second));
    label(rows.first, first[*index]);
    label(rows.second, second[*index]);
    report
        .note(fmt::format("because of `was {0}`, a run with `{1} = {0}` has the id of a run "
                          "without `{1}`",
                          algebra::display(*column.was), column.alias))
        .help("leave out the `was`, or one of the two runs");
}

} // namespace expc::lower
