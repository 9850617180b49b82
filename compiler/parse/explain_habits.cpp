// SPDX-License-Identifier: MIT
// Values in the spelling of Python and of shells.
#include "compiler/base/trimmed.hpp"
#include "compiler/parse/explanations.hpp"
#include "compiler/parse/numbers.hpp"
#include "compiler/parse/skipper.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <vector>

namespace expc::parse {

namespace {

/// Whether an operator or the end of a value could stand here.
bool stands_behind_value(const ErrorSite& site) {
    return site.expects({Expected::expect_entry_end, Expected::expect_list_end,
                         Expected::expect_arguments_end, Expected::expect_closed_group,
                         Expected::expect_declaration_end, Expected::expect_hole_end,
                         Expected::expect_end});
}

/// The length of a text up to the bracket that closes the one around it; nothing on other lines.
std::optional<std::size_t> length_to_close(std::string_view text) {
    int depth = 0;
    for (std::size_t at = 0; at < text.size() && text[at] != '\n'; at = token_end(text, at)) {
        const char c = text[at];
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c != ')' && c != ']' && c != '}') continue;
        if (depth-- == 0) return at;
    }
    return std::nullopt;
}

/// `--lr` at the end of a text; empty if there is none.
std::string_view trailing_flag(std::string_view text) {
    text = trimmed(text);
    std::size_t begin = text.size();
    while (begin > 0 && (grammar::is_name_part(text[begin - 1]) || text[begin - 1] == '-'))
        --begin;
    const std::string_view flag = text.substr(begin);
    return flag.size() > 2 && flag.starts_with("--") && grammar::is_name_start(flag[2])
               ? flag
               : std::string_view();
}

/// A word of a command line as an element of a list; nothing if it needs a shell.
std::optional<std::string> as_element(std::string_view word) {
    if (word.find_first_of("\"'`|&;<>*\\()#") != std::string_view::npos) return std::nullopt;
    if (!word.starts_with('$')) return fmt::format("\"{}\"", word);
    const bool has_braces = word.starts_with("${") && word.ends_with('}');
    const std::string_view name = has_braces ? word.substr(2, word.size() - 3) : word.substr(1);
    if (name.empty() || grammar::leading_word(name) != name) return std::nullopt;
    return std::string(name);
}

/// `["python3", "train.py"]` for `python3 train.py`; nothing for more than plain words.
std::optional<std::string> as_list(std::string_view line) {
    std::vector<std::string> words;
    for (line = trimmed(line); !line.empty();) {
        const std::string_view word = line.substr(0, line.find_first_of(" \t"));
        const auto element = as_element(word);
        if (!element) return std::nullopt;
        words.push_back(*element);
        line = trimmed(line.substr(word.size()));
    }
    std::string list;
    for (const std::string& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return "[" + list + "]";
}

} // namespace

/// `(1e-4, 1e-3)`
bool explain_tuple(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_closed_group || site.token() != ",") return false;
    const std::optional<OpenBracket> open = site.open_bracket();
    if (!open || open->bracket != '(') return false;
    const SourceRange opening = site.range(open->offset, open->offset + 1);
    const auto length = length_to_close(site.rest());
    const std::size_t end = site.offset() + length.value_or(0);
    auto report =
        sink.report(diag::Code::E0106, length ? site.range(open->offset, end + 1) : opening,
                    "(a, b)", "Python", "[a, b]");
    if (length) report.fix("write `[` and `]`", {{opening, "["}, {site.range(end, end + 1), "]"}});
    return true;
}

/// `(lr, wd) in [(0.1, 1), (0.2, 2)]`
bool explain_axes_in_parentheses(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_entry || !site.rest().starts_with("(")) return false;
    const std::string_view line = site.rest_of_line();
    const auto length = length_to_close(line.substr(1));
    if (!length || !trimmed(line.substr(*length + 2)).starts_with("in")) return false;
    sink.report(diag::Code::E0100, site.range(site.offset(), site.offset() + *length + 2),
                "the name of one axis", "a tuple")
        .help("values that go together: `zip { a in [1, 2], b in [3, 4] }`");
    return true;
}

