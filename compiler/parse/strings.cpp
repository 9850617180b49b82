// SPDX-License-Identifier: MIT
#include "compiler/parse/strings.hpp"

#include "compiler/base/trimmed.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace expc::parse {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool is_blank_text(std::string_view text) {
    return std::ranges::all_of(text, is_blank);
}

/// Cuts the newline behind the opening quotes; whether there was one.
bool cut_first_newline(std::vector<Piece>& pieces) {
    if (pieces.empty() || pieces.front().is_hole) return false;
    Piece& first = pieces.front();
    const std::size_t newline = first.text.find('\n');
    if (newline == std::string::npos ||
        !is_blank_text(std::string_view(first.text).substr(0, newline)))
        return false;
    first.text.erase(0, newline + 1);
    first.offset += static_cast<std::uint32_t>(newline + 1);
    return true;
}

/// Cuts the last line if it holds only blanks, with the newline before it; these blanks.
std::string cut_last_line(std::vector<Piece>& pieces, bool begins_line) {
    if (pieces.empty() || pieces.back().is_hole) return {};
    std::string& text = pieces.back().text;
    const std::size_t newline = text.rfind('\n');
    const bool is_whole_string = newline == std::string::npos && pieces.size() == 1 && begins_line;
    if (newline == std::string::npos && !is_whole_string) return {};
    std::string indentation = is_whole_string ? text : text.substr(newline + 1);
    if (!is_blank_text(indentation)) return {};
    text.erase(is_whole_string ? 0 : newline);
    if (!is_whole_string && text.ends_with('\r')) text.pop_back();
    return indentation;
}

/// One piece without the indentation at the beginning of its lines.
std::string without_indentation(const Piece& piece, std::string_view indentation, bool begins_line,
                                bool is_last, std::vector<std::uint32_t>& short_lines) {
    std::string result;
    const std::string_view text = piece.text;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        if (begins_line) {
            const auto mismatch = std::ranges::mismatch(line, indentation);
            const auto common = static_cast<std::size_t>(mismatch.in1 - line.begin());
            const bool ends_here = end < text.size() || is_last;
            const bool is_blank_line = ends_here && is_blank_text(line);
            if (common < indentation.size() && !is_blank_line)
                short_lines.push_back(piece.offset + static_cast<std::uint32_t>(at));
            line.remove_prefix(common);
        }
        result += line;
        if (end == text.size()) break;
        if (result.ends_with('\r')) result.pop_back();
        result += '\n';
        begins_line = true;
        at = end + 1;
    }
    return result;
}

/// The digits of `\u{...}`; nothing if it is not of that form.
std::uint32_t hex_value(std::string_view digits) {
    std::uint32_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value, 16);
    return read.ptr == end && read.ec == std::errc{} ? value : 0;
}

Escape read_code_point(std::string_view text) {
    const std::size_t close = text.find('}');
    const Escape unknown{std::string(text.substr(0, 2)), 2, false};
    if (!text.starts_with("\\u{") || close == std::string_view::npos) return unknown;
    const std::uint32_t value = hex_value(text.substr(3, close - 3));
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    const bool is_character = value > 0 && value <= 0x10FFFF && !is_surrogate;
    if (!is_character) return {std::string(text.substr(0, close + 1)), close + 1, false};
    return {utf8(value), close + 1, true};
}

} // namespace

std::vector<std::uint32_t> strip_indentation(std::vector<Piece>& pieces) {
    std::vector<std::uint32_t> short_lines;
    bool begins_line = cut_first_newline(pieces);
    const std::string indentation = cut_last_line(pieces, begins_line);
    for (Piece& piece : pieces) {
        if (!piece.is_hole) {
            const bool is_last = &piece == &pieces.back();
            piece.text = without_indentation(piece, indentation, begins_line, is_last, short_lines);
        }
        begins_line = false;
    }
    return short_lines;
}

