// SPDX-License-Identifier: MIT
// Int literals among Floats.
#include "compiler/sema/checker.hpp"

#include <algorithm>

namespace expc::sema {

/// Only Int literals become Floats; a minus sign before one is part of it.
bool Checker::mark_float(ExprRef expression) {
    const ast::Expr& node = expression.get();
    if (const auto* unary = std::get_if<ast::Unary>(&node.node)) {
        return unary->op == ast::UnaryOp::negate && mark_float(expression.at(unary->operand));
    }
    if (!std::holds_alternative<ast::IntLiteral>(node.node)) return false;
    expression.module->float_literals[expression.id.index] = true;
    return true;
}

bool Checker::fit_numbers(ExprRef value, const Type& may_be_absent, const Scope& scope) {
    const Type wanted = required(may_be_absent);
    const Type type = infer(value, scope);
    if (wanted.is(TypeKind::real) && type.is(TypeKind::integer)) {
        if (mark_float(value)) return true;
        mismatch(value, type, wanted, {});
        return false;
    }
    if (!wanted.is(TypeKind::record) || fits(type, wanted)) return true;
    const auto* record = std::get_if<ast::Record>(&value.get().node);
    if (record == nullptr) {
        mismatch(value, type, wanted, {});
        return false;
    }
    return std::ranges::all_of(record->block.entries, [&](const ast::Entry& entry) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        const Type* field = assign != nullptr ? wanted.field(assign->path.front().text) : nullptr;
        return field == nullptr || fit_numbers(value.at(assign->value), *field, scope);
    });
}

} // namespace expc::sema