/// `10^-4`
bool explain_caret(const ErrorSite& site, diag::Sink& sink) {
    if (!stands_behind_value(site) || site.token() != "^") return false;
    auto report =
        sink.report(diag::Code::E0116, site.place(), "^", "there is no operator for powers");
    std::string_view exponent = site.rest().substr(1);
    const bool is_negative = exponent.starts_with('-');
    const auto digits =
        std::ranges::find_if_not(exponent.substr(is_negative ? 1 : 0), grammar::is_digit);
    exponent = exponent.substr(0, static_cast<std::size_t>(digits - exponent.begin()));
    const std::string_view before = site.before();
    const bool is_ten = before.ends_with("10") &&
                        (before.size() == 2 || !grammar::is_name_part(before[before.size() - 3])) &&
                        !before.ends_with(".10");
    if (!is_ten || exponent.size() <= (is_negative ? 1U : 0U)) {
        report.help("write the number, for example `1e-4`, or a product");
        return true;
    }
    const std::string number = fmt::format("1e{}", exponent);
    report.fix(fmt::format("write `{}`", number),
               {{site.range(site.offset() - 2, site.offset() + 1 + exponent.size()), number}});
    return true;
}

/// `type T = Int | Str`
bool explain_union_of_types(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view before = site.before();
    const std::string_view kind = grammar::leading_word(before);
    const bool is_type = kind == "type" && !has_word(before, "where");
    const bool is_written =
        (kind == "input" || kind == "let") && before.find('=') == std::string_view::npos;
    const bool is_of_function =
        kind == "fn" && site.expects({Expected::expect_parameters_end, Expected::expect_equals});
    if (site.token() != "|" || (!is_type && !is_written && !is_of_function)) return false;
    sink.report(diag::Code::E0116, site.place(), "|", "a value has one type")
        .help("only texts have alternatives: `\"adam\" | \"sgd\"`; what may be absent is `Int?`");
    return true;
}

/// `lr > 1e-4 & seed == 1`
bool explain_bit_operator(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view found = site.token();
    if (!stands_behind_value(site) || (found != "&" && found != "|")) return false;
    const std::string_view here = found == "&" ? "and" : "or";
    sink.report(diag::Code::E0106, site.place(), found, "pandas", here)
        .fix(fmt::format("write `{}`", here), {{site.place(), std::string(here)}});
    return true;
}

/// `lr [1e-4, 1e-3]`: it was read as an element of a list.
bool explain_axis_without_in(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view name = grammar::leading_word(site.before());
    const std::string_view behind = trimmed(site.before().substr(name.size()));
    const bool is_list = site.expected() == Expected::expect_index_end && site.token() == ",";
    if (!is_list || name.empty() || !behind.starts_with('[')) return false;
    const std::size_t end = site.start() + name.size();
    const auto bracket = static_cast<std::size_t>(behind.data() - site.before().data());
    const SourceRange list = site.range(site.start() + bracket, site.start() + bracket + 1);
    sink.report(diag::Code::E0100, list, fmt::format("`in` or `=` after `{}`", name), "a list")
        .suggestion(fmt::format("one run for each value: `{} in [...]`", name),
                    {{site.range(end, end), " in"}})
        .suggestion(fmt::format("one list: `{} = [...]`", name), {{site.range(end, end), " ="}});
    return true;
}

/// `["train.py", --lr ${lr}]`
bool explain_bare_flag(const ErrorSite& site, diag::Sink& sink) {
    if (!site.expects({Expected::expect_list_end, Expected::expect_operand})) return false;
    const std::string_view flag = trailing_flag(site.before());
    if (flag.empty()) return false;
    const auto begin = static_cast<std::size_t>(flag.data() - site.before().data()) + site.start();
    const SourceRange place = site.range(begin, begin + flag.size());
    auto report = sink.report(diag::Code::E0116, place, flag, "the words of a command are strings");
    if (site.token() == "=")
        report.help(fmt::format("write `\"{}=${{...}}\"`", flag));
    else
        report.suggestion(fmt::format("write `\"{}\"` and a comma", flag),
                          {{place, fmt::format("\"{}\",", flag)}});
    return true;
}

