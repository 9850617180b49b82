// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/similar.hpp"
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/habits.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace expc::parse {

namespace {

std::string_view without_trailing_blanks(std::string_view text) {
    return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

bool begins_value(std::string_view token) {
    if (token.empty()) return false;
    const char c = token.front();
    return c == '"' || c == '\'' || c == '[' || c == '{' || c == '(' || grammar::is_name_part(c);
}

constexpr auto operators =
    std::to_array<std::string_view>({"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">",
                                     ">=", "&&", "||", "..<", "..=", "in", "?"});

/// Filters in the words of data frames.
constexpr auto foreign_filters = std::to_array<ForeignWord>({
    {"filter", "pandas", "where"},
    {"skip", "a list of exceptions", "exclude"},
});

/// The word that `excldue layers == 4` means, if what follows it can be its condition.
std::optional<std::string> similar_clause(std::string_view name, std::string_view rest) {
    static const std::vector<std::string> clauses{"where", "exclude", "require", "assert"};
    const bool is_condition = rest.find_first_of("<>") != std::string_view::npos ||
                              rest.find("==") != std::string_view::npos ||
                              rest.find("!=") != std::string_view::npos || has_word(rest, "in");
    if (!is_condition) return std::nullopt;
    const auto foreign = std::ranges::find(foreign_filters, name, &ForeignWord::text);
    if (foreign != foreign_filters.end()) return std::string(foreign->here);
    return diag::most_similar(name, clauses);
}

/// `lr In [...]`, `lr on [...]`
bool is_like_in(std::string_view word) {
    constexpr auto words = std::to_array<std::string_view>({"In", "IN", "on", "of", "from"});
    return std::ranges::find(words, word) != words.end();
}

} // namespace

/// `partition "gpu"`, `epochs 5`
bool explain_missing_equals(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view name = without_trailing_blanks(site.before());
    const bool is_name_alone = site.expected() == Expected::expect_entry_end && !name.empty() &&
                               grammar::leading_word(name) == name;
    if (!is_name_alone) return false;
    if (const std::optional<std::string> clause = similar_clause(name, site.rest_of_line())) {
        const SourceRange place = site.range(site.start(), site.start() + name.size());
        sink.report(diag::Code::E0100, place, "a field, an axis or a filter",
                    fmt::format("`{}`", name))
            .suggestion(fmt::format("a filter is written `{}`", *clause), {{place, *clause}});
        return true;
    }
    if (name != "space" && has_word(site.rest_of_line(), "in")) {
        sink.report(diag::Code::E0100, site.place(), fmt::format("`in` after `{}`", name),
                    site.found())
            .help("an axis is one name and its values: `name in [...]`");
        return true;
    }
    if (is_like_in(site.token())) {
        sink.report(diag::Code::E0100, site.place(), fmt::format("`in` after `{}`", name),
                    site.found())
            .suggestion("an axis is written `name in [...]`", {{site.place(), "in"}});
        return true;
    }
    auto report = sink.report(diag::Code::E0100, site.place(), fmt::format("`=` after `{}`", name),
                              site.found());
    if (begins_value(site.token()))
        report.suggestion("insert `=`", {{site.behind_previous(), " ="}});
    return true;
}

/// `let width == 128`
bool explain_double_equals(const ErrorSite& site, diag::Sink& sink) {
    const bool expects_equals =
        site.expects({Expected::expect_equals, Expected::expect_definition});
    const bool is_double = site.before().ends_with('=') && site.rest().starts_with('=');
    if (!expects_equals || !is_double) return false;
    std::string_view before = site.before();
    before = without_trailing_blanks(before.substr(0, before.size() - 1));
    const std::string_view name = before.substr(before.find_last_of(" \t") + 1);
    const SourceRange place = site.range(site.offset() - 1, site.offset() + 1);
    sink.report(diag::Code::E0118, place, name).fix("write `=`", {{place, "="}});
    return true;
}

/// `time =` with nothing behind it, before a line that begins something else.
bool explain_missing_value(const ErrorSite& site, diag::Sink& sink) {
    const bool needs_value = site.expects({Expected::expect_operand, Expected::expect_platform});
    if (!needs_value || site.word().empty() || !site.stands_on_line_start()) return false;
    sink.report(diag::Code::E0100, site.behind_previous(), expected_text(site.expected()),
                "the end of the line");
    return true;
}

/// `lr: Float = 0.1`: a field has no type.
bool explain_typed_field(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view name = grammar::leading_word(site.before());
    const std::size_t colon = site.before().find_first_not_of(" \t", name.size());
    const bool is_typed = site.expected() == Expected::expect_entry_end &&
                          site.rest().starts_with("=") && !name.empty() &&
                          colon != std::string_view::npos && site.before()[colon] == ':';
    if (!is_typed) return false;
    const std::size_t begin = site.start() + colon;
    sink.report(diag::Code::E0102, site.range(begin, begin + 1))
        .here("fields have no written type")
        .fix("leave the type out", {{site.range(site.start() + name.size(), site.offset()), " "}});
    return true;
}

/// `1 -> 2` in a match: the minus was read as an operator.
bool explain_thin_arrow(const ErrorSite& site, diag::Sink& sink) {
    const bool is_arrow = site.before().ends_with('-') && site.rest().starts_with('>');
    if (!is_arrow) return false;
    const SourceRange place = site.range(site.offset() - 1, site.offset() + 1);
    sink.report(diag::Code::E0106, place, "->", "OCaml", "=>").fix("write `=>`", {{place, "=>"}});
    return true;
}

/// `let d := 3`, `space hp := product { ... }`
bool explain_walrus(const ErrorSite& site, diag::Sink& sink) {
    const bool is_behind_colon = site.before().ends_with(':') && site.rest().starts_with('=');
    const bool is_before_colon =
        site.expected() == Expected::expect_definition && site.token() == ":=";
    if (!is_behind_colon && !is_before_colon) return false;
    const std::size_t begin = site.offset() - (is_behind_colon ? 1U : 0U);
    const SourceRange place = site.range(begin, begin + 2);
    sink.report(diag::Code::E0106, place, ":=", "Go", "=").fix("write `=`", {{place, "="}});
    return true;
}

/// `{ cpus = 4 gpus = 1 }`, `concat { product { ... } product { ... } }`: two entries on a line.
bool explain_fields_without_comma(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_entry_end || site.word().empty()) return false;
    std::string_view after = site.rest().substr(site.word().size());
    after.remove_prefix(std::min(after.find_first_not_of(" \t"), after.size()));
    const bool is_field = after.starts_with("=") && !after.starts_with("==");
    const bool follows_field = site.before().find('=') != std::string_view::npos;
    const bool is_axis = after.starts_with("in ") || after.starts_with("~");
    const bool follows_axis = follows_field || has_word(site.before(), "in");
    const bool follows_block = without_trailing_blanks(site.line_before()).ends_with('}') &&
                               (after.starts_with("{") || after.starts_with("("));
    if (!(is_field && follows_field) && !(is_axis && follows_axis) && !follows_block) return false;
    sink.report(diag::Code::E0100, site.place(), expected_text(site.expected()), site.found())
        .suggestion("insert `,`", {{site.behind_previous(), ","}});
    return true;
}

/// `f(x: 3)`
bool explain_colon_argument(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_arguments_end || site.token() != ":") return false;
    sink.report(diag::Code::E0102, site.place())
        .here("arguments are written `name = value`")
        .fix("replace `:` with ` =`", {{site.place(), " ="}});
    return true;
}

