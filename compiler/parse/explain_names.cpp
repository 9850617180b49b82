// SPDX-License-Identifier: MIT
// Names with characters that no name has.
#include "compiler/base/trimmed.hpp"
#include "compiler/parse/explanations.hpp"
#include "grammar/characters.hpp"

#include <algorithm>

namespace expc::parse {

namespace {

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

/// What people hold for a part of a name.
bool is_odd_name_part(char c) {
    return grammar::is_name_part(c) || !is_ascii(c) || c == '-';
}

/// The name as it can be written, if only its hyphens are wrong.
std::string mended(std::string_view name) {
    std::string result(name);
    std::ranges::replace(result, '-', '_');
    return std::ranges::all_of(result, grammar::is_name_part) ? result : std::string{};
}

void report_odd_name(SourceRange place, std::string_view name, diag::Sink& sink) {
    auto report = sink.report(diag::Code::E0116, place, name,
                              "a name has only ASCII letters, digits and `_`");
    const std::string here = mended(name);
    if (!here.empty()) report.suggestion(fmt::format("write `{}`", here), {{place, here}});
}

} // namespace

bool is_odd_column(std::string_view name) {
    return name.find_first_of("-.") != std::string_view::npos &&
           !grammar::leading_word(name).empty() && std::ranges::all_of(name, [](char c) {
               return c == '-' || c == '.' || grammar::is_name_part(c);
           });
}

void report_odd_column(diag::Sink& sink, SourceRange place, std::string_view name,
                       std::string_view values) {
    sink.report(diag::Code::E0116, place, name, "a name has only ASCII letters, digits and `_`")
        .suggestion(fmt::format("a column of that name is quoted: `\"{}\" {}`", name, values),
                    {{place, fmt::format("\"{}\"", name)}});
}

/// `optimizer.lr ~ loguniform(1e-4, 1e-1)`
bool explain_odd_random_column(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view name = trimmed(site.before());
    if (site.token() != "~" || !is_odd_column(name)) return false;
    report_odd_column(sink, site.range(site.start(), site.start() + name.size()), name, "~ ...");
    return true;
}

/// `weight-decay = 0.1`: the name was read as a difference.
bool explain_hyphenated_field(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view before = site.before();
    const std::string_view name = before.substr(0, before.find_last_not_of(" \t") + 1);
    const bool is_name = name.find('-') != std::string_view::npos &&
                         !grammar::leading_word(name).empty() &&
                         std::ranges::all_of(name, is_odd_name_part);
    const bool is_given = site.token() == "=" || site.token() == ":";
    if (site.expected() != Expected::expect_entry_end || !is_name || !is_given) return false;
    report_odd_name(site.range(site.start(), site.start() + name.size()), name, sink);
    return true;
}

/// `space my-space = ...`, `let größe = 3`, `weight-decay = 0.1`
bool explain_odd_name(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view before = site.before();
    const std::string_view rest = site.rest();
    std::size_t begin = before.size();
    while (begin > 0 && is_odd_name_part(before[begin - 1]))
        --begin;
    const auto length =
        static_cast<std::size_t>(std::ranges::find_if_not(rest, is_odd_name_part) - rest.begin());
    const std::string name =
        std::string(before.substr(begin)) + std::string(rest.substr(0, length));
    const bool has_letters = !std::ranges::all_of(name, is_ascii);
    const bool is_hyphenated =
        rest.starts_with('-') && begin < before.size() && length > 1 &&
        site.expects({Expected::expect_definition, Expected::expect_equals, Expected::expect_colon,
                      Expected::expect_on, Expected::expect_parameters,
                      Expected::expect_imports_end});
    if (name.empty() || (!has_letters && !is_hyphenated)) return false;
    const std::size_t at = site.start() + begin;
    const SourceRange place = site.range(at, at + name.size());
    report_odd_name(place, name, sink);
    return true;
}

} // namespace expc::parse
