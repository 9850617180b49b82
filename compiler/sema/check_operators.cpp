// SPDX-License-Identifier: MIT
// Types of operators: arithmetic with dimensions, comparison, membership, logic, and what a
// condition proves.
#include "compiler/sema/checker.hpp"
#include "compiler/sema/operators.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

bool is_quantity(const Type& type) {
    return type.is(TypeKind::duration) || type.is(TypeKind::size);
}

/// The result of arithmetic, or nothing when the operands do not go together. Int literals are
/// Floats already.
std::optional<Type> arithmetic_result(ast::BinaryOp op, const Type& left, const Type& right) {
    using enum ast::BinaryOp;
    const bool is_sum = op == add || op == subtract;
    const bool is_integer_division = op == floor_divide || op == remainder;
    if (left.is(TypeKind::integer) && right.is(TypeKind::integer)) {
        return op == divide ? std::nullopt : std::optional(left);
    }
    if (left.is(TypeKind::real) && right.is(TypeKind::real)) {
        return is_integer_division ? std::nullopt : std::optional(left);
    }
    if (is_quantity(left) && left.kind() == right.kind()) {
        if (is_sum) return left;
        return op == divide ? std::optional(Type(TypeKind::real)) : std::nullopt;
    }
    if (is_quantity(left) && is_number(right))
        return op == multiply || op == divide ? std::optional(left) : std::nullopt;
    if (is_number(left) && is_quantity(right))
        return op == multiply ? std::optional(right) : std::nullopt;
    return std::nullopt;
}

std::string_view operation_noun(ast::BinaryOp op) {
    switch (op) {
    case ast::BinaryOp::add: return "sum";
    case ast::BinaryOp::subtract: return "difference";
    case ast::BinaryOp::multiply: return "product";
    case ast::BinaryOp::divide:
    case ast::BinaryOp::floor_divide: return "quotient";
    case ast::BinaryOp::remainder: return "remainder";
    case ast::BinaryOp::equal:
    case ast::BinaryOp::not_equal:
    case ast::BinaryOp::less:
    case ast::BinaryOp::less_equal:
    case ast::BinaryOp::greater:
    case ast::BinaryOp::greater_equal:
    case ast::BinaryOp::in:
    case ast::BinaryOp::not_in: return "comparison";
    case ast::BinaryOp::logical_and:
    case ast::BinaryOp::logical_or: return "combination";
    }
    return "";
}

bool is_ordered(const Type& type) {
    return is_number(type) || is_quantity(type) || type.is(TypeKind::text) ||
           type.is(TypeKind::literals);
}

} // namespace

std::string_view spelling(ast::BinaryOp op) {
    switch (op) {
    case ast::BinaryOp::multiply: return "*";
    case ast::BinaryOp::divide: return "/";
    case ast::BinaryOp::floor_divide: return "//";
    case ast::BinaryOp::remainder: return "%";
    case ast::BinaryOp::add: return "+";
    case ast::BinaryOp::subtract: return "-";
    case ast::BinaryOp::equal: return "==";
    case ast::BinaryOp::not_equal: return "!=";
    case ast::BinaryOp::less: return "<";
    case ast::BinaryOp::less_equal: return "<=";
    case ast::BinaryOp::greater: return ">";
    case ast::BinaryOp::greater_equal: return ">=";
    case ast::BinaryOp::in: return "in";
    case ast::BinaryOp::not_in: return "not in";
    case ast::BinaryOp::logical_and: return "and";
    case ast::BinaryOp::logical_or: return "or";
    }
    return "";
}

Type Checker::infer_unary(ExprRef e, const ast::Unary& node, const Scope& scope, const Type* hint) {
    const ExprRef operand = e.at(node.operand);
    if (node.op == ast::UnaryOp::logical_not) {
        expect(operand, scope, Type(TypeKind::boolean), "not");
        return Type(TypeKind::boolean);
    }
    const Type type = infer(operand, scope, hint);
    if (type.is_invalid() || is_number(type) || type.is(TypeKind::duration)) return type;
    if (is_absent_operand(operand, type, "-")) return {};
    sink_.report(diag::Code::E0315, e.range(), "-", described(type));
    return {};
}

