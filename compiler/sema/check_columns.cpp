// SPDX-License-Identifier: MIT
// Derived columns, guards and the changes that `with` makes to a space.
#include "compiler/ast/print.hpp"
#include "compiler/base/match.hpp"
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/builtins.hpp"
#include "compiler/sema/check_spaces.hpp"
#include "compiler/sema/column_order.hpp"
#include "compiler/sema/repeated_fields.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

/// The message stands at the first of them in the file.
void SpaceChecker::report_circle(const std::vector<const ast::Assign*>& circle) {
    const auto begin = [](const ast::Assign* column) { return column->path.front().range.begin; };
    const auto first = std::ranges::min_element(circle, {}, begin);
    std::string chain;
    for (std::size_t i = 0; i <= circle.size(); ++i) {
        const auto from_first = static_cast<std::size_t>(first - circle.begin()) + i;
        chain += (i == 0 ? "" : " -> ") + circle[from_first % circle.size()]->path.front().text;
    }
    const ast::Name& name = (*first)->path.front();
    checker_.sink().report(diag::Code::E0206, name.range, name.text).note("the chain: " + chain);
}

void SpaceChecker::settle_derived(ExprRef e) {
    std::vector<ColumnOrder::Column> columns;
    for (const ast::Assign* derived : derived_)
        columns.push_back({derived->path.front().text, e.at(derived->value)});
    ColumnOrder order(columns);
    while (!order.is_done()) {
        if (const auto ready = order.next()) {
            check_derived(e, *derived_[*ready]);
            continue;
        }
        std::vector<const ast::Assign*> circle;
        for (const std::size_t column : order.circle()) {
            circle.push_back(derived_[column]);
            order.settle(column);
        }
        report_circle(circle);
        for (const ast::Assign* derived : circle)
            add_column(derived->path.front(), {});
    }
}

namespace {

bool stands_for(ExprRef e, std::string_view column) {
    if (const auto* use = std::get_if<ast::NameUse>(&e.get().node)) return use->name == column;
    const auto* member = std::get_if<ast::Member>(&e.get().node);
    return member != nullptr && member->name.text == column;
}

/// Whether an expression takes a column as a list: `...column`, `column[0]`, `len(column)`.
bool takes_list(ExprRef e, std::string_view column) {
    return match(
        e.get().node,
        [&](const ast::List& list) {
            return std::ranges::any_of(list.elements, [&](const ast::ListElement& element) {
                return element.is_splice && stands_for(e.at(element.value), column);
            });
        },
        [&](const ast::Call& call) {
            return std::ranges::any_of(call.arguments, [&](const ast::Argument& argument) {
                return stands_for(e.at(argument.value), column);
            });
        },
        [&](const ast::Index& index) { return stands_for(e.at(index.base), column); },
        [&](const ast::Comprehension& made) { return stands_for(e.at(made.source), column); },
        [&](const ast::Binary& binary) {
            return binary.op == ast::BinaryOp::in && stands_for(e.at(binary.right), column);
        },
        [](const auto&) { return false; });
}

/// Lists that stand there by a name, a range or a function, not element by element.
bool is_made_list(ExprRef e) {
    const auto* call = std::get_if<ast::Call>(&e.get().node);
    const Builtin* builtin = call != nullptr ? find_builtin(call->callee.text) : nullptr;
    const bool is_spaced = builtin != nullptr &&
                           (builtin->id == BuiltinId::range || builtin->id == BuiltinId::linspace ||
                            builtin->id == BuiltinId::logspace);
    return is_spaced || std::holds_alternative<ast::Range>(e.get().node) ||
           std::holds_alternative<ast::NameUse>(e.get().node) ||
           std::holds_alternative<ast::Comprehension>(e.get().node);
}

} // namespace

/// Whether the file uses a column as the list that it is.
bool SpaceChecker::is_list_on_purpose(std::string_view column) const {
    const Module& module = *scope_.module;
    for (std::uint32_t index = 0; index < module.file.exprs.size(); ++index) {
        if (takes_list({&module, ast::ExprId{index}}, column)) return true;
    }
    return false;
}

/// `lr = [1e-4, 1e-3]`, `seed = 0..<3`: the same in all rows, as an axis would be written.
void SpaceChecker::warn_of_whole_list(const ast::Name& name, ExprRef value, const Type& type) {
    const auto is_column = [&](const FreeName& used) {
        const auto has_name = [&](const auto& column) { return column.first == used.name; };
        return std::ranges::any_of(columns_, has_name) ||
               std::ranges::any_of(derived_, [&](const auto* derived) {
                   return derived->path.front().text == used.name;
               });
    };
    // `command = [...]` behind a space that nobody closed is no column.
    if (checker_.schema().find("experiment", name.text) != nullptr) return;
    const auto* list = std::get_if<ast::List>(&value.get().node);
    const bool is_written = list != nullptr && !list->elements.empty();
    if (!type.is(TypeKind::list) || (!is_written && !is_made_list(value))) return;
    if (std::ranges::any_of(free_names(value), is_column) || is_list_on_purpose(name.text)) return;
    checker_.sink()
        .report(diag::Code::W0508, name.range, name.text)
        .fix(fmt::format("for one run per value write `{} in {}`", name.text,
                         checker_.source_text(value.range())),
             {{{name.range.file, name.range.end, value.range().begin}, " in "}});
}

