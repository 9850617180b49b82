// SPDX-License-Identifier: MIT
// Comparisons that are written with a sign of another language.
#include "compiler/base/trimmed.hpp"
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/habits.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>

namespace expc::parse {

namespace {

constexpr auto foreign_signs = std::to_array<ForeignWord>({
    {"=", "SQL", "=="},
    {"=<", "BASIC", "<="},
    {"=>", "BASIC", ">="},
});

constexpr auto words_of_conditions =
    std::to_array<std::string_view>({"where", "exclude", "require", "assert"});

/// Whether a `=` that is no part of a longer sign stands in the text.
bool has_assignment(std::string_view text) {
    constexpr std::string_view signs = "=<>!+:";
    for (std::size_t at = text.find('='); at != std::string_view::npos;
         at = text.find('=', at + 1)) {
        const bool continues = at > 0 && signs.find(text[at - 1]) != std::string_view::npos;
        const bool goes_on =
            at + 1 < text.size() && signs.find(text[at + 1]) != std::string_view::npos;
        if (!continues && !goes_on) return true;
    }
    return false;
}

/// Whether what was read before the sign is a condition, where nothing but a comparison can follow.
bool follows_condition(const ErrorSite& site) {
    const std::string_view before = site.before();
    const std::string_view first = grammar::leading_word(before);
    switch (site.expected()) {
    case Expected::expect_then:
    case Expected::expect_closed_group: return true;
    case Expected::expect_end: return !has_assignment(before);
    case Expected::expect_declaration_end: return first == "type" && has_word(before, "where");
    case Expected::expect_list_end:
        return has_word(before.substr(before.find_last_of(",[") + 1), "if");
    case Expected::expect_entry_end:
        return std::ranges::find(words_of_conditions, first) != words_of_conditions.end() ||
               has_word(before, "when");
    default: return false;
    }
}

} // namespace

/// `resources r = ( cpus = 4 )`, where a comparison would be as likely.
bool explain_record_in_parentheses(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_closed_group || site.token() != "=") return false;
    const std::optional<OpenBracket> open = site.open_bracket();
    if (!open || open->bracket != '(') return false;
    const std::size_t begin = open->offset;
    const std::string_view name = trimmed(site.text(site.range(begin + 1, site.offset())));
    const std::string_view around = trimmed(site.text(site.range(site.start(), begin)));
    const bool is_value = around.ends_with('=') && !around.ends_with("==");
    if (!is_value || grammar::leading_word(name) != name) return false;
    auto report =
        sink.report(diag::Code::E0100, site.place(), expected_text(site.expected()), site.found());
    const std::size_t close = site.rest_of_line().find_first_of("()");
    const std::size_t end = site.offset() + close;
    const bool is_closed = close != std::string_view::npos && site.rest()[close] == ')';
    if (is_closed)
        report.suggestion("a record stands between `{` and `}`",
                          {{site.range(begin, begin + 1), "{"}, {site.range(end, end + 1), "}"}});
    else
        report.help("a record stands between `{` and `}`");
    report.suggestion("a comparison is written `==`", {{site.place(), "=="}});
    return true;
}

/// `where lr = 1e-3`, `require layers =< 8`
bool explain_comparison_sign(const ErrorSite& site, diag::Sink& sink) {
    const auto row = std::ranges::find(foreign_signs, site.token(), &ForeignWord::text);
    if (row == foreign_signs.end() || !follows_condition(site)) return false;
    sink.report(diag::Code::E0106, site.place(), row->text, row->language, row->here)
        .fix(fmt::format("write `{}`", row->here), {{site.place(), std::string(row->here)}});
    return true;
}

/// `--where 'lr = 1e-3'`: what begins like a field is the whole expression.
bool explain_assignment_as_expression(const ErrorSite& site, diag::Sink& sink) {
    const bool is_whole = site.expected() == Expected::expect_operand && site.before().empty();
    const std::size_t sign = site.rest_of_line().find('=');
    if (!is_whole || site.word().empty() || sign == std::string_view::npos) return false;
    const std::size_t at = site.offset() + sign;
    const SourceRange place = site.range(at, at + 1);
    sink.report(diag::Code::E0106, place, "=", "SQL", "==").fix("write `==`", {{place, "=="}});
    return true;
}

} // namespace expc::parse