Type Checker::infer_binary(ExprRef e, const ast::Binary& node, const Scope& scope,
                           const Type* hint) {
    using enum ast::BinaryOp;
    switch (node.op) {
    case multiply:
    case divide:
    case floor_divide:
    case remainder:
    case add:
    case subtract: return infer_arithmetic(e, node, scope, hint);
    case equal:
    case not_equal:
    case less:
    case less_equal:
    case greater:
    case greater_equal: return infer_comparison(e, node, scope);
    case in:
    case not_in: return infer_membership(e, node, scope);
    case logical_and:
    case logical_or: return infer_logical(node, e, scope);
    }
    return {};
}

bool Checker::is_absent_operand(ExprRef operand, const Type& type, std::string_view use) {
    if (!type.is(TypeKind::optional)) return false;
    const std::string name = operand_text(operand, ast::level::range);
    auto report =
        sink_.report(use == "word" || use == "string" ? diag::Code::E0603 : diag::Code::E0306,
                     operand.range(), source_text(operand.range()));
    report.here(fmt::format("has type {}", to_string(type)));
    if (use == "word" || use == "string") {
        const bool is_word = use == "word";
        report.help(is_word
                        ? fmt::format("drop the word in those runs: `... if {} != none`", name)
                        : fmt::format("say what stands there in those runs: `if {} != none then "
                                      "... else ...`",
                                      name));
    } else {
        report.help(fmt::format(
            "ask first: `if {0} != none then ... else ...`; a filter says `{0} != none and ...`, "
            "a rule `require ... when {0} != none`",
            name));
    }
    return true;
}

/// `run.dir + "/x"` and `run.dir / "x"` as `"${run.dir}/x"`; empty for what is no text.
std::string Checker::as_one_text(ExprRef left, const Type& left_type, ExprRef right,
                                 const Type& right_type, ast::BinaryOp op) const {
    const auto is_text = [](const Type& type) {
        return is_text_like(type.is(TypeKind::runtime) ? type.element() : type);
    };
    const bool is_path = op == ast::BinaryOp::divide && is_text(left_type) && is_text(right_type);
    const bool is_sum = op == ast::BinaryOp::add && (is_text(left_type) || is_text(right_type));
    const auto is_sayable = [](const Type& type) {
        return is_word(type) || type.is(TypeKind::runtime);
    };
    if ((!is_path && !is_sum) || !is_sayable(left_type) || !is_sayable(right_type)) return "";
    const auto inside = [&](ExprRef part) {
        const std::string text = source_text(part.range());
        const bool is_literal = std::holds_alternative<ast::StringLiteral>(part.get().node);
        const bool is_number = std::holds_alternative<ast::IntLiteral>(part.get().node) ||
                               std::holds_alternative<ast::FloatLiteral>(part.get().node);
        if (is_number) return text;
        if (!is_literal) return fmt::format("${{{}}}", text);
        const bool is_plain = text.starts_with('"') && !text.starts_with("\"\"\"");
        return is_plain ? text.substr(1, text.size() - 2) : std::string();
    };
    const std::string before = inside(left);
    const std::string behind = inside(right);
    const bool needs_slash = is_path && !before.ends_with('/') && !behind.starts_with('/');
    if (before.empty() || behind.empty()) return "";
    const std::string joined = fmt::format("\"{}{}{}\"", before, needs_slash ? "/" : "", behind);
    return joined.find('\n') == std::string::npos ? joined : "";
}

