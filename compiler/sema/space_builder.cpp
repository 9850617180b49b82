// SPDX-License-Identifier: MIT
// Blocks of spaces: product, zip, concat, cases, tables, and what stands in every block (columns,
// filters).
#include "compiler/sema/space_builder.hpp"

#include "compiler/base/grouped.hpp"
#include "compiler/base/match.hpp"
#include "compiler/sema/column_order.hpp"
#include "compiler/sema/space_entries.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

namespace expc::sema {

// -------------------------------------------------------------------------------------------------
// known columns

algebra::Predicate SpaceBuilder::predicate(ExprRef condition, const algebra::Space& space,
                                           bool negated) {
    const std::vector<algebra::ColumnIndex> columns = used_columns(condition, space);
    auto row = std::make_shared<KnownColumns>(space, columns);
    auto environment = std::make_shared<Environment>();
    environment->row = row.get();
    const auto holds = [&evaluator = evaluator_, condition, row, environment,
                        negated](std::span<const algebra::Ordinal> ordinals) {
        row->set(ordinals);
        evaluator.forget_steps();
        const Value value = evaluator.evaluate(condition, *environment);
        const bool* answer = value.get_if<bool>();
        return answer != nullptr && *answer != negated;
    };
    return {columns, holds, condition.range()};
}

// --------------------------------------------------------------------------------------------------------
// blocks

std::optional<algebra::Space> SpaceBuilder::build(const SpaceDescription& description) {
    if (description.table) return build_table(description);
    switch (description.kind) {
    case ast::SpaceKind::product: return build_product(description);
    case ast::SpaceKind::zip: return build_zip(description);
    case ast::SpaceKind::concat: return build_concat(description);
    case ast::SpaceKind::sample: return build_sample(description);
    case ast::SpaceKind::cases: return build_cases(description);
    }
    return std::nullopt;
}

SpaceBuilder::Built SpaceBuilder::unwrap(algebra::Built built, SourceRange range,
                                         std::string_view what) {
    if (built) return std::move(built.space());
    match(
        built.error(),
        [&](const algebra::CountOverflow&) { evaluator_.fail(diag::Code::E0513, range); },
        [&](const algebra::TooCoupled& error) {
            auto report = evaluator_.fail(diag::Code::E0507, range, what,
                                          fmt::format("{:.0f}", error.candidates),
                                          grouped(algebra::candidate_limit));
            if (report)
                report->note(fmt::format("it links the axes {}", fmt::join(error.axes, ", ")));
        },
        [&](const algebra::UnequalLengths& error) {
            evaluator_.fail(diag::Code::E0502, range,
                            fmt::format("{}", fmt::join(error.counts, " and ")));
        },
        [&](const algebra::DifferentColumns&) { evaluator_.fail(diag::Code::E0503, range); },
        [&](const algebra::TooFewRows& error) {
            evaluator_.fail(diag::Code::E0514, range, what, error.possible);
        });
    return std::nullopt;
}

SpaceBuilder::Built SpaceBuilder::item_space(const SpaceItem& item) {
    if (item.nested != nullptr) return build(*item.nested);
    const auto& axis = std::get<ast::Axis>(item.entry->node);
    auto spec = axis_spec(item, axis);
    if (!spec) return std::nullopt;
    return algebra::axis(std::move(*spec));
}

SpaceBuilder::Built SpaceBuilder::build_product(const SpaceDescription& description) {
    bool is_first_fastest = false;
    if (description.block) {
        for (const ast::Argument& argument :
             std::get<ast::SpaceBlock>(description.block.get().node).arguments) {
            const Value order = evaluator_.evaluate(description.block.at(argument.value), {});
            is_first_fastest =
                order.get_if<algebra::Text>() != nullptr && order.as_text() == "first_fastest";
        }
    }
    const auto order =
        is_first_fastest ? algebra::Order::first_fastest : algebra::Order::last_fastest;
    std::vector<algebra::Space> parts;
    IndependentParts mistakes(evaluator_);
    bool is_whole = true;
    for (const SpaceItem& item : description.items) {
        mistakes.next();
        const auto* axis = std::get_if<ast::Axis>(&item.entry->node);
        const bool is_part = item.nested != nullptr || (axis != nullptr && !axis->guard);
        const bool is_guarded = axis != nullptr && axis->guard;
        if (is_guarded && is_first_fastest) {
            evaluator_.fail(diag::Code::E0116, item.entry->range, "when",
                            "a product in the order `first_fastest` takes no conditional axes");
            return std::nullopt;
        }
        if (is_part) {
            auto space = item_space(item);
            is_whole = is_whole && space;
            if (space) parts.push_back(std::move(*space));
        }
        if (!is_guarded || !is_whole) continue;
        auto before =
            unwrap(algebra::product(std::move(parts), order), description.range, "this product");
        if (!before) return std::nullopt;
        auto space = add_guarded(std::move(*before), item, description);
        if (!space) return std::nullopt;
        parts.clear();
        parts.push_back(std::move(*space));
    }
    if (!is_whole) return std::nullopt;
    auto space =
        unwrap(algebra::product(std::move(parts), order), description.range, "this product");
    return space ? finished(std::move(*space), description) : std::nullopt;
}

/// What every block has after its rows: derived columns, filters, and columns as they are declared.
SpaceBuilder::Built SpaceBuilder::finished(algebra::Space rows,
                                           const SpaceDescription& description) {
    auto space = add_derived(std::move(rows), description);
    if (space) space = add_filters(std::move(*space), description);
    return space ? in_declared_order(std::move(*space), description) : std::nullopt;
}

/// A conditional axis where there is no place for rows without it.
bool SpaceBuilder::is_refused_guard(const SpaceItem& item, std::string_view block) {
    if (!std::get<ast::Axis>(item.entry->node).guard) return false;
    evaluator_.fail(diag::Code::E0116, item.entry->range, "when",
                    fmt::format("a `{}` takes no conditional axes{}", block,
                                block == "zip" ? ": write `none` where there is no value" : ""));
    return true;
}

namespace {

using MemberCounts = std::vector<std::pair<const SpaceItem*, std::uint64_t>>;

/// "3 and 2", "3, 3, 2"
std::string lengths_of(const MemberCounts& counts) {
    if (counts.size() == 2)
        return fmt::format("{} and {}", counts.front().second, counts.back().second);
    std::vector<std::uint64_t> lengths;
    for (const auto& [item, count] : counts)
        lengths.push_back(count);
    return fmt::format("{}", fmt::join(lengths, ", "));
}

std::string values_text(std::uint64_t count) {
    return fmt::format("{} value{}", count, count == 1 ? "" : "s");
}

/// "a third value", "4 more values"
std::string values_to_add(std::uint64_t has, std::uint64_t needs) {
    constexpr std::array<std::string_view, 4> ordinals = {"second", "third", "fourth", "fifth"};
    if (needs - has > 1) return fmt::format("{} more values", needs - has);
    return needs < 2 || needs - 2 >= ordinals.size()
               ? "one more value"
               : fmt::format("a {} value", ordinals[needs - 2]);
}

/// How the members of a zip get one length.
std::string equal_lengths_help(const MemberCounts& counts) {
    const auto shorter =
        std::ranges::min_element(counts, {}, [](const auto& c) { return c.second; });
    const auto longer =
        std::ranges::max_element(counts, {}, [](const auto& c) { return c.second; });
    const ast::Name* column = column_of(*shorter->first->entry);
    std::string text = counts.size() > 2 || column == nullptr
                           ? "give each column the same number of values, or use `product`"
                           : fmt::format("give `{}` {}, or use `product`", column->text,
                                         values_to_add(shorter->second, longer->second));
    std::uint64_t all = 1;
    for (const auto& [item, count] : counts) {
        if (count > std::numeric_limits<std::uint64_t>::max() / std::max<std::uint64_t>(all, 1))
            return text;
        all *= count;
    }
    return text + fmt::format(" for all {} combinations", all);
}

} // namespace

SpaceBuilder::Built SpaceBuilder::build_zip(const SpaceDescription& description) {
    std::vector<algebra::Space> members;
    MemberCounts counts;
    IndependentParts mistakes(evaluator_);
    bool is_whole = true;
    for (const SpaceItem& item : description.items) {
        mistakes.next();
        const auto* axis = std::get_if<ast::Axis>(&item.entry->node);
        if (item.nested == nullptr && axis == nullptr) continue;
        if (axis != nullptr && is_refused_guard(item, "zip")) return std::nullopt;
        auto member = item_space(item);
        is_whole = is_whole && member;
        if (!member) continue;
        counts.emplace_back(&item, member->count);
        members.push_back(std::move(*member));
    }
    if (!is_whole) return std::nullopt;
    const auto different = std::ranges::find_if(
        counts, [&](const auto& c) { return c.second != counts.front().second; });
    if (different != counts.end()) {
        const auto place = [](const SpaceItem& item) {
            const auto* axis = std::get_if<ast::Axis>(&item.entry->node);
            return axis != nullptr ? ExprRef{item.module, axis->values}.range() : item.entry->range;
        };
        auto report =
            evaluator_.fail(diag::Code::E0502, place(*different->first), lengths_of(counts));
        if (!report) return std::nullopt;
        report->here(values_text(different->second))
            .label(place(*counts.front().first), values_text(counts.front().second))
            .help(equal_lengths_help(counts));
        return std::nullopt;
    }
    auto space =
        unwrap(algebra::zip(std::move(members), description.range), description.range, "this zip");
    return space ? finished(std::move(*space), description) : std::nullopt;
}

// -----------------------------------------------------------------------------------------------
// columns, filters

SpaceBuilder::Built SpaceBuilder::add_guarded(algebra::Space space, const SpaceItem& item,
                                              const SpaceDescription& description) {
    const auto& axis = std::get<ast::Axis>(item.entry->node);
    const ExprRef guard{item.module, axis.guard};
    // A guard may use derived columns that stand before it; they are added early, and not again
    // later.
    for (const SpaceItem& earlier : description.items) {
        if (&earlier == &item) break;
        const std::string name = column_name(*earlier.entry);
        const bool is_needed =
            std::holds_alternative<ast::Assign>(earlier.entry->node) && !space.find_column(name) &&
            std::ranges::any_of(free_names(guard),
                                [&](const FreeName& used) { return used.name == name; });
        if (!is_needed) continue;
        auto with = add_one_derived(std::move(space), earlier);
        if (!with) return std::nullopt;
        space = std::move(*with);
    }
    auto spec = axis_spec(item, axis);
    if (!spec) return std::nullopt;
    const algebra::Predicate condition = predicate(guard, space, false);
    auto result = unwrap(algebra::with_guarded_axis(space, std::move(*spec), condition),
                         guard.range(), "this condition");
    if (!result || evaluator_.failed()) return std::nullopt;
    warn_of_constant(space, condition, guard.range());
    return result;
}

/// An axis whose condition says the same in all rows.
void SpaceBuilder::warn_of_constant(const algebra::Space& space,
                                    const algebra::Predicate& condition, SourceRange place) {
    bool is_always = true;
    bool is_never = true;
    const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t) {
        (condition.holds(ordinals) ? is_never : is_always) = false;
        return is_always || is_never;
    };
    const bool is_too_coupled =
        algebra::for_each_projection(space, condition.columns, visit).has_value();
    if (is_too_coupled || is_always == is_never) return;
    evaluator_.sink()
        .report(diag::Code::W0502, place, is_always ? "true" : "false")
        .here("so the axis needs no `when`, or is never there");
}

