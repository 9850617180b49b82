// SPDX-License-Identifier: MIT
// Types of records: written out, read from data files with `as`, changed by `with` and `without`.
#include "compiler/ast/print.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/check_spaces.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/column_names.hpp"
#include "compiler/sema/repeated_fields.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// What is no record but takes layers: the objects of the language, and what nobody knows.
bool has_layers(const Type& type) {
    return type.is_invalid() || type.is(TypeKind::mount) || type.is(TypeKind::container) ||
           type.is(TypeKind::platform) || type.is(TypeKind::experiment) ||
           type.is(TypeKind::constructed) || type.is(TypeKind::anything);
}

} // namespace

Type Checker::infer_record(ExprRef e, const ast::Record& node, const Scope& scope,
                           const Type* hint) {
    TypeFields fields;
    for (const ast::Entry& entry : node.block.entries) {
        if (const auto* spread = std::get_if<ast::Spread>(&entry.node)) {
            const Type source = infer(e.at(spread->value), scope);
            if (source.is_invalid()) return {};
            if (!source.is(TypeKind::record)) {
                sink_.report(diag::Code::E0302, e.at(spread->value).range(), "a record after `...`",
                             with_article(source));
                return {};
            }
            fields.insert(fields.end(), source.fields().begin(), source.fields().end());
            continue;
        }
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign == nullptr || assign->appends || assign->path.size() != 1) {
            if (!std::holds_alternative<ast::Invalid>(entry.node)) {
                sink_.report(diag::Code::E0116, entry.range, ast::print_head(entry),
                             "a record takes `field = value` only");
            }
            continue;
        }
        const ast::Name& name = assign->path.front();
        const bool is_repeated =
            std::ranges::any_of(fields, [&](const auto& f) { return f.first == name.text; });
        if (is_repeated) sink_.report(diag::Code::E0204, name.range, name.text);
        const Type* wanted = nullptr;
        if (hint != nullptr && hint->is(TypeKind::record)) wanted = hint->field(name.text);
        if (hint != nullptr && hint->is(TypeKind::map)) wanted = &hint->element();
        fields.emplace_back(name.text, infer(e.at(assign->value), scope, wanted));
    }
    return Type::record(std::move(fields));
}

Type Checker::infer_ascription(ExprRef e, const ast::Ascription& node, const Scope& scope) {
    const Type wanted = resolve(*e.module, node.type);
    const ExprRef value = e.at(node.value);
    const auto* call = std::get_if<ast::Call>(&value.get().node);
    const Type actual = call != nullptr
                            ? CallChecker(*this, scope).infer_ascribed(value, *call, wanted)
                            : infer(value, scope, &wanted);
    if (actual.is(TypeKind::anything)) return wanted;
    if (actual.is(TypeKind::list) && actual.element().is(TypeKind::anything))
        return Type::list(wanted);
    if (!fits(actual, wanted)) mismatch(value, actual, wanted, "as");
    return wanted;
}

Type Checker::infer_without(ExprRef e, const ast::Without& node, const Scope& scope) {
    const Type base = infer(e.at(node.base), scope);
    if (base.is_invalid()) return {};
    if (!base.is(TypeKind::space) && !base.is(TypeKind::record)) {
        mismatch(e.at(node.base), base, Type::record({}), "without");
        return {};
    }
    TypeFields fields = base.fields();
    for (const ast::Name& name : node.names) {
        if (std::erase_if(fields, [&](const auto& f) { return f.first == name.text; }) > 0)
            continue;
        if (scope.module->unreadable.contains(name.text)) continue;
        report_unknown_column(sink_, name, field_names(base.fields()));
    }
    return base.is(TypeKind::space) ? Type::space(std::move(fields))
                                    : Type::record(std::move(fields));
}

/// `scratch with { at = "/tmp" }` in a list or a field: no object of its own is read, which would
/// be checked.
void Checker::check_changed(ExprRef e, const ast::With& node, std::string_view owner,
                            const Scope& scope) {
    report_repeated_fields(sink_, *e.module, node.block.entries);
    for (const ast::Entry& entry : node.block.entries) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        const bool is_unread = std::holds_alternative<ast::Invalid>(entry.node);
        if (assign == nullptr && !is_unread) {
            auto report =
                sink_.report(diag::Code::E0116, entry.range, ast::print_head(entry),
                             fmt::format("`with` on a {} takes `field = value` only here", owner));
            const bool is_known = std::holds_alternative<ast::Unset>(entry.node) ||
                                  std::holds_alternative<ast::Spread>(entry.node);
            if (is_known)
                report.help(fmt::format("a declaration takes it: `{} NAME = ...`", owner));
            else
                report.help(
                    fmt::format("its fields: {}", fmt::join(schema_.field_names(owner), ", ")));
        }
        if (assign == nullptr) continue;
        const ast::Name& name = assign->path.front();
        const Field* field = schema_.find(owner, name.text);
        if (field == nullptr) {
            unknown_member(std::string(owner), name, schema_.field_names(owner));
            continue;
        }
        if (assign->path.size() > 1 || assign->appends) {
            if (is_word(required(field->type)))
                sink_
                    .report(diag::Code::E0116, entry.range, ast::print_head(entry),
                            fmt::format("it is {}, and set as a whole", with_article(field->type)))
                    .help(fmt::format("write `{} = ...`", name.text));
            continue;
        }
        Scope inner = scope;
        inner.old = &field->type;
        expect(e.at(assign->value), inner, field->type, {field->name, name.range});
    }
}

Type Checker::infer_with(ExprRef e, const ast::With& node, const Scope& scope) {
    const Type base = infer(e.at(node.base), scope);
    if (base.is(TypeKind::space)) return SpaceChecker(*this, scope).infer_with(e, node, base);
    if (base.is(TypeKind::mount)) check_changed(e, node, "mount", scope);
    if (base.is(TypeKind::container)) check_changed(e, node, "container", scope);
    if (has_layers(base)) return base;
    if (!base.is(TypeKind::record)) {
        sink_.report(diag::Code::E0302, e.at(node.base).range(),
                     "a record or a space before `with`", with_article(base));
        return {};
    }
    report_repeated_fields(sink_, *e.module, node.block.entries);
    const Type changed = without_known_texts(base);
    for (const ast::Entry& entry : node.block.entries) {
        if (std::holds_alternative<ast::Invalid>(entry.node)) continue;
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign == nullptr) {
            sink_.report(diag::Code::E0116, entry.range, ast::print_head(entry),
                         "`with` on a record takes `field = value` and `list += [...]`");
            continue;
        }
        const Type* field = &changed;
        std::string owner = source_text(e.at(node.base).range());
        for (const ast::Name& name : assign->path) {
            const Type* next = field->is(TypeKind::record) ? field->field(name.text) : nullptr;
            if (!field->is(TypeKind::record))
                sink_.report(diag::Code::E0302, name.range, fmt::format("a record for `{}`", owner),
                             with_article(*field));
            else if (next == nullptr)
                unknown_member(owner, name, field_names(field->fields()));
            field = next;
            if (field == nullptr) break;
            owner = name.text;
        }
        if (field == nullptr) continue;
        if (assign->appends && !field->is(TypeKind::list) && !field->is_invalid()) {
            sink_.report(diag::Code::E0302, assign->path.back().range, "a list for `+=`",
                         with_article(*field));
            continue;
        }
        Scope inner = scope;
        inner.old = field;
        expect(e.at(assign->value), inner, *field, assign->path.back().text);
    }
    return changed;
}

} // namespace expc::sema
