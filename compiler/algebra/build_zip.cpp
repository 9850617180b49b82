// SPDX-License-Identifier: MIT
// zip: value v is row v of every member. Members that are single plain axes share one plain digit.
#include "compiler/algebra/make.hpp"

#include <algorithm>

namespace expc::algebra {

namespace {

bool is_plain_axis(const Space& space) {
    return space.digits.size() == 1 && std::holds_alternative<Plain>(space.digits[0].meaning) &&
           space.components[0].levels.empty() && space.count == space.digits[0].size;
}

void append_to_shared_digit(Space& zipped, Space member) {
    const auto first = static_cast<ColumnIndex>(zipped.columns.size());
    for (Column& column : member.columns) {
        if (auto* derived = std::get_if<OfColumns>(&column.ordinal)) {
            for (ColumnIndex& used : derived->columns) {
                used += first;
            }
        }
        zipped.columns.push_back(std::move(column));
    }
}

void surface_member(Space& zipped, const Space& member, std::uint32_t index) {
    for (ColumnIndex column = 0; column < member.columns.size(); ++column) {
        zipped.columns.push_back(
            surfaced(member.columns[column], OfInner{0, {{index, column, 0}}}));
    }
}

} // namespace

Built zip(std::vector<Space> members, SourceRange origin) {
    UnequalLengths lengths;
    for (const Space& member : members) {
        lengths.counts.push_back(member.count);
    }
    if (members.empty()) {
        return unit();
    }
    if (std::adjacent_find(lengths.counts.begin(), lengths.counts.end(), std::not_equal_to<>()) !=
        lengths.counts.end()) {
        return {lengths};
    }
    Space zipped;
    zipped.count = members.front().count;
    const bool shared_digit = std::all_of(members.begin(), members.end(), is_plain_axis);
    for (std::uint32_t index = 0; index < members.size(); ++index) {
        if (shared_digit) {
            append_to_shared_digit(zipped, std::move(members[index]));
        } else {
            surface_member(zipped, members[index], index);
        }
    }
    Digit digit = plain_digit(zipped.count, origin, label_of(zipped.columns));
    if (!shared_digit) {
        digit.meaning = Zipped{std::move(members)};
    }
    add_uncoupled(zipped, std::move(digit));
    return zipped;
}

} // namespace expc::algebra
