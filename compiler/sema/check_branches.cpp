// SPDX-License-Identifier: MIT
// Types of spaces without axes of their own: `concat` and `cases`.
#include "compiler/ast/print.hpp"
#include "compiler/sema/check_spaces.hpp"
#include "compiler/sema/space_entries.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

bool has_unread_entry(ExprRef space) {
    const SpaceEntries entries = entries_of(space);
    return entries.block != nullptr &&
           std::ranges::any_of(entries.block->entries, [](const ast::Entry& entry) {
               return std::holds_alternative<ast::Invalid>(entry.node);
           });
}

std::vector<std::string> missing_columns(const TypeFields& from, const TypeFields& in) {
    std::vector<std::string> names;
    for (const auto& [name, type] : from) {
        const auto is_it = [&](const auto& column) { return column.first == name; };
        if (std::ranges::none_of(in, is_it)) names.push_back(name);
    }
    return names;
}

} // namespace

/// The names of the cases.
Type SpaceChecker::case_type(const ast::SpaceBlock& block) {
    std::vector<std::string> names;
    for (const ast::Entry& entry : block.block.entries) {
        const auto* row = std::get_if<ast::Assign>(&entry.node);
        if (row != nullptr) names.push_back(row->path.front().text);
    }
    return Type::literals(std::move(names));
}

/// What brings in columns by itself stands beside the branches or cases, not among them.
bool SpaceChecker::refuses_entry(const ast::Entry& entry) {
    const bool is_axis = std::holds_alternative<ast::Axis>(entry.node) ||
                         std::holds_alternative<ast::RandomAxis>(entry.node);
    const bool is_space = std::holds_alternative<ast::Spread>(entry.node) ||
                          std::holds_alternative<ast::Nested>(entry.node);
    const bool is_concat = kind_ == ast::SpaceKind::concat;
    const bool is_refused =
        (is_concat && is_axis) || (kind_ == ast::SpaceKind::cases && (is_axis || is_space));
    if (!is_refused) return false;
    hides_columns_ = true;
    const std::string head = ast::print_head(entry);
    const bool is_drawn = std::holds_alternative<ast::RandomAxis>(entry.node);
    const std::string written = checker_.source_text(entry.range);
    const std::string shown =
        written.size() < 40 && written.find('\n') == std::string::npos ? written : head;
    auto report = checker_.sink().report(
        diag::Code::E0116, entry.range, head,
        is_concat ? "a `concat` takes spaces, which are its branches, columns and filters"
                  : "`cases` take records of values, `name = { column = value }`, and filters");
    if (is_concat)
        report.help(fmt::format("as one more branch: `{} {{ {} }}`",
                                is_drawn ? "sample(n = 20, seed = 7)" : "product", shown));
    if (!is_drawn)
        report.help(fmt::format("with every {}: `product {{ {} {{ ... }}, {} }}`",
                                is_concat ? "branch" : "case", noun(), shown));
    return true;
}

/// The values of `case` are the names of the cases.
void SpaceChecker::refuse_case_column(ExprRef row) {
    hides_columns_ = true;
    SourceRange place = row.range();
    if (const auto* record = std::get_if<ast::Record>(&row.get().node)) {
        for (const ast::Entry& entry : record->block.entries) {
            const auto* field = std::get_if<ast::Assign>(&entry.node);
            if (field != nullptr && field->path.front().text == "case")
                place = field->path.front().range;
        }
    }
    checker_.sink()
        .report(diag::Code::E0213, place, "case",
                "the column of that name says which case a row is")
        .help("give this column another name");
}

void SpaceChecker::check_concat() {
    if (branches_.empty()) return;
    const Branch& first = branches_.front();
    columns_ = first.type.fields();
    for (std::size_t i = 1; i < branches_.size(); ++i) {
        const Branch& other = branches_[i];
        if (has_unread_entry(first.value) || has_unread_entry(other.value)) continue;
        const auto lost = missing_columns(columns_, other.type.fields());
        const auto extra = missing_columns(other.type.fields(), columns_);
        if (!lost.empty()) return report_other_columns(other, first, lost);
        if (!extra.empty()) return report_other_columns(first, other, extra);
        for (auto& [name, type] : columns_) {
            const Type& there = *other.type.field(name);
            if (const auto both = unify(type, there)) {
                type = *both;
                continue;
            }
            auto report = checker_.sink().report(
                diag::Code::E0302, other.place,
                fmt::format("`{}` to be {} as in the first branch", name, with_article(type)),
                with_article(there));
            report.label(first.place, "the first branch");
            if (unify_numbers(type, there))
                report.help(fmt::format("write the whole numbers of `{}` as Floats: `1.0`", name));
            type = {};
        }
    }
    for (const auto& [name, type] : columns_)
        places_.push_back({name, first.place, {}});
}

/// The first column whose values do not go together with those of the cases before.
void SpaceChecker::report_other_case(ExprRef value, const Type& before, const Type& row) {
    const auto& fields = row.fields();
    const auto other = std::ranges::find_if(fields, [&](const auto& field) {
        const Type* known = before.field(field.first);
        return known != nullptr && !unify_numbers(*known, field.second);
    });
    SourceRange place = value.range();
    if (const auto* record = std::get_if<ast::Record>(&value.get().node)) {
        for (const ast::Entry& entry : record->block.entries) {
            const auto* field = std::get_if<ast::Assign>(&entry.node);
            if (field != nullptr && field->path.front().text == other->first)
                place = value.at(field->value).range();
        }
    }
    checker_.sink().report(diag::Code::E0302, place,
                           fmt::format("`{}` to be {} like in the cases before it", other->first,
                                       with_article(*before.field(other->first))),
                           with_article(other->second));
}

void SpaceChecker::collect_case(ExprRef e, const ast::Assign& branch) {
    check_case_name(branch.path.front());
    const Type row = checker_.infer(e.at(branch.value), scope_);
    if (row.is_invalid()) return;
    if (!row.is(TypeKind::record)) {
        checker_.sink().report(diag::Code::E0302, e.at(branch.value).range(),
                               "a record of column values", with_article(row));
        return;
    }
    if (row.field("case") != nullptr) return refuse_case_column(e.at(branch.value));
    const Type before = Type::record(columns_);
    const auto both = branches_.empty() ? std::optional(row) : unify_numbers(before, row);
    branches_.push_back({row, branch.path.front().range, e.at(branch.value)});
    if (!both) return report_other_case(e.at(branch.value), before, row);
    columns_ = both->fields();
}

} // namespace expc::sema
