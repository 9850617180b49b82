// SPDX-License-Identifier: MIT
#include "compiler/ir/run_cells.hpp"

#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"

#include <algorithm>

namespace expc::ir {
namespace {

bool is_number(const Value& value) {
    return value.is_none() || value.get_if<std::int64_t>() != nullptr ||
           value.get_if<double>() != nullptr;
}

/// Str values that would blur a table (blanks, quotes, control characters, nothing at all) are
/// shown as literals.
bool is_plain(std::string_view text) {
    return !text.empty() && text != "-" && std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == 0x7F;
    });
}

std::string for_people(const Value& value) {
    if (value.is_none()) return "-";
    if (value.get_if<algebra::Text>() != nullptr && is_plain(value.as_text()))
        return value.as_text();
    const bool is_text = value.get_if<algebra::Text>() != nullptr;
    return is_text ? algebra::display(value) : parameter_text(value);
}

/// The widest cell and whether all of them are numbers.
struct Shape {
    std::size_t width = 0;
    bool numbers = true;

    void add(const Value& value) {
        width = std::max(width, text_width(for_people(value)));
        numbers = numbers && is_number(value);
    }
};

Shape shape_of(const algebra::Domain& domain) {
    Shape shape;
    for (const auto& piece : domain.pieces) {
        match(
            piece,
            [&](const std::vector<Value>& values) {
                for (const Value& value : values)
                    shape.add(value);
            },
            [&](const algebra::IntRange& range) {
                const auto last = static_cast<std::int64_t>(range.count) - 1;
                shape.add(Value::of<std::int64_t>(range.first));
                shape.add(Value::of<std::int64_t>(range.first + last * range.step));
            });
    }
    return shape;
}

std::string padded(const std::string& text, const Shape& shape) {
    const std::size_t used = text_width(text);
    const std::string blanks(shape.width > used ? shape.width - used : 0, ' ');
    return shape.numbers ? blanks + text + "  " : text + blanks + "  ";
}

ColumnTexts::Make cell_maker(const Shape& shape, CellStyle style) {
    if (style == CellStyle::aligned) {
        return [shape](const Value& value) { return padded(for_people(value), shape); };
    }
    return [](const Value& value) { return without_tabs(parameter_text(value)) + '\t'; };
}

Shape shape_of(const algebra::Column& column) {
    Shape shape = shape_of(column.domain);
    shape.width = std::max(shape.width, text_width(column.name));
    return shape;
}

} // namespace

ParameterCells::ParameterCells(const algebra::Column& column, CellStyle style)
    : header_(style == CellStyle::aligned ? padded(column.name, shape_of(column))
                                          : without_tabs(column.name) + '\t'),
      cells_(column.domain,
             cell_maker(style == CellStyle::aligned ? shape_of(column) : Shape{}, style)) {}

std::string without_tabs(std::string_view text) {
    constexpr std::string_view special = "\t\n\r\\";
    constexpr std::string_view letters = "tnr\\";
    std::string result;
    for (const char c : text) {
        const std::size_t at = special.find(c);
        if (at == std::string_view::npos) {
            result += c;
        } else {
            result += '\\';
            result += letters[at];
        }
    }
    return result;
}

std::size_t text_width(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace expc::ir
