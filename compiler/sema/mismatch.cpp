// SPDX-License-Identifier: MIT
// What is said where a value has another type than its place wants.
#include "compiler/parse/numbers.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/checker.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// `"4"`, `"16GiB"`, `"16 GB"`, `"2h"` or `"1:00:00"` as it is written without quotes; empty for
/// what is no number or quantity.
std::string unquoted(ExprRef expression, const Type& wanted) {
    const bool is_quantity = wanted.is(TypeKind::duration) || wanted.is(TypeKind::size);
    std::string text = plain_text(expression).value_or("");
    if (wanted.is(TypeKind::duration) && text.find(':') != std::string::npos)
        return parse::duration_of_clock(text);
    if (is_quantity) std::erase(text, ' ');
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto unit = std::ranges::find_if_not(text, is_digit);
    const bool is_number_alone = unit == text.end();
    if (unit == text.begin() || !std::all_of(unit, text.end(), is_letter)) return "";
    const bool is_ambiguous =
        text.end() - unit == 1 && std::string_view("KMGT").find(*unit) != std::string_view::npos;
    if (wanted.is(TypeKind::size) && is_ambiguous) return text + "iB"; // as engines read it
    return is_number_alone == is_number(wanted) && (is_number_alone || is_quantity) ? text : "";
}

/// A text, or a list of texts, where scripts are wanted.
bool is_text_for_script(const Type& actual, const Type& wanted) {
    const Type& script = wanted.is(TypeKind::list) ? wanted.element() : wanted;
    const Type& text = actual.is(TypeKind::list) ? actual.element() : actual;
    return script.is(TypeKind::constructed) && script.name() == "bash" && is_text_like(text);
}

/// How tight an expression binds that is no operand of another one yet.
int level_of(const ast::Expr& expr) {
    using namespace ast;
    if (const auto* binary = std::get_if<Binary>(&expr.node)) return row_of(binary->op).level;
    if (const auto* unary = std::get_if<Unary>(&expr.node))
        return unary->op == UnaryOp::negate ? level::minus : level::negation;
    if (std::holds_alternative<Range>(expr.node)) return level::range;
    const bool is_open =
        std::holds_alternative<Conditional>(expr.node) || std::holds_alternative<LetIn>(expr.node);
    return is_open ? level::conditional : level::postfix;
}

bool is_path(const Type& type) {
    return type.is(TypeKind::platform_path) || type.is(TypeKind::container_path) ||
           type.is(TypeKind::any_path) || type.is(TypeKind::host_path);
}

} // namespace

std::string Checker::operand_text(ExprRef e, int level) const {
    const std::string text = source_text(e.range());
    return level_of(e.get()) < level ? "(" + text + ")" : text;
}

/// A number where a quantity is wanted.
void Checker::report_unitless(ExprRef expression, const Type& actual, const Type& wanted,
                              const Asker& asker) {
    const bool is_literal = std::holds_alternative<ast::IntLiteral>(expression.get().node);
    const std::string shown = source_text(expression.range());
    const std::string example = wanted.is(TypeKind::duration) ? "90s" : "16GiB";
    const std::string unit = wanted.is(TypeKind::duration) ? "s" : "GiB";
    const std::string name = asker.name.empty() ? "this value" : std::string(asker.name);
    auto report =
        sink_.report(diag::Code::E0401, expression.range(), name, to_string(wanted), shown);
    report.here(with_article(actual));
    if (asker.place.file != SourceId{})
        report.label(asker.place,
                     fmt::format("{} is expected because of this field", with_article(wanted)));
    report.help(is_literal
                    ? fmt::format("write the unit, for example `{}{}`", shown, unit)
                    : fmt::format("give it a unit, for example by multiplying with one: write `{}`",
                                  example));
}

