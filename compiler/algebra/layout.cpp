// SPDX-License-Identifier: MIT
#include "compiler/algebra/layout.hpp"

#include <algorithm>

namespace expc::algebra {

std::vector<Place> places_of(const Space& space) {
    std::vector<Place> places(space.digits.size());
    for (std::uint32_t c = 0; c < space.components.size(); ++c) {
        const std::vector<DigitIndex>& digits = space.components[c].digits;
        for (std::uint32_t level = 0; level < digits.size(); ++level) {
            places[digits[level]] = {c, level};
        }
    }
    return places;
}

std::size_t edge_of(const Node& node, std::uint64_t value) {
    const auto after = std::upper_bound(node.edges.begin(), node.edges.end(), value,
                                        [](std::uint64_t v, const Edge& e) { return v < e.first; });
    return static_cast<std::size_t>(after - node.edges.begin()) - 1;
}

std::uint64_t completions(const Component& component, std::size_t level, const Edge& edge) {
    if (edge.target == Node::none) {
        return 0;
    }
    return level + 1 == component.levels.size() ? 1
                                                : component.levels[level + 1][edge.target].count;
}

Descent::Descent(const Space& space)
    : space_(&space), places_(places_of(space)), nodes_(space.components.size(), 0),
      rows_(space.count) {
    for (const Component& component : space.components) {
        remaining_.push_back(component.count);
    }
}

std::uint64_t Descent::rows_of_others(DigitIndex digit) const {
    return rows_ / remaining_[places_[digit].component];
}

const Node* Descent::node(DigitIndex digit) const {
    const Place place = places_[digit];
    const Component& component = space_->components[place.component];
    return is_coupled(component) ? &component.levels[place.level][nodes_[place.component]]
                                 : nullptr;
}

std::uint64_t Descent::completions_after(DigitIndex digit, const Edge* edge) const {
    const Place place = places_[digit];
    return edge == nullptr ? 1
                           : completions(space_->components[place.component], place.level, *edge);
}

void Descent::choose(DigitIndex digit, const Edge* edge) {
    const std::uint64_t others = rows_of_others(digit);
    const std::uint32_t component = places_[digit].component;
    remaining_[component] = completions_after(digit, edge);
    if (edge != nullptr) {
        nodes_[component] = edge->target;
    }
    rows_ = others * remaining_[component];
}

} // namespace expc::algebra
