// SPDX-License-Identifier: MIT
#include "compiler/parse/tmlanguage.hpp"

#include "compiler/ast/units.hpp"
#include "grammar/keywords.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace expc::parse {

namespace {

using Json = nlohmann::ordered_json;
using grammar::WordFamily;

const std::string name = "[A-Za-z_][A-Za-z0-9_]*";
/// A named argument after `(` is written as a field is.
const std::string field_begin = "(?:^|(?<=[{,(]))\\s*";
const std::string entry_begin = "(?:^|(?<=[{,]))\\s*";

std::string scope(const std::string& words) {
    return words + ".exp";
}

/// The words of a family as alternatives of a regular expression, longest first.
std::string any_of(WordFamily family) {
    std::vector<std::string_view> words;
    for (const grammar::Keyword& row : grammar::keywords) {
        if (row.family == family) words.push_back(row.text);
    }
    std::ranges::stable_sort(words, std::ranges::greater{}, &std::string_view::size);
    return fmt::format("{}", fmt::join(words, "|"));
}

std::string any_unit() {
    std::vector<std::string_view> words;
    for (const ast::Unit& unit : ast::units)
        words.push_back(unit.text);
    std::ranges::stable_sort(words, std::ranges::greater{}, &std::string_view::size);
    return fmt::format("{}", fmt::join(words, "|"));
}

Json include(const std::string& rule) {
    return {{"include", "#" + rule}};
}

Json includes(const std::vector<std::string>& rules) {
    Json result = Json::array();
    for (const std::string& rule : rules)
        result.push_back(include(rule));
    return {{"patterns", result}};
}

Json matched(const std::string& pattern, const std::string& words) {
    return {{"match", pattern}, {"name", scope(words)}};
}

/// A pattern whose groups, from the first, have these scopes; an empty one has none.
Json captured(const std::string& pattern, const std::vector<std::string>& groups) {
    Json captures = Json::object();
    for (std::size_t index = 0; index < groups.size(); ++index) {
        if (!groups[index].empty())
            captures[std::to_string(index + 1)] = {{"name", scope(groups[index])}};
    }
    return {{"match", pattern}, {"captures", captures}};
}

Json all(std::initializer_list<Json> patterns) {
    Json list = Json::array();
    for (const Json& pattern : patterns)
        list.push_back(pattern);
    return {{"patterns", list}};
}

Json quoted(const std::string& begin, const std::string& end, const std::string& words,
            const std::vector<std::string>& inside) {
    Json result{{"begin", begin}, {"end", end}, {"name", scope(words)}};
    result["beginCaptures"]["0"]["name"] = scope("punctuation.definition.string.begin");
    result["endCaptures"]["0"]["name"] = scope("punctuation.definition.string.end");
    for (const std::string& rule : inside)
        result["patterns"].push_back(include(rule));
    return result;
}

Json interpolation(const std::string& end) {
    Json result{{"begin", "\\$\\{"}, {"end", end}, {"name", scope("meta.interpolation")}};
    result["contentName"] = scope("meta.embedded.expression");
    result["beginCaptures"]["0"]["name"] = scope("punctuation.section.interpolation.begin");
    result["endCaptures"]["0"]["name"] = scope("punctuation.section.interpolation.end");
    result["patterns"] = Json::array({{{"include", "$self"}}});
    return result;
}

void add_comments(Json& rules) {
    rules["comments"] = all({matched("##(?!#).*$", "comment.line.documentation"),
                             matched("#.*$", "comment.line.number-sign")});
}

void add_strings(Json& rules) {
    rules["escapes"] =
        all({matched(R"(\\(?:[ntr\\"$]|u\{[0-9A-Fa-f]{1,6}\}))", "constant.character.escape"),
             matched(R"(\\.)", "invalid.illegal.escape")});
    rules["line-interpolation"] = interpolation("\\}|$");
    rules["interpolation"] = interpolation("\\}");
    rules["strings"] =
        all({quoted(R"(""")", R"(""")", "string.quoted.triple", {"escapes", "interpolation"}),
             quoted("'''", "'''", "string.quoted.triple.raw", {}),
             quoted("\"", "\"|$", "string.quoted.double", {"escapes", "line-interpolation"}),
             quoted("'", "'|$", "string.quoted.single.raw", {})});
}

void add_numbers(Json& rules) {
    const std::string digits = R"([0-9][0-9_]*(?:\.[0-9][0-9_]*)?)";
    const std::string unit = "(?:" + any_unit() + ")";
    const std::string quantity = fmt::format(R"(\b(?:{}{}(?=[0-9]|\b))+)", digits, unit);
    rules["numbers"] =
        all({matched(quantity + "\\b", "constant.numeric.unit"),
             matched(fmt::format(R"(\b{}[KMGTPkgt]\b)", digits), "invalid.illegal.unit"),
             matched(R"(\b[0-9][0-9_]*(?:\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)\b)",
                     "constant.numeric.float"),
             matched(R"(\b[0-9][0-9_]*\b)", "constant.numeric.integer")});
}

void add_declarations(Json& rules) {
    const std::string kind = any_of(WordFamily::declaration);
    const std::string keyword = "keyword.declaration";
    rules["declarations"] = all({
        captured(fmt::format(R"(^\s*(fn)\s+({})\s*(?=\())", name),
                 {keyword, "entity.name.function"}),
        captured(fmt::format(R"(^\s*(target)\s+({})\s*(?==))", name),
                 {keyword, "entity.name.type"}),
        captured(R"(^\s*(target)\b(?!\s*[=:.]))", {keyword}),
        captured(R"(^\s*(use|test)\b(?=\s+["']))", {keyword}),
        captured(fmt::format(R"(^\s*({})\s+({})\s*(?=[={{:]))", kind, name),
                 {keyword, "entity.name.type"}),
    });
}

void add_entries(Json& rules) {
    const std::string clause = R"(require|assert|unset)";
    rules["entries"] = all({
        captured(fmt::format(R"({}({})\b(?!\s*(?:[.~]|\+?=(?!=))))", entry_begin, clause),
                 {"keyword.control.clause"}),
        captured(fmt::format(R"({}({})(?:\s+(as)\s+({}))?\s+(in)\b)", entry_begin, name, name),
                 {"variable.parameter.axis", "keyword.control.clause", "variable.parameter.axis",
                  "keyword.operator.word"}),
        captured(fmt::format(R"({}({})\s*(~))", entry_begin, name),
                 {"variable.parameter.axis", "keyword.operator"}),
        captured(fmt::format(R"({}({}(?:\.{})*)\s*(?=\+?=(?![=>])))", field_begin, name, name),
                 {"variable.other.member"}),
        captured(fmt::format(R"(({})\s*(?=:(?!=)))", name), {"variable.other.member"}),
    });
}

void add_words(Json& rules) {
    const auto bare = [](WordFamily family) {
        return fmt::format(R"((?<!\.)\b(?:{})\b)", any_of(family));
    };
    const auto before_bracket = [&](WordFamily family) { return bare(family) + R"((?=\s*[{(]))"; };
    rules["words"] = all({
        matched(bare(WordFamily::literal), "constant.language"),
        matched(bare(WordFamily::word_operator), "keyword.operator.word"),
        matched(bare(WordFamily::control), "keyword.control"),
        matched(R"((?<!\.)\blet\b)", "keyword.declaration"),
        matched(R"((?<!\.)\b(?:as|on|was)\b(?!\s*=))", "keyword.control.clause"),
        matched(before_bracket(WordFamily::space_form), "keyword.control.space"),
        matched(before_bracket(WordFamily::constructor), "support.class"),
        matched(bare(WordFamily::function) + R"((?=\s*\())", "support.function.builtin"),
        matched(fmt::format(R"(\b{}(?=\())", name), "entity.name.function"),
        matched(bare(WordFamily::type_name), "support.type"),
        matched(bare(WordFamily::variable), "variable.language"),
    });
}

void add_operators(Json& rules) {
    rules["operators"] = all({matched(R"(\.\.<|\.\.=|\.\.\.)", "keyword.operator.range"),
                              matched(R"(=>|->)", "keyword.operator.arrow"),
                              matched(R"(==|!=|<=|>=|<|>)", "keyword.operator.comparison"),
                              matched(R"(\+=|=)", "keyword.operator.assignment"),
                              matched(R"(//|[-+*/%~?|])", "keyword.operator.arithmetic")});
}

} // namespace

std::string tmlanguage() {
    Json rules = Json::object();
    add_comments(rules);
    add_strings(rules);
    add_numbers(rules);
    add_declarations(rules);
    add_entries(rules);
    add_words(rules);
    add_operators(rules);
    Json grammar{{"$schema",
                  "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json"},
                 {"information_for_contributors",
                  "Generated by `expc internal tmlanguage`; edit grammar/keywords.def instead."},
                 {"name", "exp"},
                 {"scopeName", "source.exp"},
                 {"fileTypes", Json::array({"exp"})}};
    grammar.update(includes(
        {"comments", "strings", "numbers", "declarations", "entries", "words", "operators"}));
    grammar["repository"] = rules;
    return grammar.dump(2) + "\n";
}

} // namespace expc::parse