/// `seed in [0..<3]`: an axis with one value, which is a list.
void SpaceChecker::warn_of_list_in_list(const ast::Name& name, ExprRef values,
                                        const Type& element) {
    const auto* list = std::get_if<ast::List>(&values.get().node);
    const bool is_one = list != nullptr && list->elements.size() == 1 &&
                        !list->elements.front().is_splice && !list->elements.front().condition;
    if (!is_one || !element.is(TypeKind::list)) return;
    const ExprRef inner = values.at(list->elements.front().value);
    if (!is_made_list(inner) || is_list_on_purpose(name.text)) return;
    const std::string text = checker_.source_text(inner.range());
    checker_.sink()
        .report(diag::Code::W0508, name.range, name.text)
        .fix(fmt::format("for one run per value write `{} in {}`", name.text, text),
             {{values.range(), text}});
}

void SpaceChecker::check_derived(ExprRef e, const ast::Assign& derived) {
    const ast::Name& name = derived.path.front();
    const ExprRef value = e.at(derived.value);
    const Type type = checker_.infer(value, inner_scope());
    const bool is_secret = required(type).is(TypeKind::secret);
    if (type.is(TypeKind::runtime)) {
        checker_.sink().report(diag::Code::E0314, value.range(),
                               fmt::format("`{}`", checker_.source_text(value.range())),
                               "a column");
    }
    if (is_secret) {
        checker_.sink().report(diag::Code::E0901, value.range(),
                               checker_.source_text(value.range()), "a parameter");
    }
    warn_of_whole_list(name, value, type);
    add_column(name, is_secret || type.is(TypeKind::runtime) ? Type() : type);
}

void SpaceChecker::check_later(ExprRef e, const ast::Entry& entry) {
    if (const auto* filter = std::get_if<ast::Filter>(&entry.node)) {
        checker_.expect(e.at(filter->condition), inner_scope(), bool_type,
                        filter->excludes ? "exclude" : "where");
    }
    const auto* axis = std::get_if<ast::Axis>(&entry.node);
    if (axis == nullptr || !axis->guard) return;
    for (const FreeName& used : free_names(e.at(axis->guard))) {
        const auto place = std::ranges::find(places_, used.name, &ColumnPlace::name);
        const ast::Name& name = axis->alias ? *axis->alias : axis->name;
        if (place == places_.end() || place->range.begin < name.range.begin ||
            place->range.file != name.range.file)
            continue;
        checker_.sink()
            .report(diag::Code::E0515, used.range, used.name)
            .label(place->range, "stands here");
        return;
    }
    checker_.expect(e.at(axis->guard), inner_scope(), bool_type, "when");
}

/// Whether it is `name = value`, and neither `name += value` nor `name.part = value`.
bool SpaceChecker::names_column(const ast::Assign& column) {
    return !column.appends && column.path.size() == 1;
}

void SpaceChecker::refuse_part(const ast::Entry& entry) {
    checker_.sink().report(diag::Code::E0116, entry.range, ast::print_head(entry),
                           "axes and columns are set whole, `name in [...]` or `name = ...`");
}

/// Rows are told apart by the column `case`.
void SpaceChecker::check_case_name(const ast::Name& name) {
    const auto [first, is_new] = case_names_.emplace(name.text, name.range);
    if (is_new) return;
    checker_.sink()
        .report(diag::Code::E0203, name.range, name.text)
        .here("second case")
        .label(first->second, "first case of this name");
}

/// A misspelt name would not replace the axis, and nobody would see it.
void SpaceChecker::warn_of_similar_axis(const ast::Name& added) {
    constexpr std::size_t shortest = 4; // of shorter names each resembles others
    std::vector<std::string> known;
    for (const auto& [name, type] : columns_)
        known.push_back(name);
    const auto similar = diag::most_similar(added.text, known);
    if (!similar || added.text.size() < shortest) return;
    checker_.sink()
        .report(diag::Code::W0503, added.range, added.text, *similar)
        .here("the space has no axis of that name, so this one is added")
        .suggestion(fmt::format("to replace it: `{}`", *similar), {{added.range, *similar}});
}

Type SpaceChecker::infer_with(ExprRef e, const ast::With& node, const Type& base) {
    columns_ = base.fields();
    report_repeated_fields(checker_.sink(), *e.module, node.block.entries);
    for (const ast::Entry& entry : node.block.entries) {
        if (const auto* axis = std::get_if<ast::Axis>(&entry.node)) {
            const ast::Name& name = axis->alias ? *axis->alias : axis->name;
            Type element = axis_element(e.at(axis->values), name.text, name.range);
            if (axis->was) checker_.expect(e.at(axis->was), scope_, element, "was");
            warn_of_list_in_list(name, e.at(axis->values), element);
            if (axis->guard) element = Type::optional(element);
            const auto found = std::ranges::find(
                columns_, name.text, [](const auto& c) -> const std::string& { return c.first; });
            if (found != columns_.end()) {
                found->second = element;
            } else {
                warn_of_similar_axis(name);
                columns_.emplace_back(name.text, element);
            }
        } else if (const auto* assign = std::get_if<ast::Assign>(&entry.node)) {
            const std::string& name = assign->path.front().text;
            if (!names_column(*assign)) refuse_part(entry);
            const Type type = checker_.infer(e.at(assign->value), inner_scope());
            if (names_column(*assign))
                warn_of_whole_list(assign->path.front(), e.at(assign->value), type);
            const auto found = std::ranges::find(
                columns_, name, [](const auto& c) -> const std::string& { return c.first; });
            if (found != columns_.end())
                found->second = type;
            else
                columns_.emplace_back(name, type);
        } else if (!std::holds_alternative<ast::Filter>(entry.node) &&
                   !std::holds_alternative<ast::Invalid>(entry.node)) {
            checker_.sink().report(diag::Code::E0116, entry.range, ast::print_head(entry),
                                   "`with` on a space takes axes, columns and filters");
        }
    }
    for (const ast::Entry& entry : node.block.entries)
        check_later(e, entry);
    return Type::space(columns_);
}

} // namespace expc::sema
