// SPDX-License-Identifier: MIT
#include "compiler/ast/operators.hpp"
#include "compiler/ast/print.hpp"
#include "compiler/ast/printer.hpp"
#include "compiler/base/match.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace expc::ast {

namespace {

constexpr auto space_words =
    std::to_array<std::string_view>({"product", "zip", "concat", "sample", "cases"});

/// How tight the outermost form of an expression binds.
int level_of(const Expr& expr) {
    return match(
        expr.node, [](const Binary& binary) { return row_of(binary.op).level; },
        [](const Range&) { return level::range; },
        [](const Conditional&) { return level::conditional; },
        [](const LetIn&) { return level::conditional; },
        [](const Unary& unary) {
            return unary.op == UnaryOp::negate ? level::minus : level::negation;
        },
        [](const IntLiteral& literal) { return literal.value < 0 ? level::minus : level::postfix; },
        [](const auto&) { return level::postfix; });
}

} // namespace

void Printer::expression(ExprId id, int lowest) {
    const Expr& expr = file_.exprs[id];
    const bool needs_parentheses = level_of(expr) < lowest;
    if (needs_parentheses) write("(");
    std::visit([&](const auto& node) { form(node); }, expr.node);
    if (needs_parentheses) write(")");
}

void Printer::form(const Invalid&) {
    write("<invalid>");
}
void Printer::form(const NoneLiteral&) {
    write("none");
}
void Printer::form(const BoolLiteral& literal) {
    write(literal.value ? "true" : "false");
}
void Printer::form(const IntLiteral& literal) {
    write(std::to_string(literal.value));
}
void Printer::form(const FloatLiteral& literal) {
    write(print_float(literal.value));
}
void Printer::form(const DurationLiteral& literal) {
    write(print_duration(literal.milliseconds));
}
void Printer::form(const SizeLiteral& literal) {
    write(print_size(literal.bytes));
}
void Printer::form(const NameUse& use) {
    write(use.name);
}

void Printer::form(const StringLiteral& literal) {
    write("\"");
    for (const StringPart& part : literal.parts) {
        if (part.hole) {
            write("${");
            expression(part.hole, level::conditional);
            write("}");
        } else {
            const std::string quoted = print_string(part.text);
            write(std::string_view(quoted).substr(1, quoted.size() - 2));
        }
    }
    write("\"");
}

void Printer::form(const Member& member) {
    expression(member.base, level::postfix);
    write("." + member.name.text);
}

void Printer::form(const Index& index) {
    expression(index.base, level::postfix);
    write("[");
    expression(index.index, level::conditional);
    write("]");
}

void Printer::form(const Call& call) {
    write(call.callee.text);
    arguments(call.arguments);
}

void Printer::arguments(const std::vector<Argument>& arguments) {
    write("(");
    separated(arguments, ", ", [&](const Argument& argument) {
        if (argument.name) write(argument.name->text + " = ");
        expression(argument.value, level::conditional);
    });
    write(")");
}

void Printer::form(const Unary& unary) {
    write(unary.op == UnaryOp::negate ? "-" : "not ");
    expression(unary.operand, unary.op == UnaryOp::negate ? level::minus : level::negation);
}

/// Comparisons do not chain and `and` does not mix with `or`: there the left side is in parentheses
/// too.
void Printer::form(const Binary& binary) {
    const OperatorRow& row = row_of(binary.op);
    const auto* left = std::get_if<Binary>(&file_.exprs[binary.left].node);
    const bool is_chain = left != nullptr && row_of(left->op).level == row.level;
    const bool may_chain = row.level != level::comparison &&
                           (row.level != level::logical || !is_chain || left->op == binary.op);
    expression(binary.left, may_chain ? row.level : row.level + 1);
    write(" ");
    write(row.text);
    write(" ");
    expression(binary.right, row.level + 1);
}

void Printer::form(const Conditional& conditional) {
    clause("if ", conditional.condition);
    clause(" then ", conditional.then_value);
    clause(" else ", conditional.else_value);
}

void Printer::form(const Match& match) {
    write("match (");
    expression(match.subject, level::conditional);
    write(") { ");
    separated(match.arms, ", ", [&](const MatchArm& arm) {
        if (arm.pattern) {
            expression(arm.pattern, level::conditional);
        } else {
            write("_");
        }
        clause(" => ", arm.value);
    });
    write(" }");
}

/// The value may hold `in` only inside brackets.
void Printer::form(const LetIn& let) {
    write("let " + let.name.text + " = ");
    expression(let.value, level::range);
    clause(" in ", let.body);
}

void Printer::form(const List& list) {
    write("[");
    separated(list.elements, ", ", [&](const ListElement& element) {
        clause(element.is_splice ? "..." : "", element.value);
        clause(" if ", element.condition);
    });
    write("]");
}

void Printer::form(const Comprehension& comprehension) {
    clause("[", comprehension.value);
    clause(" for " + comprehension.name.text + " in ", comprehension.source);
    clause(" if ", comprehension.condition);
    write("]");
}

void Printer::form(const Range& range) {
    expression(range.low, level::range + 1);
    write(range.includes_high ? "..=" : "..<");
    expression(range.high, level::range + 1);
}

void Printer::form(const Record& record) {
    block_in_line(record.block);
}

void Printer::form(const Constructor& constructor) {
    write(constructor.name.text + " ");
    block_in_line(constructor.block);
}

void Printer::form(const SpaceBlock& space) {
    space_head(space);
    block_in_line(space.block);
}

void Printer::space_head(const SpaceBlock& space) {
    write(space_words[static_cast<std::size_t>(space.kind)]);
    if (!space.arguments.empty()) arguments(space.arguments);
    write(" ");
}

void Printer::form(const With& with) {
    expression(with.base, level::postfix);
    write(" with ");
    block_in_line(with.block);
}

void Printer::form(const Without& without) {
    expression(without.base, level::postfix);
    write(" without [");
    separated(without.names, ", ", [&](const Name& name) { write(print_name(name.text)); });
    write("]");
}

void Printer::form(const Ascription& ascription) {
    expression(ascription.value, level::postfix);
    write(" as ");
    type(ascription.type);
}

void Printer::type(TypeId id) {
    std::visit([&](const auto& node) { type_form(node); }, file_.types[id].node);
}

void Printer::type_form(const Invalid&) {
    write("<invalid>");
}
void Printer::type_form(const NamedType& named) {
    write(named.name.text);
}

void Printer::type_form(const GenericType& generic) {
    write(generic.name.text + "<");
    separated(generic.arguments, ", ", [&](TypeId argument) { type(argument); });
    write(">");
}

void Printer::type_form(const OptionalType& optional) {
    type(optional.inner);
    write("?");
}

void Printer::type_form(const RecordType& record) {
    write("{");
    separated(record.fields, ", ",
              [&](const RecordTypeField& field) { typed_name(field.name, field.type); });
    write("}");
}

void Printer::type_form(const LiteralUnion& literals) {
    separated(literals.values, " | ", [&](const Name& value) { write(print_string(value.text)); });
}

} // namespace expc::ast
