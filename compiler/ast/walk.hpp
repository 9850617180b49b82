// SPDX-License-Identifier: MIT
// for_each_child: the expressions directly below an expression or entry, in source order. For
// measures and searches that treat all forms alike; whoever needs a form's meaning matches on it.
#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/base/match.hpp"

namespace expc::ast {

namespace detail {

template <typename Visit>
void visit_if_some(ExprId id, Visit& visit) {
    if (id) visit(id);
}

template <typename Visit>
void visit_arguments(const std::vector<Argument>& arguments, Visit& visit) {
    for (const Argument& argument : arguments)
        visit_if_some(argument.value, visit);
}

} // namespace detail

/// Calls `visit(ExprId)` for each expression directly below the entry.
template <typename Visit>
void for_each_child(const Entry& entry, Visit&& visit) {
    const auto each = [&](auto... ids) { (detail::visit_if_some(ids, visit), ...); };
    match(
        entry.node, [](const Invalid&) {}, [](const Unset&) {},
        [&](const Assign& e) { each(e.value); }, [&](const Spread& e) { each(e.value); },
        [&](const Require& e) { each(e.condition, e.guard, e.message); },
        [&](const Axis& e) { each(e.values, e.guard, e.was); },
        [&](const RandomAxis& e) { each(e.distribution); },
        [&](const Filter& e) { each(e.condition); }, [&](const Nested& e) { each(e.space); },
        [&](const Assert& e) { each(e.condition); }, [&](const LocalLet& e) { each(e.value); });
}

/// Calls `visit(ExprId)` for each expression in the block's entries.
template <typename Visit>
void for_each_child(const Block& block, Visit&& visit) {
    for (const Entry& entry : block.entries)
        for_each_child(entry, visit);
}

/// Calls `visit(ExprId)` for each expression directly below the expression.
template <typename Visit>
void for_each_child(const Expr& expr, Visit&& visit) {
    const auto each = [&](auto... ids) { (detail::visit_if_some(ids, visit), ...); };
    const auto leaf = [](const auto&) {};
    match(
        expr.node,
        [&](const StringLiteral& e) {
            for (const StringPart& part : e.parts)
                each(part.hole);
        },
        [&](const Member& e) { each(e.base); }, [&](const Index& e) { each(e.base, e.index); },
        [&](const Call& e) { detail::visit_arguments(e.arguments, visit); },
        [&](const Unary& e) { each(e.operand); }, [&](const Binary& e) { each(e.left, e.right); },
        [&](const Conditional& e) { each(e.condition, e.then_value, e.else_value); },
        [&](const Match& e) {
            each(e.subject);
            for (const MatchArm& arm : e.arms)
                each(arm.pattern, arm.value);
        },
        [&](const LetIn& e) { each(e.value, e.body); },
        [&](const List& e) {
            for (const ListElement& element : e.elements)
                each(element.value, element.condition);
        },
        [&](const Comprehension& e) { each(e.value, e.source, e.condition); },
        [&](const Range& e) { each(e.low, e.high); },
        [&](const Record& e) { for_each_child(e.block, visit); },
        [&](const Constructor& e) { for_each_child(e.block, visit); },
        [&](const SpaceBlock& e) {
            detail::visit_arguments(e.arguments, visit);
            for_each_child(e.block, visit);
        },
        [&](const With& e) {
            each(e.base);
            for_each_child(e.block, visit);
        },
        [&](const Without& e) { each(e.base); }, [&](const Ascription& e) { each(e.value); }, leaf);
}

} // namespace expc::ast
