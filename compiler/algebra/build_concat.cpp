// SPDX-License-Identifier: MIT
// concat: all rows of the first branch, then those of the second, and so on, as one digit.
#include "compiler/algebra/make.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace expc::algebra {

namespace {

std::optional<ColumnIndex> find_same(const Space& space, const Column& wanted) {
    const auto found =
        std::find_if(space.columns.begin(), space.columns.end(), [&](const Column& c) {
            return c.name == wanted.name && c.alias == wanted.alias;
        });
    if (found == space.columns.end()) {
        return std::nullopt;
    }
    return static_cast<ColumnIndex>(found - space.columns.begin());
}

std::optional<DifferentColumns> difference(const std::vector<Space>& branches) {
    for (std::size_t other = 1; other < branches.size(); ++other) {
        for (const auto& [present, absent] : {std::pair(std::size_t{0}, other), {other, 0}}) {
            for (const Column& column : branches[present].columns) {
                if (!find_same(branches[absent], column)) {
                    return DifferentColumns{column.name, present, absent};
                }
            }
        }
    }
    return std::nullopt;
}

/// A text that only domains with the same values in the same spelling share: 1 and 1.0 are equal,
/// but print differently.
std::string spelling(const Domain& domain) {
    std::string text;
    for (const auto& piece : domain.pieces) {
        if (const auto* range = std::get_if<IntRange>(&piece)) {
            text += fmt::format("{} {} {};", range->first, range->step, range->count);
            continue;
        }
        for (const Value& value : std::get<std::vector<Value>>(piece)) {
            text += display(value) + ',';
        }
        text += ';';
    }
    return text;
}

/// One column of the result, from the columns of that name in all branches; equal domains are kept
/// once.
Column joined(const std::vector<Space>& branches, ColumnIndex in_first) {
    const Column& model = branches[0].columns[in_first];
    Column column = surfaced(model, OfInner{});
    column.counts_in_id = true;
    column.domain = {};
    auto& sources = std::get<OfInner>(column.ordinal).sources;
    std::unordered_map<std::string, Ordinal> offsets;
    Ordinal next_offset = 0;
    for (std::uint32_t branch = 0; branch < branches.size(); ++branch) {
        const ColumnIndex inner = *find_same(branches[branch], model);
        const Column& from = branches[branch].columns[inner];
        const auto [offset, is_new] = offsets.try_emplace(spelling(from.domain), next_offset);
        sources.push_back({branch, inner, offset->second});
        if (is_new) {
            next_offset += from.domain.size();
            column.domain.pieces.insert(column.domain.pieces.end(), from.domain.pieces.begin(),
                                        from.domain.pieces.end());
        }
        if (!column.was) {
            column.was = from.was;
        }
    }
    return column;
}

} // namespace

Built concat(std::vector<Space> branches, SourceRange origin) {
    if (branches.empty()) {
        return unit();
    }
    if (auto different = difference(branches)) {
        return {*std::move(different)};
    }
    Space joint;
    joint.count = 0;
    for (const Space& branch : branches) {
        if (__builtin_add_overflow(joint.count, branch.count, &joint.count)) {
            return {CountOverflow{}};
        }
    }
    for (ColumnIndex column = 0; column < branches[0].columns.size(); ++column) {
        joint.columns.push_back(joined(branches, column));
    }
    const std::string label = label_of(joint.columns);
    add_uncoupled(joint, {joint.count, Alternatives{std::move(branches)}, origin, label});
    return joint;
}

} // namespace expc::algebra
