// SPDX-License-Identifier: MIT
// The filters of a block, one after the other, and what is said when they leave nothing.
#include "compiler/sema/space_builder.hpp"

#include <fmt/format.h>

namespace expc::sema {

namespace {

std::string quoted_name(const SpaceDescription& description) {
    return description.name.empty() ? std::string("here") : fmt::format("`{}`", description.name);
}

/// A filter that took some rows.
struct Stage {
    SourceRange range;
    std::uint64_t removed = 0;
};

/// Whether a comparison that fails everywhere would hold for larger values on its left side, or for
/// smaller ones; nothing for other operators.
std::optional<bool> wants_larger(ast::BinaryOp op, bool negated) {
    using enum ast::BinaryOp;
    if (op == greater || op == greater_equal) return !negated;
    if (op == less || op == less_equal) return negated;
    return std::nullopt;
}

/// What a number, a duration or a size is compared by; nothing for other values.
std::optional<double> amount(const Value& value) {
    if (const auto* whole = value.get_if<std::int64_t>()) return static_cast<double>(*whole);
    if (const auto* number = value.get_if<double>()) return *number;
    if (const auto* duration = value.get_if<algebra::Duration>())
        return static_cast<double>(duration->milliseconds);
    if (const auto* size = value.get_if<algebra::Size>()) return static_cast<double>(size->bytes);
    return std::nullopt;
}

/// The largest, or the smallest, value of a column that occurs; none for columns without an order.
Value extreme_value(const algebra::Space& space, algebra::ColumnIndex column, bool largest) {
    const algebra::Domain& domain = space.columns[column].domain;
    Value extreme;
    std::optional<double> furthest;
    const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t) {
        const Value value = domain.at(ordinals.front());
        const auto current = amount(value);
        const bool is_further =
            current && (!furthest || (largest ? *current > *furthest : *current < *furthest));
        if (is_further) {
            extreme = value;
            furthest = current;
        }
        return true;
    };
    const auto coupled = algebra::for_each_projection(space, std::span(&column, 1), visit);
    return coupled ? Value() : extreme;
}

/// `; the largest `lr` is 0.003` for a filter that compares a column and leaves nothing of a space.
std::string nearest_value(const algebra::Space& space, ExprRef condition, bool negated) {
    const auto* comparison = std::get_if<ast::Binary>(&condition.get().node);
    if (comparison == nullptr) return {};
    const auto* use = std::get_if<ast::NameUse>(&condition.at(comparison->left).get().node);
    const auto column = use != nullptr ? space.find_column(use->name) : std::nullopt;
    const auto larger = wants_larger(comparison->op, negated);
    if (!column || !larger) return {};
    const Value value = extreme_value(space, *column, *larger);
    if (value.is_none()) return {};
    return fmt::format("; the {} `{}` is {}", *larger ? "largest" : "smallest", use->name,
                       algebra::display(value));
}

void label_stages(diag::Builder& report, const std::vector<Stage>& stages, std::uint64_t candidates,
                  const std::string& nearest) {
    const char* rest = stages.size() > 1 ? "other " : "";
    std::uint64_t left = candidates;
    for (const Stage& stage : stages) {
        left -= stage.removed;
        report.label(stage.range,
                     left == 0 ? fmt::format("removes the {}{}{}", rest, stage.removed, nearest)
                               : fmt::format("removes {}, leaving {}", stage.removed, left));
    }
}

} // namespace

SpaceBuilder::Built SpaceBuilder::add_filters(algebra::Space space,
                                              const SpaceDescription& description) {
    std::vector<Stage> stages;
    const std::uint64_t candidates = space.count;
    IndependentParts mistakes(evaluator_);
    for (const SpaceItem& item : description.items) {
        const auto* filter = std::get_if<ast::Filter>(&item.entry->node);
        if (filter == nullptr || item.nested != nullptr) continue;
        mistakes.next();
        const ExprRef condition{item.module, filter->condition};
        auto kept = unwrap(algebra::filtered(space, predicate(condition, space, filter->excludes)),
                           item.entry->range, "this filter");
        // What is behind a filter that cannot be decided is not known.
        if (!kept || mistakes.failed()) continue;
        stages.push_back({item.entry->range, space.count - kept->count});
        if (kept->count == space.count && !item.is_inherited)
            evaluator_.sink()
                .report(diag::Code::W0501, item.entry->range)
                .here(fmt::format("all {} combinations stay", space.count));
        if (kept->count == 0) {
            auto report = evaluator_.fail(diag::Code::E0504, description.range,
                                          quoted_name(description), candidates);
            if (!report) return std::nullopt;
            report->here(fmt::format("{} combinations before filters", candidates));
            label_stages(*report, stages, candidates,
                         nearest_value(space, condition, filter->excludes));
            return std::nullopt;
        }
        space = std::move(*kept);
    }
    return mistakes.failed() ? std::nullopt : std::optional(std::move(space));
}

} // namespace expc::sema
