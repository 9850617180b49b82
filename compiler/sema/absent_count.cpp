// SPDX-License-Identifier: MIT
#include "compiler/sema/absent_count.hpp"

#include "compiler/sema/space_entries.hpp"

#include <algorithm>
#include <limits>

namespace expc::sema {

namespace {

using Count = std::optional<std::uint64_t>;

Count values_listed(ExprRef values) {
    if (const auto* list = std::get_if<ast::List>(&values.get().node)) {
        const bool is_plain =
            std::ranges::none_of(list->elements, [](const ast::ListElement& each) {
                return each.is_splice || each.condition;
            });
        return is_plain ? Count(list->elements.size()) : std::nullopt;
    }
    const auto* range = std::get_if<ast::Range>(&values.get().node);
    if (range == nullptr) return std::nullopt;
    const auto* low = std::get_if<ast::IntLiteral>(&values.at(range->low).get().node);
    const auto* high = std::get_if<ast::IntLiteral>(&values.at(range->high).get().node);
    if (low == nullptr || high == nullptr || low->value < 0 || high->value < low->value)
        return std::nullopt;
    return static_cast<std::uint64_t>(high->value - low->value) + (range->includes_high ? 1 : 0);
}

/// What the guard compares: `AXIS == VALUE` or `AXIS != VALUE`.
struct Comparison {
    std::string_view axis;
    std::string_view value;
    bool equals = true;
};

std::optional<Comparison> comparison_of(ExprRef guard, const Sources& sources) {
    const auto* binary = std::get_if<ast::Binary>(&guard.get().node);
    const bool is_equality = binary != nullptr && (binary->op == ast::BinaryOp::equal ||
                                                   binary->op == ast::BinaryOp::not_equal);
    if (!is_equality) return std::nullopt;
    const auto* use = std::get_if<ast::NameUse>(&guard.at(binary->left).get().node);
    if (use == nullptr) return std::nullopt;
    return Comparison{use->name, sources.text(guard.at(binary->right).range()),
                      binary->op == ast::BinaryOp::equal};
}

/// The values of the compared axis with which the guard does not hold.
Count values_without(ExprRef values, const Comparison& guard, const Sources& sources) {
    const auto* list = std::get_if<ast::List>(&values.get().node);
    if (list == nullptr || !values_listed(values)) return std::nullopt;
    const auto same = std::ranges::count_if(list->elements, [&](const ast::ListElement& each) {
        return sources.text(values.at(each.value).range()) == guard.value;
    });
    const auto found = static_cast<std::uint64_t>(same);
    return guard.equals ? list->elements.size() - found : found;
}

} // namespace

std::optional<std::uint64_t> absent_count(const Module& module, const ast::SpaceBlock& product,
                                          const ast::Axis& axis, const Sources& sources) {
    const ExprRef guard{&module, axis.guard};
    const auto compared = comparison_of(guard, sources);
    if (!compared || product.kind != ast::SpaceKind::product) return std::nullopt;
    std::uint64_t count = 1;
    bool has_axis = false;
    for (const ast::Entry& entry : product.block.entries) {
        if (std::holds_alternative<ast::Assign>(entry.node)) continue;
        const auto* other = std::get_if<ast::Axis>(&entry.node);
        if (other == nullptr) return std::nullopt;
        const ExprRef values{&module, other->values};
        if (other->guard) {
            // Absent in the same rows, or nobody knows here in which.
            const ExprRef its{&module, other->guard};
            if (sources.text(its.range()) != sources.text(guard.range())) return std::nullopt;
            continue;
        }
        const bool is_compared = column_of(entry)->text == compared->axis;
        has_axis = has_axis || is_compared;
        const Count size =
            is_compared ? values_without(values, *compared, sources) : values_listed(values);
        if (!size ||
            *size > std::numeric_limits<std::uint64_t>::max() / std::max<std::uint64_t>(count, 1))
            return std::nullopt;
        count *= *size;
    }
    return has_axis && count > 0 ? Count(count) : std::nullopt;
}

} // namespace expc::sema
