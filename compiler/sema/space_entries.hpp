// SPDX-License-Identifier: MIT
// Which entry of a space declares a column, for messages that point at it.
#pragma once

#include "compiler/sema/module.hpp"

#include <optional>
#include <string_view>

namespace expc::sema {

/// The name of the column that an entry declares; null for filters, spreads and inner spaces.
[[nodiscard]] const ast::Name* column_of(const ast::Entry& entry);

/// The entries of a space that is written as a block here, or behind a name; null for others.
struct SpaceEntries {
    const Module* module = nullptr;
    const ast::Block* block = nullptr;
};
[[nodiscard]] SpaceEntries entries_of(ExprRef space);

/// Whether a space that is broken may have columns that nobody can read off it: it takes in another
/// one, or is no space at all.
[[nodiscard]] bool hides_columns(ExprRef space);

/// Where a column is declared, looked for through names, spreads and inner spaces.
[[nodiscard]] std::optional<SourceRange> declaration_of_column(ExprRef space,
                                                               std::string_view column);

} // namespace expc::sema
