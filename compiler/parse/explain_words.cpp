// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/similar.hpp"
#include "compiler/parse/explanations.hpp"
#include "grammar/characters.hpp"
#include "grammar/keywords.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace expc::parse {

namespace {

/// A word that begins a statement of another language.
struct ForeignStatement {
    std::string_view word;
    std::string_view language;
    std::string_view here;
    std::string_view help;
};

constexpr std::string_view import_help = "import by name: `use \"lab.exp\" { cluster }`";
constexpr std::string_view loop_help =
    "there are no loops: `x in [...]` in a space makes one run for each value, "
    "and `[f(x) for x in xs]` makes a list";
constexpr std::string_view function_help =
    "a function is one expression: `fn double(x: Int) -> Int = 2 * x`";
constexpr std::string_view let_help =
    "a value with a name: `let n = 5`; one that the command line can set: "
    "`input n: Int = 5`";

constexpr auto foreign_statements = std::to_array<ForeignStatement>({
    {"import", "Python", "use", import_help},
    {"from", "Python", "use", import_help},
    {"include", "C", "use", import_help},
    {"require", "Lua", "use", import_help},
    {"source", "bash", "use", import_help},
    {"def", "Python", "fn", function_help},
    {"function", "JavaScript", "fn", function_help},
    {"func", "Go", "fn", function_help},
    {"for", "Python", "x in [...]", loop_help},
    {"foreach", "a shell", "x in [...]", loop_help},
    {"while", "Python", "x in [...]", loop_help},
    {"var", "JavaScript", "let", let_help},
    {"const", "JavaScript", "let", let_help},
    {"val", "Scala", "let", let_help},
    {"local", "Lua", "let", let_help},
    {"set", "a shell", "let", let_help},
    {"export", "bash", "env = { NAME = value }",
     "variables of the job stand in the field `env` of an experiment"},
});

std::vector<std::string> declaration_words() {
    std::vector<std::string> words;
    for (const grammar::Keyword& row : grammar::keywords) {
        if (row.family == grammar::WordFamily::declaration) words.emplace_back(row.text);
    }
    return words;
}

/// Whether `=` or `:` follows.
bool is_given_a_value(std::string_view after) {
    const std::size_t next = after.find_first_not_of(" \t");
    return next != std::string_view::npos && (after[next] == '=' || after[next] == ':');
}

} // namespace

/// A reserved word where a name must stand.
bool explain_reserved_word(const ErrorSite& site, diag::Sink& sink) {
    const std::string_view word = site.word();
    if (word.empty() || !grammar::is_reserved(word)) return false;
    const bool is_a_name = site.expects({Expected::expect_name, Expected::expect_listed_name,
                                         Expected::expect_member, Expected::expect_path_segment,
                                         Expected::expect_path, Expected::expect_imported_name});
    const bool is_a_field = site.expects({Expected::expect_entry, Expected::expect_operand}) &&
                            is_given_a_value(site.rest().substr(word.size()));
    if (!is_a_name && !is_a_field) return false;
    auto report = sink.report(diag::Code::E0111, site.place(), word);
    report.help(
        "choose another name; a field or column of that name can be quoted, as in `\"in\" = 3`");
    return true;
}

/// `a if c else b`, `c ? a : b`, `elif`, and an `if` without `then`.
bool explain_foreign_conditional(const ErrorSite& site, diag::Sink& sink) {
    constexpr std::string_view here = "if c then a else b";
    const std::string_view found = site.token();
    if (found == "elif" || found == "elsif" || found == "elseif") {
        sink.report(diag::Code::E0106, site.place(), found, "Python", "else if")
            .fix("write `else if`", {{site.place(), "else if"}});
        return true;
    }
    const bool follows_value = site.expects(
        {Expected::expect_entry_end, Expected::expect_list_end, Expected::expect_arguments_end,
         Expected::expect_closed_group, Expected::expect_declaration_end, Expected::expect_hole_end,
         Expected::expect_end});
    const bool is_pythons = (found == "if" && has_word(site.rest_of_line(), "else")) ||
                            (found == "else" && has_word(site.before(), "if"));
    if (follows_value && is_pythons) {
        sink.report(diag::Code::E0106, site.place(), "a if c else b", "Python", here);
        return true;
    }
    if (follows_value && found == "?") {
        sink.report(diag::Code::E0106, site.place(), "c ? a : b", "C", here);
        return true;
    }
    if (site.expected() != Expected::expect_then) return false;
    sink.report(diag::Code::E0100, site.place(), "`then`", site.found())
        .help(fmt::format("a condition is written `{}`, and both sides are needed", here));
    return true;
}

/// `import x`, `def f(x):`, `for x in xs`, where a declaration or an entry begins.
bool explain_foreign_word(const ErrorSite& site, diag::Sink& sink) {
    if (!site.expects(
            {Expected::expect_declaration, Expected::expect_entry, Expected::expect_entry_end}))
        return false;
    const bool is_complete_entry = site.expected() == Expected::expect_entry_end;
    const std::string_view begin = is_complete_entry ? site.before() : site.rest();
    const std::string_view word = grammar::leading_word(begin);
    const auto row = std::ranges::find(foreign_statements, word, &ForeignStatement::word);
    if (row == foreign_statements.end() || is_given_a_value(begin.substr(word.size())))
        return false;
    const std::string_view only_word = begin.substr(0, begin.find_last_not_of(" \t") + 1);
    if (is_complete_entry && only_word != word) return false;
    const std::size_t at = is_complete_entry ? site.start() : site.offset();
    sink.report(diag::Code::E0106, site.range(at, at + word.size()), word, row->language, row->here)
        .help(std::string(row->help));
    return true;
}

/// `experment train {`
bool explain_unknown_kind(const ErrorSite& site, diag::Sink& sink) {
    if (site.expected() != Expected::expect_declaration || site.word().empty()) return false;
    const std::string_view word = site.word();
    const std::vector<std::string> known = declaration_words();
    if (std::ranges::find(known, word) != known.end()) return false;
    auto report = sink.report(diag::Code::E0115, site.place(), word);
    if (const std::optional<std::string> similar = diag::most_similar(word, known)) {
        report.fix(fmt::format("a kind with a similar name exists: `{}`", *similar),
                   {{site.place(), *similar}});
    } else {
        report.note(fmt::format("declarations begin with one of: {}", fmt::join(known, ", ")));
    }
    return true;
}

} // namespace expc::parse
