// SPDX-License-Identifier: MIT
#include "compiler/sema/space_description.hpp"

#include "compiler/base/match.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// What has no axes of its own, by the name that people give it; empty for the others.
std::string_view name_without_axes(const SpaceDescription& description) {
    if (description.table) return "a table of rows";
    if (description.kind == ast::SpaceKind::cases) return "a table of cases";
    return description.kind == ast::SpaceKind::concat ? "a `concat`" : "";
}

/// Where a column is declared, in a description or in what is nested in it.
struct ItemPlace {
    SpaceItem* item = nullptr;
    const SpaceDescription* owner = nullptr; ///< the outermost without axes of its own, if any
};

ItemPlace find_place(SpaceDescription& description, const std::string& name) {
    for (SpaceItem& item : description.items) {
        ItemPlace found;
        if (column_name(*item.entry) == name)
            found.item = &item;
        else if (item.nested != nullptr)
            found = find_place(*item.nested, name);
        if (found.item == nullptr) continue;
        const bool is_own = item.nested == nullptr;
        if (!is_own && !name_without_axes(description).empty()) found.owner = &description;
        return found;
    }
    return {};
}

/// A description of its own, so that an edit does not reach the space it was read from.
std::shared_ptr<SpaceDescription> copy_of(const SpaceDescription& description) {
    auto copy = std::make_shared<SpaceDescription>(description);
    for (SpaceItem& item : copy->items) {
        if (item.nested != nullptr) item.nested = copy_of(*item.nested);
    }
    return copy;
}

} // namespace

std::string column_name(const ast::Entry& entry) {
    return match(
        entry.node,
        [](const ast::Axis& axis) { return axis.alias ? axis.alias->text : axis.name.text; },
        [](const ast::RandomAxis& axis) { return axis.alias ? axis.alias->text : axis.name.text; },
        [](const ast::Assign& assign) { return assign.path.front().text; },
        [](const auto&) { return std::string(); });
}

std::shared_ptr<SpaceDescription> SpaceReader::read(ExprRef e) {
    // Spaces that each name the one before twice would fill the memory.
    constexpr std::size_t most = 100'000;
    if (read_ == most) {
        if (!evaluator_.failed())
            evaluator_.fail(diag::Code::E0312, e.range(),
                            fmt::format("{} spaces in one another", most));
        return nullptr;
    }
    ++read_;
    const ExprRef before = evaluator_.checker().old_space(e);
    const ExprRef around = old_;
    if (before) old_ = before;
    auto description = read_node(e);
    old_ = around;
    return description;
}

std::shared_ptr<SpaceDescription> SpaceReader::read_node(ExprRef e) {
    return match(
        e.get().node, [&](const ast::SpaceBlock& block) { return read_block(e, block); },
        [&](const ast::NameUse& use) {
            if (use.name == "old" && old_) return read(old_);
            const auto symbol = e.module->find(use.name);
            return symbol ? read_symbol(*symbol) : nullptr;
        },
        [&](const ast::Member& member) { return read_member(e, member); },
        [&](const ast::Call& call) {
            auto description = std::make_shared<SpaceDescription>();
            if (!call.arguments.empty()) description->table = e.at(call.arguments.front().value);
            description->range = e.range();
            return description;
        },
        [&](const ast::With& with) {
            const auto base = read(e.at(with.base));
            return base != nullptr ? with_entries(copy_of(*base), e, with) : nullptr;
        },
        [&](const ast::Without& without) {
            const auto base = read(e.at(without.base));
            return base != nullptr ? without_columns(copy_of(*base), without) : nullptr;
        },
        [&](const ast::Conditional& node) {
            const Value condition = evaluator_.evaluate(e.at(node.condition), {});
            const bool* holds = condition.get_if<bool>();
            return holds != nullptr ? read(e.at(*holds ? node.then_value : node.else_value))
                                    : nullptr;
        },
        [](const auto&) { return std::shared_ptr<SpaceDescription>(); });
}

std::shared_ptr<SpaceDescription> SpaceReader::read_symbol(const Symbol& symbol) {
    if (symbol.is_module) return nullptr;
    if (const auto* let = std::get_if<ast::Let>(&symbol.get().node))
        return read({symbol.module, let->value});
    const auto* definition = std::get_if<ast::Definition>(&symbol.get().node);
    if (definition == nullptr || definition->kind != ast::Kind::space) return nullptr;
    auto description = read({symbol.module, definition->value});
    if (description == nullptr) return nullptr;
    description->name = definition->name.text;
    description->range = definition->name.range;
    return description;
}

std::shared_ptr<SpaceDescription> SpaceReader::read_member(ExprRef e, const ast::Member& member) {
    const auto* base = std::get_if<ast::NameUse>(&e.at(member.base).get().node);
    const auto symbol = base != nullptr ? e.module->find(base->name) : std::nullopt;
    if (!symbol) return nullptr;
    if (symbol->is_module) {
        const auto found = symbol->module->names.find(member.name.text);
        return found != symbol->module->names.end() ? read_symbol(found->second) : nullptr;
    }
    const auto experiment = evaluator_.checker().object(*symbol);
    const FieldNode* space = experiment != nullptr ? experiment->field("space") : nullptr;
    if (space != nullptr && space->value) return read(space->value);
    return std::make_shared<SpaceDescription>();
}

