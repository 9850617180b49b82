// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/display.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace expc::diag {
namespace {

constexpr std::string_view tab_text = "    ";
constexpr std::size_t longest_line = 4096;
constexpr std::uint32_t context_before = 1024;

struct CodePoints {
    char32_t first;
    char32_t last;
};

/// East Asian wide and full-width characters, and emoji, in coarse blocks.
constexpr std::array wide_blocks = {
    CodePoints{0x1100, 0x115F},   CodePoints{0x231A, 0x231B},   CodePoints{0x23E9, 0x23EC},
    CodePoints{0x25FD, 0x25FE},   CodePoints{0x2614, 0x2615},   CodePoints{0x2648, 0x2653},
    CodePoints{0x26A1, 0x26A1},   CodePoints{0x26BD, 0x26BE},   CodePoints{0x2705, 0x2705},
    CodePoints{0x2728, 0x2728},   CodePoints{0x274C, 0x274C},   CodePoints{0x2753, 0x2757},
    CodePoints{0x2E80, 0x303E},   CodePoints{0x3041, 0x33FF},   CodePoints{0x3400, 0x4DBF},
    CodePoints{0x4E00, 0x9FFF},   CodePoints{0xA000, 0xA4CF},   CodePoints{0xA960, 0xA97F},
    CodePoints{0xAC00, 0xD7A3},   CodePoints{0xF900, 0xFAFF},   CodePoints{0xFE30, 0xFE6F},
    CodePoints{0xFF00, 0xFF60},   CodePoints{0xFFE0, 0xFFE6},   CodePoints{0x16FE0, 0x18AFF},
    CodePoints{0x1B000, 0x1B2FF}, CodePoints{0x1F300, 0x1F64F}, CodePoints{0x1F680, 0x1F6FF},
    CodePoints{0x1F900, 0x1F9FF}, CodePoints{0x1FA70, 0x1FAFF}, CodePoints{0x20000, 0x3FFFD},
};

/// Combining marks, joiners and variation selectors.
constexpr std::array zero_width_blocks = {
    CodePoints{0x0300, 0x036F}, CodePoints{0x0483, 0x0489}, CodePoints{0x0591, 0x05BD},
    CodePoints{0x0610, 0x061A}, CodePoints{0x064B, 0x065F}, CodePoints{0x1AB0, 0x1AFF},
    CodePoints{0x1DC0, 0x1DFF}, CodePoints{0x20D0, 0x20FF}, CodePoints{0x3099, 0x309A},
    CodePoints{0xFE00, 0xFE0F}, CodePoints{0xFE20, 0xFE2F}, CodePoints{0xE0100, 0xE01EF},
};

/// Control characters, line separators, and marks that reorder or hide the text around them.
constexpr std::array escaped_blocks = {
    CodePoints{0x00, 0x1F},     CodePoints{0x7F, 0x9F},     CodePoints{0xAD, 0xAD},
    CodePoints{0x061C, 0x061C}, CodePoints{0x200B, 0x200F}, CodePoints{0x2028, 0x202E},
    CodePoints{0x2060, 0x206F}, CodePoints{0xFEFF, 0xFEFF}, CodePoints{0xFFF9, 0xFFFB},
};

template <std::size_t Count>
bool is_in(const std::array<CodePoints, Count>& blocks, char32_t c) {
    const auto block = std::ranges::lower_bound(blocks, c, {}, &CodePoints::last);
    return block != blocks.end() && block->first <= c;
}

/// Bytes of a character by its first byte; 0 for a byte that begins none.
std::size_t length_by_first_byte(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

struct Decoded {
    char32_t value;
    std::size_t length;
};

/// The character at the start of a text that is not empty, if it is well-formed UTF-8.
std::optional<Decoded> decode(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = length_by_first_byte(first);
    if (length == 0 || length > text.size()) return std::nullopt;
    if (length == 1) return Decoded{first, 1};
    char32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!continues_character(text[i])) return std::nullopt;
        value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[length] || value > 0x10FFFF || is_surrogate) return std::nullopt;
    return Decoded{value, length};
}

