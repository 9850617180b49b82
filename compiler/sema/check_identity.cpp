// SPDX-License-Identifier: MIT
// The columns that `identity` names: each is written out, exists, counts in every run and stands
// once.
#include "compiler/sema/check_fields.hpp"
#include "compiler/sema/column_names.hpp"

#include <algorithm>
#include <map>

namespace expc::sema {

void FieldChecker::check_identity(const FieldNode& node, const Scope& scope) {
    const auto* list = node.value ? std::get_if<ast::List>(&node.value.get().node) : nullptr;
    if (list == nullptr || list->elements.empty()) {
        checker_.sink().report(diag::Code::E0302, node.range, "a list of columns, `[lr, seed]`",
                               list == nullptr ? "another expression" : "an empty one");
        return;
    }
    std::map<std::string, SourceRange> known;
    for (const ast::ListElement& element : list->elements) {
        const ExprRef column = node.value.at(element.value);
        const auto name = element.is_splice ? std::nullopt : written_column(column);
        if (element.condition) {
            checker_.sink().report(diag::Code::E0302, node.value.at(element.condition).range(),
                                   "columns that count in every run", "a condition");
            continue;
        }
        if (!name) {
            checker_.sink().report(diag::Code::E0302, element.range, "the name of a column",
                                   element.is_splice ? "the elements of a list"
                                                     : "another expression");
            continue;
        }
        const auto [first, is_new] = known.emplace(*name, column.range());
        if (!is_new) {
            checker_.sink()
                .report(diag::Code::E0302, column.range(), "each column once",
                        fmt::format("`{}` again", *name))
                .label(first->second, "it is here already");
            continue;
        }
        check_identity_column(column, *name, scope);
    }
}

void FieldChecker::check_identity_column(ExprRef column, const std::string& name,
                                         const Scope& scope) {
    const auto names = field_names(columns_);
    if (std::ranges::find(names, name) != names.end()) {
        checker_.infer(column, scope);
        return;
    }
    if (has_broken_space_ || object_.module->unreadable.contains(name)) return;
    report_unknown_column(checker_.sink(), {name, column.range()}, names);
}

} // namespace expc::sema