/// `["a" "b"]`
bool explain_missing_comma(const ErrorSite& site, diag::Sink& sink) {
    if (!site.expects({Expected::expect_list_end, Expected::expect_arguments_end,
                       Expected::expect_parameters_end, Expected::expect_imports_end}))
        return false;
    if (!begins_value(site.token())) return false;
    auto report =
        sink.report(diag::Code::E0100, site.place(), expected_text(site.expected()), site.found());
    report.suggestion("insert `,`", {{site.behind_previous(), ","}});
    const std::optional<OpenBracket> open = site.open_bracket();
    if (open && site.stands_on_line_start())
        report.label(site.range(open->offset, open->offset + 1), "opened here");
    return true;
}

/// A line that begins with an operator: the line before has ended its entry.
bool explain_leading_operator(const ErrorSite& site, diag::Sink& sink) {
    const bool is_begin = site.expects({Expected::expect_entry, Expected::expect_declaration});
    const std::string_view found = site.token();
    if (!is_begin || !site.stands_on_line_start() ||
        std::ranges::find(operators, found) == operators.end())
        return false;
    sink.report(diag::Code::E0116, site.place(), found, "the line before has ended the entry")
        .help("an expression goes on where a line ends in an operator, and inside `()`");
    return true;
}

namespace {

/// Where the first `in` outside of brackets stands in a text; npos if there is none.
std::size_t outer_in(std::string_view text) {
    int depth = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view word = grammar::leading_word(text.substr(at));
        if (depth == 0 && word == "in") return at;
        if (text[at] == '(' || text[at] == '[' || text[at] == '{') ++depth;
        if (text[at] == ')' || text[at] == ']' || text[at] == '}') --depth;
        at = word.empty() ? token_end(text, at) : at + word.size();
    }
    return std::string_view::npos;
}

} // namespace

/// `target train`, and `target train in cluster`, where `in` is read as an operator.
bool explain_missing_platform(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_on) return false;
    const std::size_t in = outer_in(site.before());
    if (in != std::string_view::npos) {
        const SourceRange place = site.range(site.start() + in, site.start() + in + 2);
        sink.report(diag::Code::E0100, place, "`on` and a platform", "`in`")
            .fix("write `on`", {{place, "on"}});
        return true;
    }
    sink.report(diag::Code::E0100, site.place(), "`on` and a platform", site.found())
        .help("a target says what runs where: `target train on cluster`");
    return true;
}

/// `experiment train:`, and `space hp: product {`, where the colon stands for `=`.
bool explain_colon_block(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_definition) return false;
    auto report = sink.report(diag::Code::E0100, site.place(), "`=` or `{`", site.found());
    if (site.token() != ":") return true;
    std::string_view value = site.rest_of_line().substr(1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    if (!grammar::leading_word(value).empty() && value.find('{') != std::string_view::npos) {
        const bool is_apart = site.before().ends_with(' ');
        report.fix("write `=`", {{site.place(), is_apart ? "=" : " ="}});
    } else if (value.starts_with('{')) {
        report.fix("remove it", {{site.place(), ""}});
    } else {
        report.help(
            "the fields of a declaration stand between `{` and `}`; indentation means nothing");
    }
    return true;
}

/// `require layers <= 8 "at most 8"`
bool explain_message_without_colon(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view found = site.token();
    const bool is_string = found.starts_with('"') || found.starts_with('\'');
    if (site.expected() != Expected::expect_entry_end || !is_string ||
        grammar::leading_word(site.before()) != "require")
        return false;
    sink.report(diag::Code::E0100, site.place(), "`:` before the message of `require`",
                site.found())
        .fix("insert `:`", {{site.behind_previous(), " :"}});
    return true;
}

} // namespace expc::parse