Glyph glyph_of(std::string_view source, std::optional<Decoded> decoded, bool unicode) {
    const auto spelled = [](std::string text) {
        const auto width = static_cast<std::uint32_t>(text.size());
        return Glyph{std::move(text), 0, 0, width};
    };
    if (!decoded) return spelled(fmt::format("\\x{:02X}", static_cast<unsigned char>(source[0])));
    const char32_t c = decoded->value;
    if (c == U'\t') return spelled(std::string(tab_text));
    if (is_in(escaped_blocks, c) || (c >= 0x80 && !unicode)) {
        return spelled(fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(c)));
    }
    const bool is_zero_width = is_in(zero_width_blocks, c);
    const std::uint32_t width = is_zero_width ? 0 : is_in(wide_blocks, c) ? 2 : 1;
    return {std::string(source.substr(0, decoded->length)), 0, 0, width};
}

/// Moves an offset back to the first byte of its character.
std::size_t aligned(std::string_view line, std::size_t at) {
    for (int steps = 0; steps < 3 && at > 0 && at < line.size() && continues_character(line[at]);
         ++steps)
        --at;
    return at;
}

/// The first column of a window of `columns` over a line of `width`, which shows the focus with
/// room around it.
std::uint32_t window_start(std::uint32_t width, ByteRange focus, std::uint32_t columns) {
    if (focus.end + 4 <= columns) return 0;
    const std::uint32_t length = std::min(focus.end - focus.begin, columns);
    const std::uint32_t before = std::max<std::uint32_t>((columns - length) / 2, 8);
    const std::uint32_t start = focus.begin > before ? focus.begin - before : 0;
    return std::min(start, width > columns ? width - columns : 0);
}

} // namespace

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::uint32_t ShownLine::column_of(std::uint32_t byte) const {
    const auto after = std::ranges::upper_bound(glyphs, byte, {}, &Glyph::byte);
    if (after == glyphs.begin()) return 0;
    if (after == glyphs.end() && byte > glyphs.back().byte) return width;
    return std::prev(after)->column;
}

ShownLine shown(std::string_view text, bool unicode, std::uint32_t first_byte) {
    ShownLine line;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const std::optional<Decoded> decoded = decode(rest);
        Glyph glyph = glyph_of(rest, decoded, unicode);
        glyph.byte = first_byte + static_cast<std::uint32_t>(at);
        glyph.column = line.width;
        line.width += glyph.width;
        line.glyphs.push_back(std::move(glyph));
        at += decoded ? decoded->length : 1;
    }
    return line;
}

ShownLine fitted(std::string_view line, ByteRange focus, std::size_t columns, bool unicode) {
    const bool is_huge = line.size() > longest_line;
    const std::uint32_t first = focus.begin > context_before ? focus.begin - context_before : 0;
    const std::size_t begin = is_huge ? aligned(line, first) : 0;
    const std::size_t end =
        is_huge ? aligned(line, std::min(begin + longest_line, line.size())) : line.size();
    const auto first_byte = static_cast<std::uint32_t>(begin);
    ShownLine whole = shown(line.substr(begin, end - begin), unicode, first_byte);
    const bool fits = columns == 0 || whole.width <= columns;
    if (fits && !is_huge) return whole;

    const std::uint32_t room = fits ? whole.width : static_cast<std::uint32_t>(columns);
    const ByteRange wanted = {whole.column_of(focus.begin), whole.column_of(focus.end)};
    const std::uint32_t from = window_start(whole.width, wanted, room);
    const std::string cut = unicode ? "…" : "...";
    const std::uint32_t cut_width = unicode ? 1 : 3;
    const bool is_cut_left = from > 0 || begin > 0;
    const bool is_cut_right = from + room < whole.width || end < line.size();
    const std::uint32_t low = from + (is_cut_left ? cut_width : 0);
    const std::uint32_t high = from + room - (is_cut_right ? cut_width : 0);
    ShownLine result;
    const auto add = [&](const std::string& text, std::uint32_t byte, std::uint32_t width) {
        result.glyphs.push_back({text, byte, result.width, width});
        result.width += width;
    };
    if (is_cut_left) add(cut, 0, cut_width);
    for (const Glyph& glyph : whole.glyphs) {
        const bool is_inside = glyph.column >= low && glyph.column + glyph.width <= high;
        if (is_inside) add(glyph.text, glyph.byte, glyph.width);
    }
    const std::uint32_t last = result.glyphs.empty() ? 0 : result.glyphs.back().byte;
    if (is_cut_right) add(cut, last + 1, cut_width);
    return result;
}

std::string printable(std::string_view text, bool unicode) {
    std::string result;
    for (const Glyph& glyph : shown(text, unicode, 0).glyphs)
        result += glyph.text;
    return result;
}

} // namespace expc::diag
