// SPDX-License-Identifier: MIT
// product: the parts' digits one after the other.
#include "compiler/algebra/make.hpp"

#include "compiler/base/match.hpp"

#include <algorithm>

namespace expc::algebra {

namespace {

/// Where a part's digits and columns start in the product.
struct Offsets {
    std::uint32_t digit = 0;
    std::uint32_t column = 0;
};

std::vector<Offsets> offsets_of(const std::vector<Space>& parts, Order order) {
    std::vector<Offsets> offsets(parts.size());
    Offsets next;
    for (std::size_t part = 0; part < parts.size(); ++part) {
        offsets[part] = next;
        next.digit += static_cast<std::uint32_t>(parts[part].digits.size());
        next.column += static_cast<std::uint32_t>(parts[part].columns.size());
    }
    if (order == Order::first_fastest) {
        std::uint32_t digit = 0;
        for (std::size_t part = parts.size(); part-- > 0;) {
            offsets[part].digit = digit;
            digit += static_cast<std::uint32_t>(parts[part].digits.size());
        }
    }
    return offsets;
}

void move_column(Column& column, Offsets by) {
    match(
        column.ordinal, [by](OfDigit& of) { of.digit += by.digit; },
        [by](OfInner& of) { of.digit += by.digit; },
        [by](OfColumns& of) {
            for (ColumnIndex& used : of.columns) {
                used += by.column;
            }
        });
}

void append(Space& product, Space part, Offsets at) {
    for (std::size_t digit = 0; digit < part.digits.size(); ++digit) {
        product.digits[at.digit + digit] = std::move(part.digits[digit]);
    }
    for (Component& component : part.components) {
        for (DigitIndex& digit : component.digits) {
            digit += at.digit;
        }
        product.components.push_back(std::move(component));
    }
    for (Column& column : part.columns) {
        move_column(column, at);
        product.columns.push_back(std::move(column));
    }
}

} // namespace

Built product(std::vector<Space> parts, Order order) {
    const bool empty =
        std::any_of(parts.begin(), parts.end(), [](const Space& part) { return part.count == 0; });
    const std::vector<Offsets> offsets = offsets_of(parts, order);
    Space result;
    result.count = empty ? 0 : 1;
    std::size_t digits = 0;
    for (const Space& part : parts) {
        const auto count = empty ? 0 : checked_product(result.count, part.count);
        if (!count) {
            return {CountOverflow{}};
        }
        result.count = *count;
        digits += part.digits.size();
    }
    result.digits.resize(digits);
    for (std::size_t part = 0; part < parts.size(); ++part) {
        append(result, std::move(parts[part]), offsets[part]);
    }
    std::sort(result.components.begin(), result.components.end(),
              [](const Component& a, const Component& b) { return a.digits < b.digits; });
    return result;
}

} // namespace expc::algebra
