// SPDX-License-Identifier: MIT
#include "compiler/ast/print.hpp"

#include "compiler/ast/operators.hpp"
#include "compiler/ast/printer.hpp"
#include "compiler/base/match.hpp"

#include <algorithm>
#include <array>

namespace expc::ast {

namespace {

constexpr auto kind_words = std::to_array<std::string_view>(
    {"space", "resources", "mount", "container", "platform", "experiment"});

} // namespace

std::string print(const File& file) {
    Printer printer(file);
    for (const Declaration& each : file.declarations)
        printer.declaration(each);
    return printer.take();
}

std::string print(const File& file, ExprId expr) {
    Printer printer(file);
    printer.expression(expr, level::conditional);
    return printer.take();
}

std::string print(const File& file, TypeId type) {
    Printer printer(file);
    printer.type(type);
    return printer.take();
}

void Printer::declaration(const Declaration& declaration) {
    doc(declaration.doc);
    std::visit([&](const auto& node) { content(node); }, declaration.node);
    write("\n");
}

void Printer::content(const Use& use) {
    write("use " + print_string(use.path));
    if (use.alias) return write(" as " + use.alias->text);
    write(" { ");
    separated(use.names, ", ", [&](const Name& name) { write(name.text); });
    write(" }");
}

void Printer::content(const Input& input) {
    write("input ");
    typed_name(input.name, input.type);
    rule(input.rule);
    if (!input.default_value) return;
    write(" = ");
    expression(input.default_value, level::conditional);
}

void Printer::content(const Secret& secret) {
    write("secret " + secret.name.text + " = ");
    expression(secret.value, level::conditional);
}

void Printer::content(const Let& let) {
    write("let ");
    if (let.type) {
        typed_name(let.name, let.type);
    } else {
        write(let.name.text);
    }
    write(" = ");
    spread_out(let.value);
}

void Printer::content(const Fn& fn) {
    write("fn " + fn.name.text + "(");
    separated(fn.parameters, ", ",
              [&](const Parameter& each) { typed_name(each.name, each.type); });
    write(") -> ");
    type(fn.result);
    write(" = ");
    expression(fn.body, level::conditional);
}

void Printer::content(const TypeAlias& alias) {
    write("type " + alias.name.text + " = ");
    type(alias.type);
    rule(alias.rule);
}

void Printer::content(const Definition& definition) {
    write(kind_words[static_cast<std::size_t>(definition.kind)]);
    write(" " + definition.name.text + " ");
    const bool is_record = std::holds_alternative<Record>(file_.exprs[definition.value].node);
    if (!is_record || definition.kind == Kind::space) write("= ");
    spread_out(definition.value);
}

void Printer::content(const Target& target) {
    write("target ");
    if (target.name) write(target.name->text + " = ");
    expression(target.experiments, level::conditional);
    write(" on ");
    platform(target.platform);
    if (!target.block) return;
    write(" ");
    block_in_lines(*target.block);
}

void Printer::content(const Test& test) {
    write("test " + print_string(test.name) + " ");
    block_in_lines(test.block);
}

void Printer::content(const Invalid&) {
    write("<invalid>");
}

void Printer::typed_name(const Name& name, TypeId id) {
    write(print_name(name.text) + ": ");
    type(id);
}

void Printer::rule(ExprId condition) {
    if (!condition) return;
    write(" where ");
    expression(condition, level::conditional);
}

bool Printer::is_dotted_name(ExprId id) const {
    const auto* member = std::get_if<Member>(&file_.exprs[id].node);
    if (member != nullptr) return is_dotted_name(member->base);
    return std::holds_alternative<NameUse>(file_.exprs[id].node);
}

/// A platform is a name, perhaps of another module, with suffixes; anything else stands in
/// parentheses.
void Printer::platform(ExprId id) {
    const auto& node = file_.exprs[id].node;
    if (const auto* with = std::get_if<With>(&node)) {
        platform(with->base);
        write(" with ");
        return block_in_line(with->block);
    }
    if (const auto* without = std::get_if<Without>(&node)) {
        platform(without->base);
        write(" without [");
        separated(without->names, ", ", [&](const Name& name) { write(print_name(name.text)); });
        return write("]");
    }
    if (is_dotted_name(id)) return expression(id, level::postfix);
    write("(");
    expression(id, level::conditional);
    write(")");
}

/// An expression whose outermost block has one entry per line.
void Printer::spread_out(ExprId id) {
    match(
        file_.exprs[id].node, [&](const Record& record) { block_in_lines(record.block); },
        [&](const Constructor& constructor) {
            write(constructor.name.text + " ");
            block_in_lines(constructor.block);
        },
        [&](const SpaceBlock& space) {
            space_head(space);
            block_in_lines(space.block);
        },
        [&](const With& with) {
            expression(with.base, level::postfix);
            write(" with ");
            block_in_lines(with.block);
        },
        [&](const auto&) { expression(id, level::conditional); });
}

} // namespace expc::ast
