// SPDX-License-Identifier: MIT
#include "compiler/algebra/inner_cursor.hpp"

#include "compiler/algebra/inner_row.hpp"

#include "compiler/base/match.hpp"

namespace expc::algebra {

namespace {

void step(Cursor& cursor, std::uint64_t row) {
    if (row == cursor.index() + 1) {
        cursor.next();
    } else if (row != cursor.index()) {
        cursor.seek(row);
    }
}

} // namespace

InnerCursor::InnerCursor(const Digit& digit) : digit_(digit) {
    for (std::size_t child = 0; child < number_of_children(digit); ++child) {
        cursors_.emplace_back(child_of(digit, child), 0);
    }
}

void InnerCursor::move(std::uint64_t value) {
    match(
        digit_.meaning, [](const Plain&) {},
        [&](const Alternatives& concat) { move_in(concat, value); },
        [&](const Zipped&) {
            for (Cursor& member : cursors_) {
                step(member, value);
            }
        },
        [&](const Picked& sample) { step(cursors_[0], sample.picks[value]); });
}

void InnerCursor::move_in(const Alternatives& concat, std::uint64_t value) {
    if (value < start_) {
        branch_ = 0;
        start_ = 0;
    }
    while (value - start_ >= concat.branches[branch_].count) {
        start_ += concat.branches[branch_].count;
        ++branch_;
    }
    step(cursors_[branch_], value - start_);
}

} // namespace expc::algebra
