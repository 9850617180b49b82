// SPDX-License-Identifier: MIT
// Derived columns: their values are computed once for each combination of what they depend on.
#include "compiler/algebra/classes.hpp"
#include "compiler/algebra/footprint.hpp"
#include "compiler/algebra/make.hpp"

#include <boost/container_hash/hash.hpp>

#include <unordered_map>

namespace expc::algebra {

namespace {

/// Number of combinations of all ordinals, occurring or not; nothing when above the limit.
std::optional<std::uint64_t> combinations_of(const Space& space,
                                             std::span<const ColumnIndex> columns) {
    std::uint64_t combinations = 1;
    for (const ColumnIndex column : columns) {
        const auto next = checked_product(combinations, space.columns[column].domain.size());
        if (!next || *next > candidate_limit) {
            return std::nullopt;
        }
        combinations = *next;
    }
    return combinations;
}

/// The values by mixed-radix number of the columns' ordinals; combinations that do not occur hold
/// none.
std::optional<TooCoupled> compute_by_combination(const Space& space, const DerivedSpec& spec,
                                                 std::uint64_t combinations,
                                                 std::vector<Value>& domain) {
    domain.resize(combinations);
    return for_each_projection(
        space, spec.columns, [&](std::span<const Ordinal> ordinals, std::uint64_t) {
            Ordinal position = 0;
            for (std::size_t k = 0; k < ordinals.size(); ++k) {
                position = position * space.columns[spec.columns[k]].domain.size() + ordinals[k];
            }
            domain[position] = spec.compute(ordinals);
            return true;
        });
}

/// Values by the ordinals they are computed from; only combinations that occur have one.
using Values = std::unordered_map<std::vector<Ordinal>, Value, boost::hash<std::vector<Ordinal>>>;

std::optional<TooCoupled> compute_by_ordinals(const Space& space, const DerivedSpec& spec,
                                              Values& values) {
    return for_each_projection(
        space, spec.columns, [&](std::span<const Ordinal> ordinals, std::uint64_t) {
            values.emplace(std::vector<Ordinal>(ordinals.begin(), ordinals.end()),
                           spec.compute(ordinals));
            return true;
        });
}

/// A domain by the value of the only digit that the columns depend on.
std::vector<Value> by_digit(const Space& space, const Footprint& footprint, const Values& values) {
    const Footprint::Touched& only = footprint.digits().front();
    const auto classes = classes_of(space, only.digit, only.bases, candidate_limit);
    const std::uint64_t size = space.digits[only.digit].size;
    std::vector<Value> domain(size);
    for_each_interval(
        size, &*classes, nullptr,
        [&](std::uint64_t first, std::uint64_t last, std::uint32_t label, const Edge*) {
            std::vector<Ordinal> ordinals(footprint.columns());
            footprint.ordinals(classes->of(label), ordinals);
            const auto known = values.find(ordinals);
            for (; known != values.end() && first < last; ++first) {
                domain[first] = known->second;
            }
        });
    return domain;
}

} // namespace

Built with_derived(const Space& space, const DerivedSpec& spec) {
    return with_derived(Space(space), spec);
}

Built with_derived(Space&& space, const DerivedSpec& spec) {
    const Footprint footprint(space, spec.columns);
    const auto combinations = combinations_of(space, spec.columns);
    const bool one_digit = footprint.digits().size() == 1;
    const std::uint64_t digit_size =
        one_digit ? space.digits[footprint.digits()[0].digit].size : candidate_limit + 1;
    const bool use_digit = digit_size < combinations.value_or(candidate_limit + 1);
    if (!combinations && !use_digit) {
        std::vector<DigitIndex> digits;
        double candidates = 1;
        for (const Footprint::Touched& touched : footprint.digits()) {
            digits.push_back(touched.digit);
        }
        for (const ColumnIndex column : spec.columns) {
            candidates *= static_cast<double>(space.columns[column].domain.size());
        }
        return {TooCoupled{labels_of(space, digits), candidates}};
    }
    Column column = column_of({spec.name, spec.alias, {}, spec.origin, std::nullopt}, 0);
    column.counts_in_id = spec.counts_in_id;
    std::vector<Value> domain;
    if (use_digit) {
        Values values;
        if (auto error = compute_by_ordinals(space, spec, values)) return {*std::move(error)};
        domain = by_digit(space, footprint, values);
        column.ordinal = OfDigit{footprint.digits()[0].digit};
    } else {
        if (auto error = compute_by_combination(space, spec, *combinations, domain))
            return {*std::move(error)};
        column.ordinal = OfColumns{spec.columns};
    }
    column.domain.pieces.emplace_back(std::move(domain));
    space.columns.push_back(std::move(column));
    return std::move(space);
}

} // namespace expc::algebra
