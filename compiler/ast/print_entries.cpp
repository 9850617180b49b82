// SPDX-License-Identifier: MIT
#include "compiler/ast/operators.hpp"
#include "compiler/ast/print.hpp"
#include "compiler/ast/printer.hpp"
#include "compiler/base/match.hpp"

#include <algorithm>

namespace expc::ast {

void Printer::next_line() {
    write("\n" + indentation_);
}

void Printer::block_in_line(const Block& block) {
    if (block.entries.empty()) return write("{}");
    write("{ ");
    separated(block.entries, ", ", [&](const Entry& each) { entry(each); });
    write(" }");
}

void Printer::block_in_lines(const Block& block) {
    if (block.entries.empty()) return write("{}");
    write("{");
    indentation_ += "  ";
    for (const Entry& each : block.entries) {
        next_line();
        doc(each.doc);
        const auto* nested = std::get_if<Nested>(&each.node);
        if (nested != nullptr) {
            spread_out(nested->space);
        } else {
            entry(each);
        }
    }
    indentation_.resize(indentation_.size() - 2);
    next_line();
    write("}");
}

void Printer::doc(const std::string& text) {
    if (text.empty()) return;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        write(end == at ? "##" : "## " + text.substr(at, end - at));
        next_line();
        at = end + 1;
    }
}

void Printer::entry(const Entry& entry) {
    match(
        entry.node, [&](const Invalid&) { write("<invalid>"); },
        [&](const Assign& assign) {
            path(assign.path);
            write(assign.appends ? " += " : " = ");
            expression(assign.value, level::conditional);
        },
        [&](const Unset& unset) {
            write("unset ");
            path(unset.path);
        },
        [&](const Spread& spread) { clause("...", spread.value); },
        [&](const Require& require) {
            clause("require ", require.condition);
            clause(" when ", require.guard);
            clause(" : ", require.message);
        },
        [&](const Axis& axis) {
            column(axis.name, axis.alias);
            clause(" in ", axis.values);
            clause(" when ", axis.guard);
            clause(" was ", axis.was);
        },
        [&](const RandomAxis& axis) {
            column(axis.name, axis.alias);
            clause(" ~ ", axis.distribution);
        },
        [&](const Filter& filter) {
            clause(filter.excludes ? "exclude " : "where ", filter.condition);
        },
        [&](const Nested& nested) { expression(nested.space, level::conditional); },
        [&](const Assert& assertion) { clause("assert ", assertion.condition); },
        [&](const LocalLet& let) { clause("let " + let.name.text + " = ", let.value); });
}

void Printer::path(const std::vector<Name>& names) {
    separated(names, ".", [&](const Name& name) { write(print_name(name.text)); });
}

void Printer::column(const Name& name, const std::optional<Name>& alias) {
    write(print_name(name.text));
    if (alias) write(" as " + alias->text);
}

/// A word and its expression; nothing if the expression is absent.
void Printer::clause(std::string_view word, ExprId value) {
    if (!value) return;
    write(word);
    expression(value, level::conditional);
}

namespace {

std::string dotted(const std::vector<Name>& path) {
    std::string text;
    for (const Name& segment : path)
        text += (text.empty() ? "" : ".") + print_name(segment.text);
    return text;
}

} // namespace

std::string print_head(const Entry& entry) {
    return match(
        entry.node, [](const Invalid&) { return std::string("<invalid>"); },
        [](const Assign& assign) { return dotted(assign.path) + (assign.appends ? " +=" : " ="); },
        [](const Unset& unset) { return "unset " + dotted(unset.path); },
        [](const Spread&) { return std::string("..."); },
        [](const Require&) { return std::string("require"); },
        [](const Axis& axis) { return print_name(axis.name.text) + " in"; },
        [](const RandomAxis& axis) { return print_name(axis.name.text) + " ~"; },
        [](const Filter& filter) { return std::string(filter.excludes ? "exclude" : "where"); },
        [](const Nested&) { return std::string("a space"); },
        [](const Assert&) { return std::string("assert"); },
        [](const LocalLet& let) { return "let " + let.name.text; });
}

} // namespace expc::ast
