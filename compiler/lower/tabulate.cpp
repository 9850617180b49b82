// SPDX-License-Identifier: MIT
#include "compiler/lower/tabulate.hpp"

#include "compiler/base/grouped.hpp"
#include "compiler/lower/known_runs.hpp"
#include "compiler/sema/space_builder.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace expc::lower {

namespace {

constexpr std::uint64_t table_limit = 1'000'000;

} // namespace

sema::Type type_of_column(const algebra::Column& column) {
    const auto type_of = [](const Value& value) {
        using sema::Type;
        using sema::TypeKind;
        if (value.is_none()) return Type(TypeKind::none);
        if (value.get_if<bool>() != nullptr) return Type(TypeKind::boolean);
        if (value.get_if<std::int64_t>() != nullptr) return Type(TypeKind::integer);
        if (value.get_if<double>() != nullptr) return Type(TypeKind::real);
        if (value.get_if<algebra::Text>() != nullptr) return Type(TypeKind::text);
        if (value.get_if<algebra::Duration>() != nullptr) return Type(TypeKind::duration);
        if (value.get_if<algebra::Size>() != nullptr) return Type(TypeKind::size);
        return Type(TypeKind::anything);
    };
    sema::Type type(sema::TypeKind::invalid);
    constexpr std::uint64_t looked_at = 1'000;
    for (algebra::Ordinal ordinal = 0; ordinal < std::min(column.domain.size(), looked_at);
         ++ordinal) {
        type = sema::unify(type, type_of(column.domain.at(ordinal))).value_or(sema::Type());
    }
    return type;
}

sema::Environment RunScope::environment(const sema::Row* row) const {
    sema::Environment environment;
    environment.row = row;
    environment.self = &object;
    environment.platform = &platform;
    environment.run_count = space.count;
    return environment;
}

RunScope RunScope::of(const sema::FieldNode& field) const {
    RunScope inner = *this;
    inner.old = field.old.get();
    return inner;
}

std::size_t table_index(const algebra::Space& space, std::span<const ColumnIndex> columns,
                        std::span<const algebra::Ordinal> ordinals) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < columns.size(); ++i)
        index = index * space.columns[columns[i]].domain.size() + ordinals[i];
    return index;
}

std::optional<std::size_t> table_size(const RunScope& scope, std::span<const ColumnIndex> columns,
                                      SourceRange range) {
    std::uint64_t size = 1;
    std::vector<std::string> names;
    for (const ColumnIndex column : columns) {
        names.push_back(scope.space.columns[column].alias);
        const bool overflows =
            __builtin_mul_overflow(size, scope.space.columns[column].domain.size(), &size);
        if (!overflows && size <= table_limit) continue;
        auto report = scope.evaluator.fail(diag::Code::E0507, range, "this expression", "too many",
                                           grouped(table_limit));
        if (report)
            report->note(fmt::format("it depends on {}", fmt::join(names, ", ")))
                .help("put columns side by side in a string, `\"${a}-${b}\"`: each is looked up on "
                      "its own");
        return std::nullopt;
    }
    return static_cast<std::size_t>(size);
}

namespace {

/// Evaluates an expression for every combination of the columns that it depends on.
class Tabulator {
  public:
    Tabulator(const RunScope& scope, ExprRef expression, std::span<const ExprRef> guards)
        : scope_(scope), expression_(expression), guards_(guards) {
        const auto asks_for_old = [](ExprRef part) { return sema::uses_name(part, "old"); };
        needs_old_ = scope.old != nullptr &&
                     (asks_for_old(expression) || std::ranges::any_of(guards, asks_for_old));
    }

    std::optional<ValueTable> by_columns() {
        if (!set_columns(columns())) return std::nullopt;
        sema::KnownColumns row(scope_.space, table_.columns);
        const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t) {
            row.set(ordinals);
            return evaluate(ordinals, row, nullptr);
        };
        const auto coupled = algebra::for_each_projection(scope_.space, table_.columns, visit);
        if (coupled)
            scope_.evaluator.fail(diag::Code::E0507, expression_.range(), "this expression",
                                  fmt::format("{:.0f}", coupled->candidates),
                                  grouped(algebra::candidate_limit));
        return take();
    }

