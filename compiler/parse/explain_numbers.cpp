// SPDX-License-Identifier: MIT
// Ranges, times and quantities in the spelling of other languages.
#include "compiler/base/trimmed.hpp"
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/habits.hpp"
#include "compiler/parse/numbers.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>

namespace expc::parse {

namespace {

constexpr auto foreign_ranges = std::to_array<ForeignWord>({
    {":", "NumPy", "..<"},
    {"...", "Swift", "..="},
    {"to", "Pascal", "..="},
});

constexpr std::string_view range_word = "range";

/// Whether a value is complete before the error, and nothing is wrong but that it goes on.
bool follows_value(const ErrorSite& site) {
    return site.expects({Expected::expect_entry_end, Expected::expect_list_end,
                         Expected::expect_arguments_end, Expected::expect_closed_group,
                         Expected::expect_declaration_end, Expected::expect_end});
}

bool is_clock_part(char c) {
    return grammar::is_digit(c) || c == ':' || c == '-';
}

/// Whether a text ends in the name of the function that makes ranges.
bool ends_in_range(std::string_view text) {
    if (!text.ends_with(range_word)) return false;
    text.remove_suffix(range_word.size());
    return text.empty() || !(grammar::is_name_part(text.back()) || text.back() == '.');
}

/// Whether the word is the name of another axis or field: `s in [1, 2]`, `m = 3`.
bool begins_entry(const ErrorSite& site) {
    std::string_view behind = site.rest().substr(site.word().size());
    behind.remove_prefix(std::min(behind.find_first_not_of(" \t"), behind.size()));
    return behind.starts_with("in ") || (behind.starts_with("=") && !behind.starts_with("=="));
}

} // namespace

/// `seed in range 3`
bool explain_range_without_parentheses(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view low = site.token();
    const bool is_argument = !low.empty() && grammar::is_name_part(low.front());
    if (!is_argument || !follows_value(site) || !ends_in_range(trimmed(site.before())))
        return false;
    auto report = sink.report(diag::Code::E0100, site.place(), "`(` after `range`", site.found());
    const SourceRange gap = site.range(site.behind_previous().begin, site.offset());
    const SourceRange end = site.range(site.place().end, site.place().end);
    const std::string_view after = trimmed(site.rest_of_line().substr(low.size()));
    if (after.empty() || std::string_view("}])").find(after.front()) != std::string_view::npos)
        report.suggestion(fmt::format("arguments stand in parentheses: `range({})`", low),
                          {{gap, "("}, {end, ")"}});
    else
        report.help("arguments stand in parentheses: `range(3)`, `range(0, 3)`");
    return true;
}

/// `time = 00:30:00`
bool explain_clock_time(const ErrorSite& site, diag::Sink& sink) {
    if (!site.rest().starts_with(':') || !follows_value(site)) return false;
    const std::string_view before = site.before();
    std::size_t begin = before.size();
    while (begin > 0 && is_clock_part(before[begin - 1]))
        --begin;
    const std::string_view rest = site.rest();
    const auto length =
        static_cast<std::size_t>(std::ranges::find_if_not(rest, is_clock_part) - rest.begin());
    const SourceRange place = site.range(site.start() + begin, site.offset() + length);
    const std::string duration = duration_of_clock(site.text(place));
    if (duration.empty()) return false;
    sink.report(diag::Code::E0106, place, site.text(place), "Slurm", duration)
        .fix(fmt::format("write `{}`", duration), {{place, duration}});
    return true;
}

/// `0:3`, `0...3`, `0 to 3`
bool explain_foreign_range(const ErrorSite& site, diag::Sink& sink) {
    const auto row = std::ranges::find(foreign_ranges, site.token(), &ForeignWord::text);
    if (row == foreign_ranges.end() || !follows_value(site)) return false;
    std::string_view before = site.before();
    before = before.substr(0, before.find_last_not_of(" \t") + 1);
    std::string_view high = site.rest().substr(row->text.size());
    high.remove_prefix(std::min(high.find_first_not_of(" \t"), high.size()));
    const bool follows_number = !before.empty() && grammar::is_name_part(before.back());
    const bool is_range = follows_number && !high.empty() && grammar::is_name_part(high.front());
    if (!is_range || (row->text == ":" && !grammar::is_digit(before.back()))) return false;
    const auto high_begin = static_cast<std::size_t>(high.data() - site.rest().data());
    const SourceRange sign = site.range(site.behind_previous().begin, site.offset() + high_begin);
    sink.report(diag::Code::E0106, site.place(), row->text, row->language, row->here)
        .suggestion("write `..<` for a range without its end", {{sign, "..<"}})
        .suggestion("write `..=` for a range with its end", {{sign, "..="}});
    return true;
}

/// `1 GiB`, `30 minutes`
bool explain_unit_apart(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view before = site.before();
    const std::size_t end = before.find_last_not_of(" \t") + 1;
    const bool is_apart = end < before.size() && end > 0 && grammar::is_digit(before[end - 1]);
    if (!is_apart || site.word().empty() || !follows_value(site) || begins_entry(site))
        return false;
    std::size_t begin = end;
    while (begin > 0 && (grammar::is_name_part(before[begin - 1]) || before[begin - 1] == '.'))
        --begin;
    const std::string digits(before.substr(begin, end - begin));
    std::string_view unit = site.word();
    const Number number = read_number(digits + std::string(unit));
    if (const auto* unknown = std::get_if<UnknownUnit>(&number)) unit = unknown->near;
    if (unit.empty() || !grammar::is_digit(digits.front())) return false;
    const SourceRange place = site.range(site.start() + end, site.offset() + site.word().size());
    sink.report(diag::Code::E0116, site.place(), site.word(),
                "a unit follows its number without a blank")
        .fix(fmt::format("write `{}{}`", digits, unit), {{place, std::string(unit)}});
    return true;
}

namespace {

/// Whether the numbers around a comma are more than the two halves of one.
bool is_list_of_numbers(std::string_view before, std::string_view behind) {
    before.remove_suffix(1);
    const std::size_t blank = before.find_last_of(" \t=");
    const std::string_view first = before.substr(blank + 1);
    const std::string_view second = behind.substr(0, behind.find_first_of(" \t,}"));
    const auto is_digits = [](std::string_view text) {
        return std::ranges::all_of(text, grammar::is_digit);
    };
    return !is_digits(first) || !is_digits(second) || behind.substr(second.size()).starts_with(",");
}

/// `lr = 1e-4,1e-3`
bool explain_bare_list(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view line = site.line_before();
    const std::size_t sign = line.find('=');
    if (sign == std::string_view::npos) return false;
    std::string_view name = line.substr(0, sign);
    name.remove_prefix(std::min(name.find_first_not_of(" \t"), name.size()));
    name = name.substr(0, name.find_last_not_of(" \t") + 1);
    const std::size_t first = std::min(line.find_first_not_of(" \t", sign + 1), line.size());
    const std::string_view rest = site.rest_of_line();
    const std::size_t length = std::min(rest.find_first_of(" \t\r#}"), rest.size());
    const std::size_t line_begin = site.offset() - line.size();
    const SourceRange values = site.range(line_begin + first, site.offset() + length);
    const std::string list = fmt::format("[{}]", site.text(values));
    const SourceRange all = site.range(line_begin + sign, site.offset() + length);
    sink.report(diag::Code::E0106, values, "a,b", "Hydra", "[a, b]")
        .suggestion(fmt::format("one run for each value: `{} in {}`", name, list),
                    {{all, "in " + list}})
        .suggestion(fmt::format("one list: `{} = {}`", name, list), {{all, "= " + list}});
    return true;
}

} // namespace

/// `lr = 0,5`
bool explain_decimal_comma(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view line = site.line_before();
    const bool is_number = line.size() >= 2 && line.back() == ',' &&
                           grammar::is_digit(line[line.size() - 2]) && !site.rest().empty() &&
                           grammar::is_digit(site.rest().front());
    if (site.expected() != Expected::expect_entry || !is_number) return false;
    const SourceRange comma = site.range(site.offset() - 1, site.offset());
    if (is_list_of_numbers(line, site.rest_of_line())) return explain_bare_list(site, sink);
    sink.report(diag::Code::E0116, comma, ",", "the decimal sign is a point")
        .suggestion("write `.`", {{comma, "."}});
    return true;
}

} // namespace expc::parse
