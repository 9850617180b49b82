// SPDX-License-Identifier: MIT
// Rows of which only some columns are known, and which columns an expression needs.
#include "compiler/sema/space_builder.hpp"
#include "compiler/sema/walk.hpp"

#include <algorithm>

namespace expc::sema {

namespace {

/// Values of larger domains are computed when they are asked for.
constexpr std::uint64_t kept_domain = 65'536;

} // namespace

KnownColumns::KnownColumns(const algebra::Space& space,
                           const std::vector<algebra::ColumnIndex>& columns) {
    for (const algebra::ColumnIndex index : columns) {
        const algebra::Column& column = space.columns[index];
        Known known{column.alias, column.name, &column.domain, {}, {}};
        if (column.domain.size() <= kept_domain) {
            known.kept.reserve(column.domain.size());
            for (algebra::Ordinal ordinal = 0; ordinal < column.domain.size(); ++ordinal)
                known.kept.push_back(column.domain.at(ordinal));
        }
        columns_.push_back(std::move(known));
    }
}

void KnownColumns::set(std::span<const algebra::Ordinal> ordinals) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        Known& known = columns_[i];
        known.current =
            known.kept.empty() ? known.domain->at(ordinals[i]) : known.kept[ordinals[i]];
    }
}

std::optional<Value> KnownColumns::find(std::string_view name) const {
    for (const Known& known : columns_) {
        if (known.alias == name) return known.current;
    }
    return std::nullopt;
}

algebra::Record KnownColumns::all() const {
    algebra::Record record;
    for (const Known& known : columns_)
        record.emplace_back(known.name, known.current);
    return record;
}

std::vector<algebra::ColumnIndex> used_columns(ExprRef expression, const algebra::Space& space) {
    std::vector<algebra::ColumnIndex> columns;
    for (const FreeName& used : free_names(expression)) {
        if (used.name == "params") {
            columns.clear();
            for (algebra::ColumnIndex i = 0; i < space.columns.size(); ++i)
                columns.push_back(i);
            return columns;
        }
        if (const auto column = space.find_column(used.name)) columns.push_back(*column);
    }
    std::ranges::sort(columns);
    return columns;
}

} // namespace expc::sema