void Checker::mismatch(ExprRef expression, const Type& actual, const Type& expected,
                       const Asker& asker) {
    const std::string_view what = asker.name;
    const SourceRange range = expression.range();
    const Type& wanted = expected.is(TypeKind::optional) ? expected.element() : expected;
    const bool is_unitless =
        is_number(actual) && (wanted.is(TypeKind::duration) || wanted.is(TypeKind::size));
    if (is_unitless) return report_unitless(expression, actual, wanted, asker);
    if (actual.is(TypeKind::optional) && fits(actual.element(), expected)) {
        auto report = sink_.report(diag::Code::E0306, range, source_text(range));
        report.here(fmt::format("has type {}, but {} is needed", to_string(actual),
                                with_article(expected)));
        const bool is_atom = level_of(expression.get()) == ast::level::postfix;
        report.help(is_atom ? fmt::format("say what happens without it: `if {0} != none then {0} "
                                          "else ...`",
                                          source_text(range))
                            : "say what happens without it: another value instead of `none`");
        return;
    }
    if (actual.is(TypeKind::runtime) && fits(actual.element(), expected)) {
        sink_.report(diag::Code::E0314, range, fmt::format("`{}`", source_text(range)),
                     what.empty() ? "this value" : fmt::format("`{}`", what));
        return;
    }
    if (actual.is(TypeKind::literals) && wanted.is(TypeKind::literals))
        return not_one_of(range, actual, wanted, what);
    if (has_foreign_elements(expression, wanted, what)) return;
    const std::string shown =
        wanted.is(TypeKind::space) ? std::string("a space") : with_article(expected);
    auto report = sink_.report(diag::Code::E0302, range, shown, described(actual));
    if (!what.empty()) report.here(fmt::format("`{}` takes {}", what, shown));
    if (wanted.is(TypeKind::literals))
        report.note(fmt::format("the values are: {}", to_string(wanted)));
    help_mismatch(report, expression, actual, wanted);
}

/// How the value is written that was most likely meant.
void Checker::help_mismatch(diag::Builder& report, ExprRef expression, const Type& actual,
                            const Type& wanted) {
    const SourceRange range = expression.range();
    const std::string text = source_text(range);
    const std::string written = unquoted(expression, wanted);
    const std::string inside = plain_text(expression).value_or("");
    const auto& names = wanted.is(TypeKind::one_of) ? wanted.names() : std::vector<std::string>{};
    if (!written.empty()) {
        report.suggestion(fmt::format("without quotes: `{}`", written), {{range, written}});
    } else if (wanted.is(TypeKind::real) && actual.is(TypeKind::integer)) {
        report.help(fmt::format("convert it: `float({})`", text));
    } else if (is_path(wanted) && is_text_like(actual)) {
        report.help(fmt::format("a path is written as a literal: `\"${{{}}}\"`", text));
    } else if (is_text_for_script(actual, wanted)) {
        const std::string script = inside.empty() || inside.find('\n') != std::string::npos ||
                                           inside.find("'''") != std::string::npos
                                       ? "..."
                                       : inside;
        report.help(fmt::format("a script is written `{0}bash {{ run = '''{2}''' }}{1}`",
                                wanted.is(TypeKind::list) ? "[" : "",
                                wanted.is(TypeKind::list) ? "]" : "", script));
    } else if (std::ranges::find(names, inside) != names.end()) {
        report.help(fmt::format("it is written with braces: `{}`", example_of(inside)));
    } else if (wanted.is(TypeKind::space) && expression.module->find(inside)) {
        report.fix(fmt::format("a name has no quotes: `{}`", inside), {{range, inside}});
    } else if (wanted.is(TypeKind::list) && !wanted.element().is(TypeKind::anything) &&
               fits(actual, wanted.element())) {
        report.fix(fmt::format("a list of one: `[{}]`", text), {{range, "[" + text + "]"}});
    }
}

/// `taskfile { helper = ... }`: a constructor with the fields that it needs.
std::string Checker::example_of(std::string_view constructor) const {
    std::vector<std::string> required;
    for (const Field& field : schema_.fields(constructor)) {
        if (field.presence == Presence::required)
            required.push_back(fmt::format("{} = ...", field.name));
    }
    return required.empty() ? fmt::format("{} {{}}", constructor)
                            : fmt::format("{} {{ {} }}", constructor, fmt::join(required, ", "));
}

} // namespace expc::sema