Escape read_escape(std::string_view text) {
    static constexpr auto simple = std::to_array<std::pair<char, char>>(
        {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'\\', '\\'}, {'"', '"'}, {'$', '$'}});
    if (text.size() < 2) return {std::string(text), text.size(), false};
    const auto row = std::ranges::find(simple, text[1], &std::pair<char, char>::first);
    if (row != simple.end()) return {std::string(1, row->second), 2, true};
    if (text[1] == 'u') return read_code_point(text);
    std::size_t length = 2;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
        ++length;
    return {std::string(text.substr(0, length)), length, false};
}

std::string utf8(std::uint32_t code_point) {
    const auto tail = [&](unsigned shift) {
        return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
    };
    const auto head = [&](unsigned mark, unsigned shift) {
        return static_cast<char>(mark | (code_point >> shift));
    };
    if (code_point < 0x80) return {static_cast<char>(code_point)};
    if (code_point < 0x800) return {head(0xC0, 6), tail(0)};
    if (code_point < 0x10000) return {head(0xE0, 12), tail(6), tail(0)};
    return {head(0xF0, 18), tail(12), tail(6), tail(0)};
}

namespace {

/// Where the part of a hole ends that is an expression: before `:.2f`, `!r`, `=` or its `}`.
std::size_t expression_end(std::string_view hole) {
    int depth = 0;
    for (std::size_t at = 0; at < hole.size(); at = token_end(hole, at)) {
        const char c = hole[at];
        const bool is_equality = hole.substr(at, 2) == "==" || hole.substr(at, 2) == "!=";
        if (depth == 0 && !is_equality && (c == ':' || c == '!' || c == '}')) return at;
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') --depth;
    }
    return hole.size();
}

/// The number of digits that `:.2f` asks for; nothing for another format.
std::string_view fixed_digits(std::string_view format) {
    if (!format.starts_with(":.") || !format.ends_with('f')) return {};
    const std::string_view digits = format.substr(2, format.size() - 3);
    const bool are_digits = std::ranges::all_of(digits, grammar::is_digit);
    return are_digits && digits.size() < 3 ? digits : std::string_view();
}

/// A hole behind its `{`, with the `}`; how many characters it takes.
std::size_t add_hole(std::string_view text, Interpolating& result) {
    const std::size_t end = expression_end(text);
    const std::size_t close = std::min(text.find('}', end), text.size());
    const std::string_view expression = trimmed(text.substr(0, end));
    const bool is_debugging = expression.ends_with('='); // `{lr=}`
    const bool is_plain = close < text.size() && close == end && !expression.empty();
    if (is_plain && !is_debugging) {
        result.text += fmt::format("${{{}}}", text.substr(0, close));
        return close + 1;
    }
    const std::string_view digits = fixed_digits(text.substr(end, close - end));
    result.has_format = true;
    result.is_whole = result.is_whole && !digits.empty();
    result.text += fmt::format("${{fixed({}, {})}}", expression, digits);
    return std::min(close + 1, text.size());
}

} // namespace

Interpolating interpolating(std::string_view quoted) {
    const std::size_t quotes = quoted.starts_with("\"\"\"") || quoted.starts_with("'''") ? 3 : 1;
    const std::size_t closing = quoted.size() >= 2 * quotes ? quotes : 0;
    const std::string_view text = quoted.substr(quotes, quoted.size() - quotes - closing);
    Interpolating result{std::string(quotes, '"')};
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view next = text.substr(at, 2);
        const bool is_doubled = next == "{{" || next == "}}";
        const bool is_own_hole = next == "${" && text.substr(at + 1, 2) != "{{";
        if (is_own_hole) {
            result.has_own_hole = true;
            ++at;
            continue;
        }
        if (next[0] == '{' && !is_doubled) {
            at += 1 + add_hole(text.substr(at + 1), result);
            continue;
        }
        if (next[0] == '"' && quoted[0] == '\'') result.text += '\\';
        result.text += next[0];
        at += is_doubled ? 2 : 1;
    }
    result.text += std::string(quotes, '"');
    return result;
}

} // namespace expc::parse
