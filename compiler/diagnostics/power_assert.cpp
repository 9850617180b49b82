// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/power_assert.hpp"

#include "compiler/diagnostics/display.hpp"

#include <algorithm>

namespace expc::diag {
namespace {

/// A value that waits for its row, under the column of its part.
struct Pending {
    std::uint32_t column;
    std::string text;
};

void put(std::string& row, std::uint32_t column, std::string_view text) {
    if (row.size() < column + text.size()) row.resize(column + text.size(), ' ');
    row.replace(column, text.size(), text);
}

/// Writes the values that have room, from the right; the others keep their line for the next row.
std::string next_row(std::vector<Pending>& waiting) {
    std::string row;
    std::vector<Pending> left_over;
    std::uint32_t free_until = UINT32_MAX;
    for (auto value = waiting.rbegin(); value != waiting.rend(); ++value) {
        const bool has_room = value->column + value->text.size() < free_until;
        put(row, value->column, has_room ? value->text : "|");
        free_until = value->column;
        if (!has_room) left_over.insert(left_over.begin(), *value);
    }
    waiting = std::move(left_over);
    return row;
}

} // namespace

std::string power_assert(std::string_view expression, const std::vector<ValueBelow>& values) {
    std::string result(expression);
    const bool has_several_lines = expression.find('\n') != std::string_view::npos;
    if (has_several_lines || values.empty()) return result;
    const ShownLine line = shown(expression, true, 0);
    std::vector<Pending> waiting;
    for (const ValueBelow& value : values)
        waiting.push_back({line.column_of(value.byte), printable(value.text, true)});
    std::ranges::stable_sort(waiting, {}, &Pending::column);
    std::string connectors;
    for (const Pending& value : waiting)
        put(connectors, value.column, "|");
    result += '\n' + connectors;
    while (!waiting.empty())
        result += '\n' + next_row(waiting);
    return result;
}

} // namespace expc::diag
