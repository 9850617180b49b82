// SPDX-License-Identifier: MIT
#include "compiler/parse/wrong_brackets.hpp"

#include "compiler/base/trimmed.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

namespace expc::parse {

std::vector<WrongBracket> wrong_brackets(std::string_view text) {
    std::vector<std::uint32_t> open;
    std::vector<WrongBracket> wrong;
    for (std::size_t at = 0; at < text.size(); at = token_end(text, at)) {
        const char c = text[at];
        const auto offset = static_cast<std::uint32_t>(at);
        if (c == '(' || c == '[' || c == '{') open.push_back(offset);
        if (c != ')' && c != ']' && c != '}') continue;
        if (open.empty()) return {};
        if (closing_bracket(text[open.back()]) != c) wrong.push_back({open.back(), offset});
        open.pop_back();
    }
    return open.empty() ? wrong : std::vector<WrongBracket>{};
}

bool is_block_in_parentheses(std::string_view text, const WrongBracket& wrong) {
    if (text[wrong.open] != '(' || text[wrong.close] != '}') return false;
    const std::string_view all_before = text.substr(0, wrong.open);
    const bool is_apart = all_before.ends_with(' ') && !trimmed(all_before).empty() &&
                          grammar::is_name_part(trimmed(all_before).back());
    const std::string_view content = trimmed(text.substr(wrong.open + 1));
    const std::string_view name = grammar::leading_word(content);
    const std::string_view behind = trimmed(content.substr(name.size()));
    const bool is_given = behind.starts_with('=') && !behind.starts_with("==");
    const bool is_axis = grammar::leading_word(behind) == "in" || behind.starts_with('~');
    return !name.empty() && ((is_apart && is_given) || is_axis);
}

namespace {

/// Where the mistake stands, and what was meant there.
std::pair<std::uint32_t, char> meant(std::string_view text, const WrongBracket& wrong,
                                     Mistake mistake) {
    if (mistake == Mistake::closing) return {wrong.close, closing_bracket(text[wrong.open])};
    return {wrong.open, opening_bracket(text[wrong.close])};
}

} // namespace

std::string repaired(std::string_view text, std::span<const WrongBracket> wrong, Mistake mistake) {
    std::string result(text);
    for (const WrongBracket& each : wrong) {
        const auto [at, bracket] = meant(text, each, mistake);
        result[at] = bracket;
    }
    return result;
}

diag::Builder report_wrong_bracket(char open, SourceRange opened, char close, SourceRange place,
                                   diag::Sink& sink) {
    auto report = sink.report(diag::Code::E0120, place, open, close);
    report.here(fmt::format("expected `{}`", closing_bracket(open))).label(opened, "opened here");
    return report;
}

void report_wrong_brackets(std::string_view text, SourceId source,
                           std::span<const WrongBracket> wrong, Mistake mistake, diag::Sink& sink) {
    const auto place = [&](std::uint32_t at) { return SourceRange{source, at, at + 1}; };
    for (const WrongBracket& each : wrong) {
        const auto [open, close] = each;
        const auto [at, bracket] = meant(text, each, mistake);
        const std::string partner(1, bracket);
        diag::Builder report =
            mistake == Mistake::closing
                ? report_wrong_bracket(text[open], place(open), text[close], place(close), sink)
                : sink.report(diag::Code::E0120, place(open), text[open], text[close])
                      .here(fmt::format("expected `{}`", partner))
                      .label(place(close), "closed here");
        report.fix(fmt::format("replace it by `{}`", partner), {{place(at), partner}});
    }
}

} // namespace expc::parse
