// SPDX-License-Identifier: MIT
// The smallest spaces: one row, one axis, one table.
#include "compiler/algebra/make.hpp"

#include <cassert>

namespace expc::algebra {

Digit plain_digit(std::uint64_t size, SourceRange origin, std::string label) {
    return {size, Plain{}, origin, std::move(label)};
}

void add_uncoupled(Space& space, Digit digit) {
    const std::uint64_t size = digit.size;
    const auto index = static_cast<DigitIndex>(space.digits.size());
    space.digits.push_back(std::move(digit));
    space.components.push_back({{index}, {}, size});
}

Column column_of(AxisSpec spec, DigitIndex digit) {
    std::string alias = spec.alias.empty() ? spec.name : std::move(spec.alias);
    return {std::move(spec.name), std::move(alias),       spec.origin,   true,
            std::move(spec.was),  std::move(spec.domain), OfDigit{digit}};
}

Space unit() {
    return {};
}

Space axis(AxisSpec spec) {
    Space space;
    space.count = spec.domain.size();
    add_uncoupled(space, plain_digit(space.count, spec.origin, spec.name));
    space.columns.push_back(column_of(std::move(spec), 0));
    return space;
}

Space table(std::vector<AxisSpec> columns_with_domains, SourceRange origin, std::string label) {
    assert(!columns_with_domains.empty());
    Space space;
    space.count = columns_with_domains.front().domain.size();
    add_uncoupled(space, plain_digit(space.count, origin, std::move(label)));
    for (AxisSpec& spec : columns_with_domains) {
        assert(spec.domain.size() == space.count);
        space.columns.push_back(column_of(std::move(spec), 0));
    }
    return space;
}

Space with_column_order(Space space, const std::vector<ColumnIndex>& order) {
    std::vector<ColumnIndex> position(order.size());
    std::vector<Column> columns;
    for (const ColumnIndex old : order) {
        position[old] = static_cast<ColumnIndex>(columns.size());
        columns.push_back(std::move(space.columns[old]));
    }
    for (Column& column : columns) {
        if (auto* derived = std::get_if<OfColumns>(&column.ordinal)) {
            for (ColumnIndex& used : derived->columns) {
                used = position[used];
            }
        }
    }
    space.columns = std::move(columns);
    return space;
}

} // namespace expc::algebra