SpaceBuilder::Built SpaceBuilder::add_one_derived(algebra::Space space, const SpaceItem& item) {
    const auto& assign = std::get<ast::Assign>(item.entry->node);
    const ExprRef value{item.module, assign.value};
    const std::vector<algebra::ColumnIndex> columns = used_columns(value, space);
    KnownColumns row(space, columns);
    Environment environment;
    environment.row = &row;
    const ast::Name& name = assign.path.front();
    algebra::DerivedSpec spec{name.text, name.text, name.range, columns, {}, false};
    spec.compute = [&](std::span<const algebra::Ordinal> ordinals) {
        row.set(ordinals);
        evaluator_.forget_steps();
        return evaluator_.evaluate(value, environment);
    };
    auto result = unwrap(algebra::with_derived(std::move(space), spec), value.range(),
                         fmt::format("column `{}`", name.text));
    return evaluator_.failed() ? std::nullopt : std::move(result);
}

SpaceBuilder::Built SpaceBuilder::add_derived(algebra::Space space,
                                              const SpaceDescription& description) {
    std::vector<const SpaceItem*> open;
    for (const SpaceItem& item : description.items) {
        if (std::holds_alternative<ast::Assign>(item.entry->node) &&
            !space.find_column(column_name(*item.entry)))
            open.push_back(&item);
    }
    std::vector<ColumnOrder::Column> columns;
    for (const SpaceItem* item : open) {
        const ast::ExprId value = std::get<ast::Assign>(item->entry->node).value;
        columns.push_back({column_name(*item->entry), {item->module, value}});
    }
    ColumnOrder order(columns);
    while (!order.is_done()) {
        const auto ready = order.next();
        if (!ready) return std::nullopt;
        auto with = add_one_derived(std::move(space), *open[*ready]);
        if (!with) return std::nullopt;
        space = std::move(*with);
    }
    return space;
}

