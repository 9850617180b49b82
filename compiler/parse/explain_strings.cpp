// SPDX-License-Identifier: MIT
// E0103: strings that are not closed on their line, and which of a line's strings that is.
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <algorithm>

namespace expc::parse {

namespace {

/// A string by its offsets in its line; an unclosed one reaches to the line's end.
struct LineString {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool is_closed = true;
};

/// `"echo, "x"`: a quote that opens what follows it, so the string before it has lost its own.
bool closes_by_mistake(std::string_view line, const LineString& string) {
    constexpr std::string_view begins_word = "-/.$";
    if (!string.is_closed || string.end >= line.size()) return false;
    const char next = line[string.end];
    return grammar::is_name_part(next) || begins_word.find(next) != std::string_view::npos;
}

/// The string of a line that has lost its closing quote, if all quotes together say that one has.
std::optional<LineString> string_without_quote(std::string_view line) {
    std::optional<LineString> suspect;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t end = token_end(line, at);
        const LineString string{at, end, end > at + 1};
        if (is_quote(line[at]) && !string.is_closed)
            return suspect ? suspect : LineString{at, line.size(), false};
        if (is_quote(line[at]) && !suspect && closes_by_mistake(line, string)) suspect = string;
        at = end;
    }
    return {};
}

/// Where the quote is most likely missing in what was read as the string's text: before the blanks,
/// commas and brackets at its end that belong to what is around it.
std::size_t quote_place(std::string_view text) {
    std::size_t end = text.size();
    const auto opens_as_often = [&](char open, char close) {
        const std::string_view part = text.substr(0, end);
        return std::ranges::count(part, open) >= std::ranges::count(part, close);
    };
    while (end > 0) {
        const char last = text[end - 1];
        const bool is_outside = last == ' ' || last == '\t' || last == '\r' || last == ',' ||
                                (last == ')' && !opens_as_often('(', ')')) ||
                                (last == ']' && !opens_as_often('[', ']')) ||
                                (last == '}' && !opens_as_often('{', '}'));
        if (!is_outside) return end;
        --end;
    }
    return end;
}

} // namespace

/// A string that its line does not close, or that is closed by the quote that opens the next one.
bool explain_unclosed_string(const ErrorSite& site, diag::Sink& sink) {
    const bool is_unclosed = site.expected() == Expected::expect_closing_quote;
    const std::string_view before = site.line_before();
    const bool touches_string = (!before.empty() && is_quote(before.back())) ||
                                (!site.rest().empty() && is_quote(site.rest().front()));
    const bool is_between_words =
        touches_string && site.expects({Expected::expect_list_end, Expected::expect_arguments_end,
                                        Expected::expect_closed_group, Expected::expect_entry_end});
    if (!is_unclosed && !is_between_words) return false;
    const std::size_t line_begin = site.offset() - before.size();
    const std::size_t begin = std::max<std::size_t>(line_begin, site.start());
    const std::size_t end = site.offset() + site.rest_of_line().size();
    const std::string_view line = site.text(site.range(begin, end));
    std::optional<LineString> found = string_without_quote(line);
    if (!found && is_unclosed) found = LineString{site.offset() - begin, line.size(), false};
    if (!found) return false;
    const std::size_t quote = begin + found->begin;
    const std::size_t inside = found->end - (found->is_closed ? 1 : 0) - found->begin - 1;
    const std::size_t place = quote + 1 + quote_place(line.substr(found->begin + 1, inside));
    const std::string written(1, line[found->begin]);
    sink.report(diag::Code::E0103, site.range(quote, quote + 1))
        .here("opened here")
        .suggestion(fmt::format("close it with `{}`", written),
                    {{site.range(place, place), written}});
    return true;
}

} // namespace expc::parse
