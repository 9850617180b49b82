// SPDX-License-Identifier: MIT
#include "compiler/base/trimmed.hpp"
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/skipper.hpp"
#include "compiler/parse/wrong_brackets.hpp"
#include "grammar/characters.hpp"
#include "grammar/state.hpp"

#include <algorithm>

namespace expc::parse {

namespace {

bool is_closing(std::string_view token) {
    return token == ")" || token == "]" || token == "}";
}

/// `]` or `)` as the last line of a block.
bool closes_block(const ErrorSite& site) {
    const std::string_view after = site.rest().substr(1);
    const std::string_view next = after.substr(next_token(after, 0));
    return site.expected() == Expected::expect_entry && site.stands_on_line_start() &&
           (next.empty() || begins_declaration(next));
}

} // namespace

bool explain_nesting(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::shallower_nesting) return false;
    sink.report(diag::Code::E0112, site.place(), grammar::nesting_limit)
        .help("give a part of it a name with `let`");
    return true;
}

/// A bracket that closes nothing, or that meets another one than its partner.
bool explain_wrong_bracket(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view found = site.token();
    if (!is_closing(found)) return false;
    if (site.expects({Expected::expect_operand, Expected::expression})) return false;
    const std::optional<OpenBracket> open =
        closes_block(site) ? site.enclosing_bracket() : site.open_bracket();
    const std::optional<OpenBracket> around = site.enclosing_bracket();
    if (!open && around && found.front() == closing_bracket(around->bracket)) return false;
    if (!open) {
        sink.report(diag::Code::E0117, site.place(), found).fix("remove it", {{site.place(), ""}});
        return true;
    }
    const std::string partner(1, closing_bracket(open->bracket));
    if (found == partner) return false;
    const SourceRange opened = site.range(open->offset, open->offset + 1);
    auto report = report_wrong_bracket(open->bracket, opened, found.front(), site.place(), sink);
    report.suggestion(fmt::format("replace it by `{}`", partner), {{site.place(), partner}});
    if (!closes_block(site)) {
        report.suggestion(fmt::format("insert `{}` before it", partner),
                          {{site.behind_previous(), partner}});
    }
    return true;
}

/// `experiment train` and the `{` on a line of its own.
bool explain_brace_on_next_line(const ErrorSite& site, diag::Sink& sink) {
    const std::size_t next = site.rest().find_first_not_of(" \t\r\n");
    const bool is_on_next_line =
        site.token().empty() && next != std::string_view::npos && site.rest()[next] == '{';
    if (!is_on_next_line) return false;
    const std::size_t brace = site.offset() + next;
    sink.report(diag::Code::E0116, site.range(brace, brace + 1), "{",
                "the line before has ended the declaration")
        .label(site.behind_previous(), "it belongs here")
        .fix("move it to the line before",
             {{site.range(site.behind_previous().begin, brace), " "}});
    return true;
}

/// `lr in {1e-4, 3e-4}`
bool explain_set(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_values || site.token() != "{") return false;
    const std::string_view rest = site.rest();
    const std::size_t close = rest.find('}');
    auto report = sink.report(diag::Code::E0106, site.place(), "{a, b}", "mathematics", "[a, b]");
    if (close == std::string_view::npos || rest.substr(1, close).find('{') < close) return true;
    const std::size_t end = site.offset() + close;
    report.fix("write `[` and `]`", {{site.place(), "["}, {site.range(end, end + 1), "]"}});
    return true;
}

/// `"${lr:.2f}"` and `"${lr!r}"`
bool explain_format_in_hole(const ErrorSite& site, diag::Sink& sink) {
    const bool is_format = site.token() == ":" || site.token() == "!";
    const std::size_t opening = site.before().rfind("${");
    const std::string_view line = site.rest_of_line();
    const std::size_t close = line.find_first_of("}\"");
    const bool is_hole = site.expected() == Expected::expect_hole_end &&
                         opening != std::string_view::npos && close != std::string_view::npos &&
                         line[close] == '}';
    if (!is_format || !is_hole) return false;
    const std::string_view format = line.substr(0, close);
    const std::size_t begin = site.start() + opening + 2;
    const std::size_t end = site.offset() + close;
    const std::string_view value = trimmed(site.text(site.range(begin, site.offset())));
    auto report = sink.report(diag::Code::E0116, site.range(site.offset(), end), format,
                              "`${...}` takes no format");
    const std::string_view digits = format.starts_with(":.") && format.ends_with('f')
                                        ? format.substr(2, format.size() - 3)
                                        : std::string_view();
    const bool is_fixed = !digits.empty() && std::ranges::all_of(digits, grammar::is_digit);
    const std::string written = fmt::format("fixed({}, {})", value, is_fixed ? digits : "2");
    if (is_fixed)
        report.suggestion(fmt::format("digits behind the point: `${{{}}}`", written),
                          {{site.range(begin, end), written}});
    else
        report.help(fmt::format("digits behind the point: `${{{}}}`; zeros in front: "
                                "`${{pad({}, 3)}}`",
                                written, value));
    return true;
}

/// `"--lr=${lr"`, also where the name is read as the prefix of a string, as in `"${f"`.
bool explain_open_hole(const ErrorSite& site, diag::Sink& sink) {
    if (!site.expects({Expected::expect_hole_end, Expected::expect_closing_quote})) return false;
    const std::size_t opening = site.before().rfind("${");
    if (opening == std::string_view::npos) return false;
    const bool is_prefix = grammar::is_name_part(site.before().back()) &&
                           site.before().find('}', opening) == std::string_view::npos;
    if (site.expected() == Expected::expect_closing_quote && !is_prefix) return false;
    const std::size_t begin = site.start() + opening;
    sink.report(diag::Code::E0105, site.range(begin, begin + 2), "${")
        .here("opened here")
        .label(site.place(), fmt::format("expected `}}`, found {}", site.found()))
        .suggestion("insert `}`", {{site.behind_previous(), "}"}});
    return true;
}

} // namespace expc::parse
