// SPDX-License-Identifier: MIT
// The field `space` of an experiment: its columns, and what `old` is in it.
#include "compiler/sema/checker.hpp"
#include "compiler/sema/walk.hpp"

#include <algorithm>

namespace expc::sema {

/// `space = { lr in [0.1, 0.2] }`: nobody says how the columns are combined.
void Checker::report_record_as_space(ExprRef value, const ast::Record& record) {
    const SourceRange range = value.range();
    std::vector<diag::Edit> edits = {{{range.file, range.begin, range.begin}, "product "}};
    bool are_all_columns = true;
    for (const ast::Entry& entry : record.block.entries) {
        const auto* column = std::get_if<ast::Assign>(&entry.node);
        const bool is_list = column != nullptr && column->path.size() == 1 && !column->appends &&
                             std::holds_alternative<ast::List>(value.at(column->value).get().node);
        if (is_list)
            edits.push_back({{range.file, column->path.front().range.end,
                              value.at(column->value).range().begin},
                             " in "});
        are_all_columns = are_all_columns && (column == nullptr || column->path.size() == 1);
    }
    auto report = sink_.report(diag::Code::E0302, {range.file, range.begin, range.begin + 1},
                               "a space", "a record");
    report.here("how are its columns combined?");
    if (are_all_columns)
        report.fix("for every combination write `product { name in [...] }`", std::move(edits));
    report.help("`zip` pairs its columns, `concat` puts spaces one after the other");
}

std::optional<TypeFields> Checker::columns_of(const Object& experiment) {
    const FieldNode* space = experiment.field("space");
    if (space == nullptr || !space->value) return TypeFields{};
    // `...train.space` inside of `train` comes back here.
    const SourceRange place = space->value.range();
    if (circular_spaces_.contains(place)) return std::nullopt;
    const auto again = std::ranges::find(spaces_in_work_, place);
    if (again != spaces_in_work_.end()) {
        sink_.report(diag::Code::E0206, place, experiment.name + ".space");
        circular_spaces_.insert(again, spaces_in_work_.end());
        return std::nullopt;
    }
    if (const auto* record = std::get_if<ast::Record>(&space->value.get().node)) {
        report_record_as_space(space->value, *record);
        return std::nullopt;
    }
    spaces_in_work_.push_back(place);
    const Type type = type_of_space(*space);
    spaces_in_work_.pop_back();
    if (type.is(TypeKind::space)) return type.fields();
    if (!type.is_invalid()) mismatch(space->value, type, Type::space({}), "space");
    return std::nullopt;
}

/// The type of an experiment's space, in which `old` is the space before the `with` that set it.
Type Checker::type_of_space(const FieldNode& space) {
    Scope scope;
    scope.module = space.value.module;
    Type before;
    if (space.old != nullptr && space.old->value && uses_name(space.value, "old")) {
        const auto [known, is_new] = old_spaces_.try_emplace(space.value, space.old->value);
        before = type_of_space(*space.old);
        // An override that stands behind two spaces has no one space before it.
        if (is_new || known->second == space.old->value) scope.old = &before;
    }
    return infer(space.value, scope);
}

ExprRef Checker::old_space(ExprRef space) const {
    const auto found = old_spaces_.find(space);
    return found != old_spaces_.end() ? found->second : ExprRef{};
}

} // namespace expc::sema
