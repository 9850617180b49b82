// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/canvas.hpp"

#include "compiler/diagnostics/display.hpp"

namespace expc::diag {
namespace {

constexpr std::string_view reset = "\033[0m";

std::string_view start_of(Style style) {
    switch (style) {
    case Style::plain: return "";
    case Style::strong: return "\033[1m";
    case Style::error: return "\033[1;31m";
    case Style::warning: return "\033[1;33m";
    case Style::secondary: return "\033[1;34m";
    case Style::help: return "\033[1;36m";
    case Style::note: return "\033[1;32m";
    }
    return "";
}

} // namespace

std::string paint(std::string_view text, Style style, bool colour) {
    if (!colour || style == Style::plain || text.empty()) return std::string(text);
    std::string result(start_of(style));
    result += text;
    result += reset;
    return result;
}

Row::Cell& Row::cell(std::uint32_t column) {
    if (column >= cells_.size()) cells_.resize(column + 1);
    return cells_[column];
}

void Row::put(std::uint32_t column, std::string_view text, Style style, bool unicode) {
    for (const Glyph& glyph : shown(text, unicode, 0).glyphs) {
        const std::uint32_t at = column + glyph.column;
        if (glyph.width == 0) {
            if (at > 0) cell(at - 1).text += glyph.text;
            continue;
        }
        cell(at) = {glyph.text, style};
        for (std::uint32_t i = 1; i < glyph.width; ++i)
            cell(at + i) = {"", style};
    }
}

void Row::fill(std::uint32_t column, char mark, std::uint32_t count, Style style) {
    for (std::uint32_t i = 0; i < count; ++i)
        cell(column + i) = {std::string(1, mark), style};
}

std::string Row::text(bool colour) const {
    std::size_t end = cells_.size();
    while (end > 0 && cells_[end - 1].text == " ")
        --end;
    std::string result;
    std::size_t at = 0;
    while (at < end) {
        const Style style = cells_[at].style;
        std::string run;
        for (; at < end && cells_[at].style == style; ++at)
            run += cells_[at].text;
        result += paint(run, style, colour);
    }
    return result + '\n';
}

} // namespace expc::diag
