// SPDX-License-Identifier: MIT
// Values of an expression for every combination of the columns it depends on that occurs in a
// space. The table is as large as the product of those columns' domains, never as the space.
#pragma once

#include "compiler/ir/plan.hpp"
#include "compiler/lower/row_dependencies.hpp"

namespace expc::lower {

using algebra::ColumnIndex;
using sema::ExprRef;
using sema::Value;

/// Everything that expressions of one experiment in one target are evaluated with.
struct RunScope {
    sema::Evaluator& evaluator;
    const sema::Object& object;
    const algebra::Space& space;
    const sema::PlatformView& platform;
    RowDependencies dependencies;
    /// The experiment whose runs these are; null for what all runs of a platform share.
    const ir::Experiment* experiment = nullptr;
    /// What stood in the field before the `with` that set it: the value of `old`.
    const sema::FieldNode* old = nullptr;
    /// Texts that were found to be too long, so that those which hold them need not be made again.
    std::shared_ptr<std::set<SourceRange>> long_texts = std::make_shared<std::set<SourceRange>>();

    /// The scope of a field's value.
    [[nodiscard]] RunScope of(const sema::FieldNode& field) const;
    [[nodiscard]] sema::Environment environment(const sema::Row* row) const;
};

/// One value per combination of ordinals (mixed radix, the last column fastest); nothing where the
/// combination does not occur or a guard is false there.
struct ValueTable {
    std::vector<ColumnIndex> columns;
    std::vector<std::optional<Value>> values;
};

/// The position of a combination of ordinals in a table over `columns`.
[[nodiscard]] std::size_t table_index(const algebra::Space& space,
                                      std::span<const ColumnIndex> columns,
                                      std::span<const algebra::Ordinal> ordinals);
/// The number of combinations, or nothing (reported as E0507) when a table would be too large.
[[nodiscard]] std::optional<std::size_t>
table_size(const RunScope& scope, std::span<const ColumnIndex> columns, SourceRange range);

/// The type of a column as its values show it, for conditions that come from outside (`--where`).
[[nodiscard]] sema::Type type_of_column(const algebra::Column& column);

/// Nothing after an error.
[[nodiscard]] std::optional<ValueTable> tabulate(const RunScope& scope, ExprRef expression,
                                                 std::span<const ExprRef> guards);

/// The condition of a word as a table: `always` and `never` when it is constant.
struct Presence {
    enum class Kind : std::uint8_t { always, never, sometimes } kind = Kind::always;
    ir::Condition condition;
};
[[nodiscard]] std::optional<Presence> tabulate_condition(const RunScope& scope, ExprRef condition);

} // namespace expc::lower