std::shared_ptr<SpaceDescription> SpaceReader::read_block(ExprRef e, const ast::SpaceBlock& block) {
    auto description = std::make_shared<SpaceDescription>();
    description->kind = block.kind;
    description->block = e;
    description->range = e.range();
    for (const ast::Entry& entry : block.block.entries) {
        SpaceItem item{e.module, &entry, nullptr};
        const auto* spread = std::get_if<ast::Spread>(&entry.node);
        const auto* nested = std::get_if<ast::Nested>(&entry.node);
        if (spread != nullptr || nested != nullptr) {
            item.nested = read(e.at(spread != nullptr ? spread->value : nested->space));
            if (item.nested == nullptr) return nullptr;
        }
        description->items.push_back(std::move(item));
    }
    return description;
}

namespace {

/// What an axis says was used before it was there, so that runs keep their ids.
ExprRef was_of(const SpaceItem& item) {
    const auto* axis = std::get_if<ast::Axis>(&item.entry->node);
    return axis != nullptr && axis->was ? ExprRef{item.module, axis->was} : item.former_was;
}

} // namespace

std::shared_ptr<SpaceDescription> SpaceReader::with_entries(std::shared_ptr<SpaceDescription> base,
                                                            ExprRef e, const ast::With& with) {
    for (SpaceItem& item : base->items)
        item.is_inherited = true;
    for (const ast::Entry& entry : with.block.entries) {
        const std::string name = column_name(entry);
        const ItemPlace before = name.empty() ? ItemPlace() : find_place(*base, name);
        const bool is_axis = std::holds_alternative<ast::Axis>(entry.node);
        const bool is_fixed = base->table || base->kind == ast::SpaceKind::cases ||
                              (is_axis && base->kind == ast::SpaceKind::concat);
        const SpaceDescription* fixed = is_fixed ? base.get() : before.owner;
        if (fixed == nullptr && before.item == nullptr && !name.empty())
            fixed = table_with(*base, name);
        if (fixed != nullptr) return cannot_change(*fixed, entry, e.at(with.base).range());
        if (before.item != nullptr)
            *before.item = {e.module, &entry, nullptr, false, was_of(*before.item)};
        else
            base->items.push_back({e.module, &entry, nullptr, false});
    }
    return base;
}

/// The table below a space whose rows have a column.
const SpaceDescription* SpaceReader::table_with(const SpaceDescription& description,
                                                const std::string& name) {
    const auto has_it = [&](const Value& row) { return field_of(row, name) != nullptr; };
    if (description.table) {
        const Value rows = evaluator_.evaluate(description.table, {});
        const auto* list = rows.get_if<algebra::Shared<algebra::List>>();
        return list != nullptr && std::ranges::any_of(**list, has_it) ? &description : nullptr;
    }
    const bool is_cases = description.kind == ast::SpaceKind::cases;
    if (is_cases && name == "case") return &description;
    for (const SpaceItem& item : description.items) {
        const auto* row = is_cases ? std::get_if<ast::Assign>(&item.entry->node) : nullptr;
        if (row != nullptr && has_it(evaluator_.evaluate({item.module, row->value}, {})))
            return &description;
        const auto* found = item.nested != nullptr ? table_with(*item.nested, name) : nullptr;
        if (found != nullptr) return found;
    }
    return nullptr;
}

std::shared_ptr<SpaceDescription> SpaceReader::cannot_change(const SpaceDescription& description,
                                                             const ast::Entry& entry,
                                                             SourceRange base) {
    auto report = evaluator_.fail(diag::Code::E0518, entry.range, name_without_axes(description));
    const std::string written = evaluator_.checker().source_text(base);
    const bool is_short = written.size() < 40 && written.find('\n') == std::string::npos;
    if (report)
        report->label(base, "this space")
            .help(fmt::format("write a product around it: `product {{ ...{}, {} }}`; a column that "
                              "it has already goes with `without` first",
                              is_short ? written : "SPACE",
                              evaluator_.checker().source_text(entry.range)));
    return nullptr;
}

std::shared_ptr<SpaceDescription>
SpaceReader::without_columns(const std::shared_ptr<SpaceDescription>& base,
                             const ast::Without& without) {
    for (const ast::Name& name : without.names)
        drop(*base, name);
    for (const ast::Name& name : without.names)
        check_dropped(*base, name);
    return evaluator_.failed() ? nullptr : base;
}

bool SpaceReader::drop(SpaceDescription& description, const ast::Name& name) {
    const bool is_table =
        static_cast<bool>(description.table) || description.kind == ast::SpaceKind::cases;
    if (is_table) {
        description.dropped.push_back(name.text);
        return true;
    }
    if (std::erase_if(description.items, [&](const SpaceItem& item) {
            return column_name(*item.entry) == name.text;
        }) > 0)
        return true;
    bool found = false;
    for (SpaceItem& item : description.items) {
        const bool is_here = item.nested != nullptr && drop(*item.nested, name);
        found = found || is_here;
        if (is_here && description.kind != ast::SpaceKind::concat) break;
    }
    return found;
}

void SpaceReader::check_dropped(const SpaceDescription& description, const ast::Name& name) {
    for (const SpaceItem& item : description.items) {
        if (item.nested != nullptr) {
            check_dropped(*item.nested, name);
            continue;
        }
        for_each_part(*item.module, *item.entry, [&](ExprRef part) {
            for (const FreeName& used : free_names(part)) {
                if (used.name != name.text) continue;
                const auto report = evaluator_.fail(diag::Code::E0510, name.range, name.text,
                                                    "something that stays uses it");
                if (!report) continue;
                auto builder = *report;
                builder.label(used.range, "used here").help("drop or replace that too");
            }
        });
    }
}

} // namespace expc::sema
