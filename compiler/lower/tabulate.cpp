// SPDX-License-Identifier: MIT
#include "compiler/lower/tabulate.hpp"

#include "compiler/sema/space_builder.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>

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
        auto report = scope.evaluator.fail(diag::Code::E0507, range, "this expression",
                                           fmt::format("more than {}", table_limit));
        if (report)
            report->note(fmt::format("it depends on {}", fmt::join(names, ", ")))
                .help("put columns side by side in a string, `\"${a}-${b}\"`: each is looked up on "
                      "its own");
        return std::nullopt;
    }
    return static_cast<std::size_t>(size);
}

std::optional<ValueTable> tabulate(const RunScope& scope, ExprRef expression,
                                   std::span<const ExprRef> guards) {
    ValueTable table;
    table.columns = scope.dependencies.of(expression);
    for (const ExprRef guard : guards) {
        const auto more = scope.dependencies.of(guard);
        table.columns.insert(table.columns.end(), more.begin(), more.end());
    }
    const auto asks_for_old = [](ExprRef part) { return sema::uses_name(part, "old"); };
    const bool needs_old = scope.old != nullptr &&
                           (asks_for_old(expression) || std::ranges::any_of(guards, asks_for_old));
    if (needs_old) {
        const auto more = scope.dependencies.of(*scope.old);
        table.columns.insert(table.columns.end(), more.begin(), more.end());
    }
    std::ranges::sort(table.columns);
    const auto repeated = std::ranges::unique(table.columns);
    table.columns.erase(repeated.begin(), repeated.end());
    const auto size = table_size(scope, table.columns, expression.range());
    if (!size) return std::nullopt;
    table.values.resize(*size);

    sema::KnownColumns row(scope.space, table.columns);
    sema::Environment environment = scope.environment(&row);
    Value old;
    const auto is_wanted = [&]() {
        return std::ranges::all_of(guards, [&](ExprRef guard) {
            const Value holds = scope.evaluator.evaluate(guard, environment);
            const bool* answer = holds.get_if<bool>();
            return answer != nullptr && *answer;
        });
    };
    const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t) {
        row.set(ordinals);
        scope.evaluator.forget_steps();
        if (needs_old) {
            environment.old = nullptr;
            old = scope.evaluator.evaluate(*scope.old, environment);
            environment.old = &old;
        }
        if (is_wanted())
            table.values[table_index(scope.space, table.columns, ordinals)] =
                scope.evaluator.evaluate(expression, environment);
        return !scope.evaluator.failed();
    };
    const auto coupled = algebra::for_each_projection(scope.space, table.columns, visit);
    if (coupled)
        scope.evaluator.fail(diag::Code::E0507, expression.range(), "this expression",
                             fmt::format("{:.0f}", coupled->candidates));
    return scope.evaluator.failed() ? std::nullopt : std::optional(std::move(table));
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
