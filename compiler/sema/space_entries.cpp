// SPDX-License-Identifier: MIT
#include "compiler/sema/space_entries.hpp"

#include <algorithm>

namespace expc::sema {

namespace {

/// Spaces that contain each other are reported elsewhere; here they only have to end.
constexpr int deepest = 32;

std::optional<SourceRange> find_column(ExprRef space, std::string_view column, int depth) {
    const SpaceEntries entries = entries_of(space);
    if (entries.block == nullptr || depth == deepest) return std::nullopt;
    for (const ast::Entry& entry : entries.block->entries) {
        const ast::Name* name = column_of(entry);
        if (name != nullptr && name->text == column) return entry.range;
        const auto* spread = std::get_if<ast::Spread>(&entry.node);
        const auto* nested = std::get_if<ast::Nested>(&entry.node);
        if (spread == nullptr && nested == nullptr) continue;
        const ExprRef inner{entries.module, spread != nullptr ? spread->value : nested->space};
        if (const auto found = find_column(inner, column, depth + 1)) return found;
    }
    return std::nullopt;
}

} // namespace

const ast::Name* column_of(const ast::Entry& entry) {
    if (const auto* axis = std::get_if<ast::Axis>(&entry.node))
        return axis->alias ? &*axis->alias : &axis->name;
    if (const auto* axis = std::get_if<ast::RandomAxis>(&entry.node))
        return axis->alias ? &*axis->alias : &axis->name;
    const auto* derived = std::get_if<ast::Assign>(&entry.node);
    return derived != nullptr ? &derived->path.front() : nullptr;
}

SpaceEntries entries_of(ExprRef space) {
    if (!space) return {};
    if (const auto* block = std::get_if<ast::SpaceBlock>(&space.get().node))
        return {space.module, &block->block};
    const auto* use = std::get_if<ast::NameUse>(&space.get().node);
    const auto symbol = use != nullptr ? space.module->find(use->name) : std::nullopt;
    if (!symbol || symbol->is_module) return {};
    const auto* definition = std::get_if<ast::Definition>(&symbol->get().node);
    if (definition == nullptr || definition->kind != ast::Kind::space) return {};
    const ExprRef value{symbol->module, definition->value};
    const auto* block = std::get_if<ast::SpaceBlock>(&value.get().node);
    return block != nullptr ? SpaceEntries{value.module, &block->block} : SpaceEntries{};
}

bool hides_columns(ExprRef space) {
    if (std::holds_alternative<ast::Record>(space.get().node)) return true;
    // A misspelt name most likely means a space of this file.
    const auto* use = std::get_if<ast::NameUse>(&space.get().node);
    if (use != nullptr && !space.module->find(use->name)) return false;
    const SpaceEntries entries = entries_of(space);
    return entries.block == nullptr ||
           std::ranges::any_of(entries.block->entries, [](const ast::Entry& entry) {
               return std::holds_alternative<ast::Spread>(entry.node) ||
                      std::holds_alternative<ast::Nested>(entry.node);
           });
}

std::optional<SourceRange> declaration_of_column(ExprRef space, std::string_view column) {
    return find_column(space, column, 0);
}

} // namespace expc::sema
