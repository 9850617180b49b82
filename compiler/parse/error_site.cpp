// SPDX-License-Identifier: MIT
#include "compiler/parse/error_site.hpp"

#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"
#include "grammar/keywords.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace expc::parse {

namespace {

/// Symbols of more than one character, ours and those of other languages, longest first.
constexpr auto symbols = std::to_array<std::string_view>({
    "<<<<<<<", "=======", ">>>>>>>", "...", "..<", "..=", "===", "!==", "---", "==", "!=", "<=",
    ">=",      "=>",      "=<",      "->",  "+=",  "-=",  "*=",  "/=",  ":=",  "&&", "||", "//",
    "**",      "..",      "++",      "--",  "::",  "?.",  "??",  "${",  "$(",  "<<", ">>",
});

std::size_t code_point_length(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte >= 0xF0) return 4;
    if (byte >= 0xE0) return 3;
    return byte >= 0xC0 ? 2 : 1;
}

std::uint32_t code_point(std::string_view bytes) {
    constexpr std::array<unsigned, 5> head_masks = {0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t value = static_cast<unsigned char>(bytes[0]) & head_masks[bytes.size()];
    for (const char c : bytes.substr(1))
        value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    return value;
}

std::size_t string_length(std::string_view rest) {
    const std::size_t line = std::min(rest.find('\n'), rest.size());
    const std::size_t close = rest.find(rest.front(), 1);
    return close < line ? close + 1 : line;
}

bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

} // namespace

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
        const bool begins = at == 0 || !grammar::is_name_part(text[at - 1]);
        if (begins && grammar::leading_word(text.substr(at)) == word) return true;
    }
    return false;
}

bool ErrorSite::expects(std::initializer_list<Expected> any) const {
    return std::ranges::find(any, error_.expected) != any.end();
}

std::string_view ErrorSite::line_before() const {
    const std::string_view all_before = text_.substr(0, error_.offset);
    const std::size_t newline = all_before.rfind('\n');
    return newline == std::string_view::npos ? all_before : all_before.substr(newline + 1);
}

bool ErrorSite::stands_on_line_start() const {
    return line_before().find_first_not_of(" \t") == std::string_view::npos;
}

std::string_view ErrorSite::word() const {
    return grammar::leading_word(rest());
}

std::string_view ErrorSite::token() const {
    const std::string_view after = rest();
    if (after.empty() || is_line_end(after.front())) return {};
    if (!word().empty()) return word();
    if (is_quote(after.front())) return after.substr(0, string_length(after));
    if (grammar::is_digit(after.front())) {
        return after.substr(
            0, static_cast<std::size_t>(std::ranges::find_if_not(after, grammar::is_name_part) -
                                        after.begin()));
    }
    const auto symbol = std::ranges::find_if(
        symbols, [&](std::string_view each) { return after.starts_with(each); });
    return after.substr(0, symbol == symbols.end() ? code_point_length(after.front())
                                                   : symbol->size());
}

std::string ErrorSite::found() const {
    const std::string_view shown = token();
    if (rest().empty()) return "the end of the file";
    if (shown.empty()) return "the end of the line";
    if (is_quote(shown.front())) return "a string";
    if (grammar::is_reserved(shown)) return fmt::format("the reserved word `{}`", shown);
    if (static_cast<unsigned char>(shown.front()) < 0x80) return fmt::format("`{}`", shown);
    return fmt::format("`{}` (U+{:04X})", shown, code_point(shown));
}

std::optional<OpenBracket> ErrorSite::open_bracket_from(std::size_t begin) const {
    std::vector<OpenBracket> open;
    const std::string_view text = text_.substr(0, error_.offset);
    for (std::size_t at = begin; at < text.size(); at = token_end(text, at)) {
        const char c = text[at];
        if (c == '(' || c == '[' || c == '{') open.push_back({c, static_cast<std::uint32_t>(at)});
        if ((c == ')' || c == ']' || c == '}') && !open.empty()) open.pop_back();
    }
    if (open.empty()) return {};
    return open.back();
}

SourceRange ErrorSite::place() const {
    const std::size_t length = token().size();
    return length == 0 ? behind_previous() : range(error_.offset, error_.offset + length);
}

SourceRange ErrorSite::range(std::size_t begin, std::size_t end) const {
    return {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

} // namespace expc::parse
