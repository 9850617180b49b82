// SPDX-License-Identifier: MIT
// Types of `match`: its arms fit the value and each other, cover it, and each of them is reached.
#include "compiler/ast/print.hpp"
#include "compiler/sema/checker.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace expc::sema {

namespace {

/// Whether an expression is a value that stands as it is, so that equal texts are equal values.
bool is_written_out(ExprRef e) {
    using namespace ast;
    const Expr& expr = e.get();
    if (const auto* text = std::get_if<StringLiteral>(&expr.node))
        return std::ranges::none_of(text->parts, [](const auto& part) { return !!part.hole; });
    return std::holds_alternative<IntLiteral>(expr.node) ||
           std::holds_alternative<FloatLiteral>(expr.node) ||
           std::holds_alternative<BoolLiteral>(expr.node) ||
           std::holds_alternative<NoneLiteral>(expr.node);
}

} // namespace

Type Checker::infer_match(ExprRef e, const ast::Match& node, const Scope& scope, const Type* hint) {
    const Type subject = infer(e.at(node.subject), scope);
    std::optional<Type> result;
    bool has_wildcard = false;
    std::vector<std::string> covered;
    warn_of_unreached_arms(e, node);
    for (const ast::MatchArm& arm : node.arms) {
        has_wildcard = has_wildcard || !arm.pattern;
        if (arm.pattern) {
            const Type pattern = infer(e.at(arm.pattern), scope, &subject);
            if (pattern.is(TypeKind::literals))
                covered.insert(covered.end(), pattern.names().begin(), pattern.names().end());
            const bool is_possible =
                unify(required(subject), required(pattern)) || pattern.is(TypeKind::none);
            if (!is_possible) mismatch(e.at(arm.pattern), pattern, subject, "match");
            if (pattern.is(TypeKind::none)) covered.emplace_back("none");
            if (const auto* b = std::get_if<ast::BoolLiteral>(&e.at(arm.pattern).get().node))
                covered.emplace_back(b->value ? "true" : "false");
        }
        const Type value = infer(e.at(arm.value), scope, hint);
        const auto both = result ? unify(*result, value) : std::optional(value);
        if (!both) {
            mismatch(e.at(arm.value), value, *result, "match");
            return {};
        }
        result = both;
    }
    if (has_wildcard || subject.is_invalid()) return result.value_or(Type());
    std::vector<std::string> wanted;
    const Type inner = required(subject);
    if (inner.is(TypeKind::literals)) wanted = inner.names();
    if (inner.is(TypeKind::boolean)) wanted = {"true", "false"};
    const bool is_finite = !wanted.empty();
    if (subject.is(TypeKind::optional)) wanted.emplace_back("none");
    std::erase_if(wanted, [&](const std::string& name) {
        return std::ranges::find(covered, name) != covered.end();
    });
    if (is_finite && wanted.empty()) return result.value_or(Type());
    sink_
        .report(diag::Code::E0307, e.range(),
                is_finite ? fmt::format("`{}`", fmt::join(wanted, "`, `"))
                          : "every " + to_string(subject))
        .help("add the missing arms, or `_ => value` for all others");
    return result.value_or(Type());
}

/// The first arm that fits is taken: what stands behind `_`, or behind the same value, never is.
void Checker::warn_of_unreached_arms(ExprRef e, const ast::Match& node) {
    std::map<std::string, SourceRange> before;
    std::optional<SourceRange> wildcard;
    for (const ast::MatchArm& arm : node.arms) {
        const ExprRef pattern = arm.pattern ? e.at(arm.pattern) : ExprRef{};
        std::optional<SourceRange> taken = wildcard;
        if (!pattern)
            wildcard = wildcard.value_or(arm.range);
        else if (is_written_out(pattern)) {
            const auto [first, is_new] =
                before.emplace(ast::print(e.module->file, arm.pattern), pattern.range());
            if (!taken && !is_new) taken = first->second;
        }
        if (!taken) continue;
        sink_.report(diag::Code::W0301, pattern ? pattern.range() : arm.range)
            .here("the first arm that fits is taken")
            .label(*taken, "this one");
    }
}

} // namespace expc::sema
