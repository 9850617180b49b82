// SPDX-License-Identifier: MIT
// Spaces whose rows are written out: `rows(...)` and `cases { ... }`.
#include "compiler/sema/space_builder.hpp"

#include <algorithm>

namespace expc::sema {

SpaceBuilder::Built SpaceBuilder::build_table(const SpaceDescription& description) {
    const Value rows = evaluator_.evaluate(description.table, {});
    const auto* list = rows.get_if<algebra::Shared<algebra::List>>();
    if (list == nullptr) return std::nullopt;
    if ((*list)->empty()) {
        evaluator_.fail(diag::Code::E0508, description.table.range(), "rows");
        return std::nullopt;
    }
    return table_of(**list, description.dropped, description.table.range(), "rows");
}

SpaceBuilder::Built SpaceBuilder::build_cases(const SpaceDescription& description) {
    algebra::List rows;
    for (const SpaceItem& item : description.items) {
        const auto* branch = std::get_if<ast::Assign>(&item.entry->node);
        if (branch == nullptr) continue;
        algebra::Record row = {{"case", Value::text(branch->path.front().text)}};
        const Value fields = evaluator_.evaluate(ExprRef{item.module, branch->value}, {});
        if (const auto* record = fields.get_if<algebra::Shared<algebra::Record>>())
            row.insert(row.end(), (*record)->begin(), (*record)->end());
        rows.push_back(Value::record(std::move(row)));
    }
    if (evaluator_.failed()) return std::nullopt;
    if (rows.empty()) {
        evaluator_.fail(diag::Code::E0508, description.range, "case");
        return std::nullopt;
    }
    auto space = table_of(rows, description.dropped, description.range, "case");
    return space ? add_filters(std::move(*space), description) : std::nullopt;
}

SpaceBuilder::Built SpaceBuilder::table_of(const algebra::List& rows,
                                           const std::vector<std::string>& dropped,
                                           SourceRange range, const std::string& label) {
    std::vector<std::string> names;
    for (const Value& row : rows) {
        for (const auto& [name, value] : **row.get_if<algebra::Shared<algebra::Record>>()) {
            const bool is_new = std::ranges::find(names, name) == names.end() &&
                                std::ranges::find(dropped, name) == dropped.end();
            if (is_new) names.push_back(name);
        }
    }
    if (names.empty()) {
        evaluator_.fail(diag::Code::E0302, range, "rows with at least one column",
                        dropped.empty() ? "rows without any" : "`without`, which leaves none");
        return std::nullopt;
    }
    std::vector<algebra::AxisSpec> columns;
    for (const std::string& name : names) {
        std::vector<Value> values;
        values.reserve(rows.size());
        for (const Value& row : rows) {
            const Value* value = field_of(row, name);
            values.push_back(value != nullptr ? *value : Value());
        }
        columns.push_back({name, name, {{std::move(values)}}, range, std::nullopt});
    }
    return algebra::table(std::move(columns), range, label);
}

} // namespace expc::sema