Type Checker::infer_arithmetic(ExprRef e, const ast::Binary& node, const Scope& scope,
                               const Type* hint) {
    const ExprRef left_side = e.at(node.left);
    const ExprRef right_side = e.at(node.right);
    const Type* wanted = hint != nullptr && hint->is(TypeKind::real) ? hint : nullptr;
    Type left = infer(left_side, scope, wanted);
    Type right = infer(right_side, scope, wanted);
    if (left.is_invalid() || right.is_invalid()) return {};
    if (is_absent_operand(left_side, left, spelling(node.op)) ||
        is_absent_operand(right_side, right, spelling(node.op)))
        return {};
    if (left.is(TypeKind::real) && right.is(TypeKind::integer) && mark_float(right_side))
        right = left;
    if (right.is(TypeKind::real) && left.is(TypeKind::integer) && mark_float(left_side))
        left = right;
    if (const auto result = arithmetic_result(node.op, left, right)) return *result;

    if (is_quantity(left) || is_quantity(right)) {
        sink_
            .report(diag::Code::E0404, e.range(), operation_noun(node.op), described(left),
                    described(right))
            .label(left_side.range(), described(left))
            .label(right_side.range(), described(right));
        return {};
    }
    auto report = sink_.report(diag::Code::E0303, node.op_range, spelling(node.op), described(left),
                               described(right));
    report.label(left_side.range(), described(left)).label(right_side.range(), described(right));
    const std::string a = operand_text(left_side, ast::level::product);
    const std::string b = operand_text(right_side, ast::level::minus);
    const bool are_ints = left.is(TypeKind::integer) && right.is(TypeKind::integer);
    if (are_ints)
        report.help(fmt::format("rounded down: `{} // {}`; exact: `float({}) / float({})`", a, b,
                                source_text(left_side.range()), source_text(right_side.range())));
    if (left.is(TypeKind::real) && right.is(TypeKind::integer))
        report.help(fmt::format("convert: `float({})`", source_text(right_side.range())));
    if (left.is(TypeKind::integer) && right.is(TypeKind::real))
        report.help(fmt::format("convert: `float({})`", source_text(left_side.range())));
    const std::string joined = as_one_text(left_side, left, right_side, right, node.op);
    if (!joined.empty())
        report.suggestion(fmt::format("texts are put together by `${{...}}`: `{}`", joined),
                          {{e.range(), joined}});
    else if (is_text_like(left) && node.op == ast::BinaryOp::add)
        report.help("strings are put together by `\"${a}${b}\"`");
    else if (is_text_like(left) && node.op == ast::BinaryOp::remainder)
        report.help("values enter a text by `${...}`: `\"lr=${lr}\"`");
    if (left.is(TypeKind::list) && node.op == ast::BinaryOp::add)
        report.help("lists are put together by `[...a, ...b]`");
    return {};
}

/// A number that is compared with a quantity.
void Checker::help_with_unit(diag::Builder& report, ExprRef number, const Type& quantity) const {
    const std::string_view unit = quantity.is(TypeKind::size) ? "GiB" : "s";
    const bool is_literal = std::holds_alternative<ast::IntLiteral>(number.get().node) ||
                            std::holds_alternative<ast::FloatLiteral>(number.get().node);
    report.help(fmt::format("write a unit: `{}{}{}`", operand_text(number, ast::level::product),
                            is_literal ? "" : " * 1", unit));
}

Type Checker::infer_comparison(ExprRef e, const ast::Binary& node, const Scope& scope) {
    const ExprRef left_side = e.at(node.left);
    const ExprRef right_side = e.at(node.right);
    Type left = infer(left_side, scope);
    const bool is_name = std::holds_alternative<ast::NameUse>(right_side.get().node);
    const Type text(TypeKind::text);
    Type right =
        infer(right_side, scope, is_name && is_text_like(required(left)) ? &text : nullptr);
    const Type boolean(TypeKind::boolean);
    if (left.is_invalid() || right.is_invalid()) return boolean;
    const bool is_equality = node.op == ast::BinaryOp::equal || node.op == ast::BinaryOp::not_equal;
    for (const auto& [side, type] : {std::pair(left_side, left), std::pair(right_side, right)}) {
        if (!type.is(TypeKind::runtime)) continue;
        sink_.report(diag::Code::E0314, side.range(),
                     fmt::format("`{}`", source_text(side.range())), "a comparison");
        return {};
    }
    if (!is_equality && (is_absent_operand(left_side, left, spelling(node.op)) ||
                         is_absent_operand(right_side, right, spelling(node.op))))
        return boolean;
    const Type a = required(left);
    const Type b = required(right);
    const bool are_numbers = is_number(a) && is_number(b);
    const bool is_mixed = are_numbers && a.kind() != b.kind();
    if (is_mixed && (mark_float(a.is(TypeKind::integer) ? left_side : right_side) || are_numbers))
        return boolean;
    const bool is_compatible =
        unify(a, b).has_value() && (is_equality || (is_ordered(a) && is_ordered(b)));
    if (is_compatible) return boolean;
    auto report = is_quantity(a) || is_quantity(b)
                      ? sink_.report(diag::Code::E0404, e.range(), operation_noun(node.op),
                                     described(left), described(right))
                      : sink_.report(diag::Code::E0303, node.op_range, spelling(node.op),
                                     described(left), described(right));
    report.label(left_side.range(), described(left)).label(right_side.range(), described(right));
    if (is_quantity(a) && is_number(b)) help_with_unit(report, right_side, a);
    return boolean;
}

