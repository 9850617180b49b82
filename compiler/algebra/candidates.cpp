// SPDX-License-Identifier: MIT
#include "compiler/algebra/candidates.hpp"

#include <algorithm>
#include <set>

namespace expc::algebra {

namespace {

using Classes = std::span<const std::optional<DigitClasses>>;

/// Ways from the root of a coupled component to its last level before `end`, from the bottom up: a
/// way is a class for each touched digit, and a node for each other one.
double ways_through(const Space& space, const Component& component, const Classes& classes,
                    DigitIndex end) {
    std::vector<double> below;
    for (std::size_t level = component.levels.size(); level-- > 0;) {
        const DigitIndex digit = component.digits[level];
        const std::vector<Node>& nodes = component.levels[level];
        if (digit >= end) {
            below.assign(nodes.size(), 1);
            continue;
        }
        const auto* of_digit = classes[digit] ? &*classes[digit] : nullptr;
        std::vector<double> ways(nodes.size(), 0);
        for (std::size_t node = 0; node < nodes.size(); ++node) {
            std::set<std::pair<std::uint32_t, std::uint32_t>> known;
            for_each_interval(
                space.digits[digit].size, of_digit, &nodes[node],
                [&](std::uint64_t, std::uint64_t, std::uint32_t label, const Edge* edge) {
                    if (known.emplace(label, edge->target).second) {
                        ways[node] += below.empty() ? 1 : below[edge->target];
                    }
                });
        }
        below = std::move(ways);
    }
    return below.front();
}

} // namespace

Candidates count_candidates(const Space& space, Classes classes) {
    DigitIndex end = 0;
    for (DigitIndex digit = 0; digit < classes.size(); ++digit) {
        end = classes[digit] ? digit + 1 : end;
    }
    Candidates candidates;
    for (const Component& component : space.components) {
        const auto touched = [&](DigitIndex digit) { return classes[digit].has_value(); };
        if (std::none_of(component.digits.begin(), component.digits.end(), touched)) {
            continue;
        }
        candidates.count *= is_coupled(component) ? ways_through(space, component, classes, end)
                                                  : classes[component.digits[0]]->count;
        for (const DigitIndex digit : component.digits) {
            candidates.is_exact = candidates.is_exact && (digit >= end || touched(digit));
        }
    }
    return candidates;
}

} // namespace expc::algebra