    /// The same where `run.id`, `run.index` or `run.name` is computed with: each run is a
    /// combination of all columns.
    std::optional<ValueTable> by_runs() {
        if (!are_few_enough(scope_.evaluator, scope_.space, expression_.range()))
            return std::nullopt;
        std::vector<ColumnIndex> all(scope_.space.columns.size());
        std::iota(all.begin(), all.end(), ColumnIndex{0});
        if (!set_columns(std::move(all))) return std::nullopt;
        sema::KnownColumns row(scope_.space, table_.columns);
        const auto visit = [&](std::span<const algebra::Ordinal> ordinals,
                               const sema::KnownRun& run) {
            row.set(ordinals);
            return evaluate(ordinals, row, &run);
        };
        for_each_known_run(*scope_.experiment, scope_.space, visit);
        return take();
    }

  private:
    [[nodiscard]] std::vector<ColumnIndex> columns() const {
        std::vector<ColumnIndex> columns = scope_.dependencies.of(expression_);
        const auto add = [&](const std::vector<ColumnIndex>& more) {
            columns.insert(columns.end(), more.begin(), more.end());
        };
        for (const ExprRef guard : guards_)
            add(scope_.dependencies.of(guard));
        if (needs_old_) add(scope_.dependencies.of(*scope_.old));
        std::ranges::sort(columns);
        const auto repeated = std::ranges::unique(columns);
        columns.erase(repeated.begin(), repeated.end());
        return columns;
    }

    bool set_columns(std::vector<ColumnIndex> columns) {
        table_.columns = std::move(columns);
        const auto size = table_size(scope_, table_.columns, expression_.range());
        table_.values.assign(size.value_or(0), std::nullopt);
        return size.has_value();
    }

    bool evaluate(std::span<const algebra::Ordinal> ordinals, const sema::Row& row,
                  const sema::KnownRun* run) {
        sema::Evaluator& evaluator = scope_.evaluator;
        sema::Environment environment = scope_.environment(&row);
        environment.run = run;
        evaluator.forget_steps();
        Value old;
        if (needs_old_) {
            old = evaluator.evaluate(*scope_.old, environment);
            environment.old = &old;
        }
        const bool is_wanted = std::ranges::all_of(
            guards_, [&](ExprRef guard) { return evaluator.holds(guard, environment); });
        if (is_wanted)
            table_.values[table_index(scope_.space, table_.columns, ordinals)] =
                evaluator.evaluate(expression_, environment);
        return !evaluator.failed();
    }

    std::optional<ValueTable> take() {
        return scope_.evaluator.failed() ? std::nullopt : std::optional(std::move(table_));
    }

    const RunScope& scope_;
    ExprRef expression_;
    std::span<const ExprRef> guards_;
    bool needs_old_ = false;
    ValueTable table_;
};

} // namespace

std::optional<ValueTable> tabulate(const RunScope& scope, ExprRef expression,
                                   std::span<const ExprRef> guards) {
    Tabulator tabulator(scope, expression, guards);
    // What all runs of a platform share has no run to ask for.
    if (scope.experiment == nullptr) return tabulator.by_columns();
    std::optional<ValueTable> table;
    const bool needs_runs = scope.evaluator.asks_for_run([&] { table = tabulator.by_columns(); });
    return needs_runs ? tabulator.by_runs() : table;
}

std::optional<Presence> tabulate_condition(const RunScope& scope, ExprRef condition) {
    const auto table = tabulate(scope, condition, {});
    if (!table) return std::nullopt;
    Presence presence{Presence::Kind::sometimes, {table->columns, {}}};
    bool is_always = true;
    bool is_never = true;
    for (const auto& value : table->values) {
        const bool* answer = value ? value->get_if<bool>() : nullptr;
        const bool holds = answer != nullptr && *answer;
        presence.condition.holds.push_back(holds);
        is_always = is_always && (holds || !value);
        is_never = is_never && !holds;
    }
    if (is_always) presence.kind = Presence::Kind::always;
    if (is_never) presence.kind = Presence::Kind::never;
    return presence;
}

} // namespace expc::lower