Type Checker::infer_membership(ExprRef e, const ast::Binary& node, const Scope& scope) {
    const Type element = infer(e.at(node.left), scope);
    const Type wanted = Type::list(required(element));
    const Type list = infer(e.at(node.right), scope, &wanted);
    const Type boolean(TypeKind::boolean);
    if (element.is_invalid() || list.is_invalid()) return boolean;
    const bool fits_together =
        list.is(TypeKind::list) && unify(required(element), required(list.element())).has_value();
    if (fits_together || (is_text_like(element) && is_text_like(list))) return boolean;
    sink_
        .report(diag::Code::E0303, node.op_range, spelling(node.op), described(element),
                described(list))
        .label(e.at(node.right).range(), described(list));
    return boolean;
}

Type Checker::infer_logical(const ast::Binary& node, ExprRef e, const Scope& scope) {
    const ExprRef left = e.at(node.left);
    const Type boolean(TypeKind::boolean);
    expect(left, scope, boolean, spelling(node.op));
    const bool left_is_true = node.op == ast::BinaryOp::logical_and;
    expect(e.at(node.right), scope.knowing(proved_present(left, left_is_true)), boolean,
           spelling(node.op));
    return boolean;
}

std::vector<std::string> Checker::proved_present(ExprRef condition, bool when_true) const {
    if (!condition) return {};
    const ast::Expr& expr = condition.get();
    if (const auto* unary = std::get_if<ast::Unary>(&expr.node);
        unary != nullptr && unary->op == ast::UnaryOp::logical_not) {
        return proved_present(condition.at(unary->operand), !when_true);
    }
    const auto* node = std::get_if<ast::Binary>(&expr.node);
    if (node == nullptr) return {};
    const bool joins = (node->op == ast::BinaryOp::logical_and && when_true) ||
                       (node->op == ast::BinaryOp::logical_or && !when_true);
    if (joins) {
        std::vector<std::string> names = proved_present(condition.at(node->left), when_true);
        const std::vector<std::string> more = proved_present(condition.at(node->right), when_true);
        names.insert(names.end(), more.begin(), more.end());
        return names;
    }
    const bool is_test = (node->op == ast::BinaryOp::not_equal && when_true) ||
                         (node->op == ast::BinaryOp::equal && !when_true);
    const bool equals_value = node->op == ast::BinaryOp::equal && when_true;
    if (!is_test && !equals_value) return {};
    const auto is_none = [&](ast::ExprId id) {
        return std::holds_alternative<ast::NoneLiteral>(condition.at(id).get().node);
    };
    const auto is_literal = [&](ast::ExprId id) {
        const auto& inner = condition.at(id).get().node;
        return std::holds_alternative<ast::IntLiteral>(inner) ||
               std::holds_alternative<ast::FloatLiteral>(inner) ||
               std::holds_alternative<ast::StringLiteral>(inner) ||
               std::holds_alternative<ast::BoolLiteral>(inner);
    };
    const auto proves = [&](ast::ExprId id) { return is_test ? is_none(id) : is_literal(id); };
    if (proves(node->right)) return {source_text(condition.at(node->left).range())};
    if (proves(node->left)) return {source_text(condition.at(node->right).range())};
    return {};
}

} // namespace expc::sema
