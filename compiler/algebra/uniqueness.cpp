// SPDX-License-Identifier: MIT
// Are all rows different? First from the structure: rows differ in a digit, so it is enough that
// the columns of each digit tell its values apart. Where that is not so, the rows themselves are
// compared.
#include "compiler/algebra/digit_values.hpp"
#include "compiler/algebra/footprint.hpp"
#include "compiler/algebra/layout.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>

namespace expc::algebra {

namespace {

using Answer = Uniqueness::Answer;

/// A row's values in some columns as one number, equal for equal values; different values meet only
/// by accident.
class RowKeys {
  public:
    RowKeys(std::span<const ColumnIndex> columns, Labels& labels) {
        for (const ColumnIndex column : columns) {
            const ValueClasses& classes = labels.of(column);
            known_ = known_ && classes.is_known();
            columns_.push_back({column, &classes});
        }
    }

    [[nodiscard]] bool are_known() const { return known_; }
    [[nodiscard]] std::vector<std::uint64_t> labels(std::span<const Ordinal> ordinals) const {
        std::vector<std::uint64_t> all;
        for (const auto& [column, classes] : columns_) {
            all.push_back(classes->label(ordinals[column]));
        }
        return all;
    }
    [[nodiscard]] std::uint64_t key(std::span<const Ordinal> ordinals) const {
        std::size_t seed = 0;
        for (const auto& [column, classes] : columns_) {
            boost::hash_combine(seed, classes->label(ordinals[column]));
        }
        return seed;
    }

  private:
    bool known_ = true;
    std::vector<std::pair<ColumnIndex, const ValueClasses*>> columns_;
};

std::vector<std::uint64_t> labels_of_row(const Space& space, const RowKeys& keys,
                                         std::uint64_t index) {
    Digits digits;
    std::vector<Ordinal> ordinals;
    decode(space, index, digits);
    ordinals_of(space, digits, ordinals);
    return keys.labels(ordinals);
}

Uniqueness compare_rows(const Space& space, std::span<const ColumnIndex> columns, Labels& labels) {
    const RowKeys keys(columns, labels);
    if (!keys.are_known()) {
        return {Answer::unknown};
    }
    const std::uint64_t rows = std::min(space.count, largest_scan);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> by_key; // key, row
    by_key.reserve(rows);
    Cursor cursor(space, 0);
    for (std::uint64_t row = 0; row < rows; ++row, cursor.next()) {
        by_key.emplace_back(keys.key(cursor.ordinals()), row);
    }
    std::sort(by_key.begin(), by_key.end());
    for (std::size_t start = 0; start < by_key.size();) {
        std::size_t end = start + 1;
        for (; end < by_key.size() && by_key[end].first == by_key[start].first; ++end) {
            if (labels_of_row(space, keys, by_key[start].second) ==
                labels_of_row(space, keys, by_key[end].second)) {
                return {Answer::repeated, by_key[start].second, by_key[end].second};
            }
        }
        start = end;
    }
    return {rows == space.count ? Answer::unique : Answer::unknown};
}

/// Rows 0 with two different values of an uncoupled digit.
Uniqueness rows_with(const Space& space, DigitIndex digit, Uniqueness values) {
    Digits digits;
    decode(space, 0, digits);
    digits[digit] = values.first;
    const auto first = rank(space, digits);
    digits[digit] = values.second;
    return {Answer::repeated, *first, *rank(space, digits)};
}

std::vector<ColumnIndex> derived_columns(const Space& space, std::span<const ColumnIndex> columns) {
    std::vector<ColumnIndex> derived;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(derived),
                 [&](ColumnIndex column) { return !digit_of(space.columns[column]); });
    return derived;
}

} // namespace

Uniqueness check_unique(const Space& space, std::span<const ColumnIndex> columns) {
    if (space.count < 2) {
        return {};
    }
    Labels labels(space);
    const std::vector<Place> places = places_of(space);
    const Footprint derived(space, derived_columns(space, columns));
    bool all_told_apart = true;
    for (DigitIndex digit = 0; digit < space.digits.size(); ++digit) {
        std::vector<ColumnIndex> readers;
        std::copy_if(columns.begin(), columns.end(), std::back_inserter(readers),
                     [&](ColumnIndex c) { return digit_of(space.columns[c]) == digit; });
        const Uniqueness values = compare_values(space, digit, readers, labels);
        if (values.answer == Answer::unique) {
            continue;
        }
        all_told_apart = false;
        // A derived column may still tell such values apart: 1 and 1.0 are equal, their texts are
        // not.
        if (values.answer == Answer::repeated && derived.find(digit) == nullptr &&
            !is_coupled(space.components[places[digit].component])) {
            return rows_with(space, digit, values);
        }
    }
    return all_told_apart ? Uniqueness{} : compare_rows(space, columns, labels);
}

} // namespace expc::algebra