/// `command = python3 train.py`, `partition = gpu fast`
bool explain_unquoted_words(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view before = site.before();
    const std::size_t sign = before.find('=');
    const std::string_view name = grammar::leading_word(before);
    const bool is_field = site.expected() == Expected::expect_entry_end && !name.empty() &&
                          sign != std::string_view::npos &&
                          trimmed(before.substr(name.size(), sign - name.size())).empty();
    const bool follows_word = site.line_before().ends_with(' ') && !site.word().empty();
    if (!is_field || !follows_word) return false;
    const std::string_view first = trimmed(before.substr(sign + 1));
    if (first.empty() || grammar::leading_word(first) != first) return false;
    const auto begin = static_cast<std::size_t>(first.data() - before.data()) + site.start();
    const std::string_view rest = trimmed(site.rest_of_line());
    const SourceRange place = site.range(begin, site.offset() + rest.size());
    const std::string_view text = site.text(place);
    const bool is_simple = text.find_first_of("\"'#{},=") == std::string_view::npos;
    auto report =
        sink.report(diag::Code::E0100, site.place(), expected_text(site.expected()), site.found());
    const auto list = as_list(text);
    if (name == "command" && list)
        report.suggestion(fmt::format("a command is a list of words: `{}`", *list),
                          {{place, *list}});
    else if (name == "command")
        report.help("a command is a list of words: `[\"python3\", \"train.py\", \"--lr\", lr]`");
    else if (is_simple)
        report.suggestion(fmt::format("a text stands in quotes: `\"{}\"`", text),
                          {{place, fmt::format("\"{}\"", text)}});
    return true;
}

/// `-- a comment`
bool explain_dash_comment(const ErrorSite& site, diag::Sink& sink) {
    const bool is_begin = site.expects({Expected::expect_entry, Expected::expect_declaration});
    if (!is_begin || site.token() != "--") return false;
    sink.report(diag::Code::E0106, site.place(), "--", "SQL", "#")
        .fix("write `#`", {{site.place(), "#"}});
    return true;
}

/// `if lr > 1e-3 { ... }` where an entry begins.
bool explain_if_statement(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_entry || site.word() != "if") return false;
    sink.report(diag::Code::E0100, site.place(), expected_text(site.expected()), site.found())
        .help("to leave runs out of a space: `exclude CONDITION`; for an axis that some runs have: "
              "`x in [...] when CONDITION`")
        .help("for a value that depends on another one: `x = if c then a else b`");
    return true;
}

/// `experiment "train" {`, `experiment {`
bool explain_missing_name(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view kind = grammar::leading_word(site.before());
    if (site.expected() != Expected::expect_name || kind.empty() || trimmed(site.before()) != kind)
        return false;
    const std::string_view found = site.token();
    if (!found.starts_with('"') && !found.starts_with('\'') && found != "{") return false;
    auto report = sink.report(diag::Code::E0100, site.place(),
                              fmt::format("a name after `{}`", kind), site.found());
    const std::string_view name =
        found.size() > 2 ? found.substr(1, found.size() - 2) : std::string_view();
    if (!name.empty() && grammar::leading_word(name) == name)
        report.fix(fmt::format("names have no quotes: `{} {}`", kind, name),
                   {{site.place(), std::string(name)}});
    else
        report.help(fmt::format("a declaration has a name: `{} NAME{}`", kind,
                                kind == "input" ? ": TYPE = ..." : " { ... }"));
    return true;
}

/// `lambda x: 2 * x`
bool explain_lambda(const ErrorSite& site, diag::Sink& sink) {
    if (!trimmed(site.before()).ends_with("lambda")) return false;
    const std::size_t end = site.start() + trimmed(site.before()).size();
    sink.report(diag::Code::E0106, site.range(end - 6, end), "lambda x: f(x)", "Python",
                "[f(x) for x in xs]")
        .help("functions are no values; a named one: `fn double(x: Int) -> Int = 2 * x`");
    return true;
}

} // namespace expc::parse