SpaceBuilder::Built SpaceBuilder::in_declared_order(algebra::Space space,
                                                    const SpaceDescription& description) {
    std::vector<algebra::ColumnIndex> order;
    std::vector<bool> placed(space.columns.size(), false);
    algebra::ColumnIndex next_part = 0;
    const auto place = [&](algebra::ColumnIndex index) {
        if (placed[index]) return;
        placed[index] = true;
        order.push_back(index);
    };
    // Columns of nested spaces follow each other, so those without a name of their own here are
    // taken in turn.
    std::vector<std::string> own;
    for (const SpaceItem& item : description.items) {
        if (item.nested == nullptr) own.push_back(column_name(*item.entry));
    }
    const auto is_own = [&](const algebra::Column& column) {
        return std::ranges::find(own, column.alias) != own.end();
    };
    for (const SpaceItem& item : description.items) {
        if (item.nested == nullptr) {
            if (const auto index = space.find_column(column_name(*item.entry))) place(*index);
            continue;
        }
        while (next_part < space.columns.size() && is_own(space.columns[next_part]))
            ++next_part;
        while (next_part < space.columns.size() && !is_own(space.columns[next_part]))
            place(next_part++);
    }
    for (algebra::ColumnIndex i = 0; i < space.columns.size(); ++i)
        place(i);
    return algebra::with_column_order(std::move(space), order);
}

} // namespace expc::sema
