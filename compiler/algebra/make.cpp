// SPDX-License-Identifier: MIT
#include "compiler/algebra/make.hpp"

namespace expc::algebra {

std::vector<std::string> labels_of(const Space& space, std::span<const DigitIndex> digits) {
    std::vector<std::string> labels;
    for (const DigitIndex digit : digits) {
        labels.push_back(space.digits[digit].label);
    }
    return labels;
}

std::string label_of(const std::vector<Column>& columns) {
    std::string label;
    for (const Column& column : columns) {
        label += (label.empty() ? "" : ", ") + column.name;
    }
    return label;
}

Column surfaced(const Column& inner, OfInner recipe) {
    return {inner.name, inner.alias,  inner.origin,     inner.counts_in_id,
            inner.was,  inner.domain, std::move(recipe)};
}

std::optional<std::uint64_t> checked_product(std::uint64_t left, std::uint64_t right) {
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(left, right, &product)) {
        return std::nullopt;
    }
    return product;
}

std::optional<std::uint64_t> count_of(const std::vector<Component>& components) {
    std::uint64_t count = 1;
    for (const Component& component : components) {
        if (component.count == 0) {
            return 0;
        }
    }
    for (const Component& component : components) {
        const auto product = checked_product(count, component.count);
        if (!product) {
            return std::nullopt;
        }
        count = *product;
    }
    return count;
}

} // namespace expc::algebra
