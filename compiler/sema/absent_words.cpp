// SPDX-License-Identifier: MIT
// Words that hold a column which is absent in some runs.
#include "compiler/ast/operators.hpp"
#include "compiler/sema/absent_count.hpp"
#include "compiler/sema/check_fields.hpp"
#include "compiler/sema/space_entries.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

namespace {

/// An axis that has a `when`, and the space that it is an entry of.
struct GuardedAxis {
    const ast::SpaceBlock* space = nullptr;
    const ast::Axis* axis = nullptr;
};

/// The first of that name in the module of its use; nulls if there is none.
GuardedAxis guarded_axis(const Module& module, std::string_view column) {
    for (const ast::Expr& expression : module.file.exprs) {
        const auto* space = std::get_if<ast::SpaceBlock>(&expression.node);
        if (space == nullptr) continue;
        for (const ast::Entry& entry : space->block.entries) {
            const auto* axis = std::get_if<ast::Axis>(&entry.node);
            if (axis != nullptr && axis->guard && column_of(entry)->text == column)
                return {space, axis};
        }
    }
    return {};
}

/// The guard of such an axis with its `when`; nowhere if there is none.
SourceRange guard_place(ExprRef use, const std::string& column) {
    const auto [space, axis] = guarded_axis(*use.module, column);
    if (axis == nullptr) return {};
    const SourceRange values = use.at(axis->values).range();
    const SourceRange guard = use.at(axis->guard).range();
    return axis->was ? guard : SourceRange{guard.file, values.end, guard.end};
}

/// The comparison that holds exactly where the other one does not; empty if there is none.
std::string_view opposite(ast::BinaryOp op) {
    using enum ast::BinaryOp;
    switch (op) {
    case equal: return "!=";
    case not_equal: return "==";
    case less: return ">=";
    case less_equal: return ">";
    case greater: return "<=";
    case greater_equal: return "<";
    default: return "";
    }
}

} // namespace

/// The other value of a column with two known values, in quotes; empty for all else.
std::string FieldChecker::other_value(ExprRef column, ExprRef value) const {
    const auto* use = std::get_if<ast::NameUse>(&column.get().node);
    const auto* literal = std::get_if<ast::StringLiteral>(&value.get().node);
    if (use == nullptr || literal == nullptr) return "";
    const auto found = std::ranges::find(
        columns_, use->name, [](const auto& c) -> const std::string& { return c.first; });
    if (found == columns_.end() || !found->second.is(TypeKind::literals)) return "";
    const std::vector<std::string>& names = found->second.names();
    const std::string written = checker_.source_text(value.range());
    const auto quoted = [](const std::string& name) { return "\"" + name + "\""; };
    if (names.size() != 2) return "";
    if (quoted(names[0]) == written) return quoted(names[1]);
    return quoted(names[1]) == written ? quoted(names[0]) : "";
}

/// In which runs a column with a `when` is absent.
std::string FieldChecker::absence(ExprRef use, const std::string& column) const {
    const auto [space, axis] = guarded_axis(*use.module, column);
    if (axis == nullptr) return "";
    const ExprRef guard = use.at(axis->guard);
    const auto* binary = std::get_if<ast::Binary>(&guard.get().node);
    const std::string_view sign = binary != nullptr ? opposite(binary->op) : "";
    if (sign.empty()) return "absent (`none`) where this does not hold";
    const ExprRef left = guard.at(binary->left);
    const ExprRef right = guard.at(binary->right);
    const std::string other =
        binary->op == ast::BinaryOp::equal ? other_value(left, right) : std::string();
    const auto count = absent_count(*use.module, *space, *axis, checker_.sources());
    return fmt::format("absent (`none`) in the {} with {} {} {}",
                       count ? fmt::format("{} run{}", *count, *count == 1 ? "" : "s") : "runs",
                       checker_.source_text(left.range()), other.empty() ? sign : "==",
                       other.empty() ? checker_.source_text(right.range()) : other);
}

/// `"--momentum=${momentum}"` where `momentum` has a `when`: the whole word can be dropped.
bool FieldChecker::has_absent_hole(ExprRef word, const Scope& scope) {
    const auto* literal = std::get_if<ast::StringLiteral>(&word.get().node);
    if (literal == nullptr) return false;
    for (const ast::StringPart& part : literal->parts) {
        const bool is_name =
            part.hole && std::holds_alternative<ast::NameUse>(word.at(part.hole).get().node);
        if (!is_name) continue;
        const Type hint(TypeKind::word);
        const Type type = checker_.infer(word.at(part.hole), scope, &hint);
        if (!type.is(TypeKind::optional) || !is_word(type.element())) continue;
        report_absent(word, word.at(part.hole), type, {});
        return true;
    }
    return false;
}

/// The word, or the part of it that is `none` in some runs; a word that has a `condition` keeps it.
void FieldChecker::report_absent(ExprRef word, ExprRef part, const Type& type, ExprRef condition) {
    const std::string name = checker_.operand_text(part, ast::level::range);
    const ExprRef last = condition ? condition : word;
    const SourceRange all{word.range().file, word.range().begin, last.range().end};
    const std::string asked = condition ? fmt::format("{} != none and ({})", name,
                                                      checker_.source_text(condition.range()))
                                        : fmt::format("{} != none", name);
    const std::string dropped = fmt::format("{} if {}", checker_.operand_text(word), asked);
    offer_to_drop(part, type, fmt::format("drop the word in those runs: `{}`", dropped),
                  {all, dropped});
}

/// A word that is `none` in some runs, behind the flag that it belongs to: both go together.
void FieldChecker::report_absent_behind(ExprRef flag, ExprRef word, const Type& type) {
    const std::string name = checker_.operand_text(word, ast::level::range);
    const std::string both =
        fmt::format("...[{}, {}] if {} != none", checker_.source_text(flag.range()), name, name);
    offer_to_drop(word, type, fmt::format("drop the flag and its value in those runs: `{}`", both),
                  {{flag.range().file, flag.range().begin, word.range().end}, both});
}

/// A computed part is none of the columns whose absence is known: its edit is to be looked at.
void FieldChecker::offer_to_drop(ExprRef part, const Type& type, const std::string& how,
                                 diag::Edit edit) {
    const std::string name = checker_.operand_text(part, ast::level::range);
    auto report =
        checker_.sink().report(diag::Code::E0603, part.range(), checker_.source_text(part.range()));
    report.here(fmt::format("has type {}", to_string(type)))
        .label(guard_place(part, name), absence(part, name));
    if (name.starts_with('('))
        report.help(how);
    else
        report.fix(how, {std::move(edit)});
}

} // namespace expc::sema
