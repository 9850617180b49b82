// SPDX-License-Identifier: MIT
#include "compiler/algebra/inner_row.hpp"

#include "compiler/base/match.hpp"

namespace expc::algebra {

namespace {

const std::vector<Space>& children_of(const Digit& digit) {
    static const std::vector<Space> none;
    return match(
        digit.meaning, [](const Plain&) -> const std::vector<Space>& { return none; },
        [](const Alternatives& concat) -> const std::vector<Space>& { return concat.branches; },
        [](const Zipped& zip) -> const std::vector<Space>& { return zip.members; },
        [](const Picked& sample) -> const std::vector<Space>& { return sample.inner; });
}

InnerRow row_of_branch(const Alternatives& concat, std::size_t branch, std::uint64_t value) {
    for (std::size_t earlier = 0; earlier < branch; ++earlier) {
        if (value < concat.branches[earlier].count) {
            return {};
        }
        value -= concat.branches[earlier].count;
    }
    const Space& space = concat.branches[branch];
    return value < space.count ? InnerRow{&space, value} : InnerRow{};
}

} // namespace

std::size_t number_of_children(const Digit& digit) {
    return children_of(digit).size();
}

const Space& child_of(const Digit& digit, std::size_t child) {
    return children_of(digit)[child];
}

InnerRow inner_row(const Digit& digit, std::size_t child, std::uint64_t value) {
    return match(
        digit.meaning, [](const Plain&) { return InnerRow{}; },
        [&](const Alternatives& concat) { return row_of_branch(concat, child, value); },
        [&](const Zipped& zip) {
            return InnerRow{&zip.members[child], value};
        },
        [&](const Picked& sample) {
            return InnerRow{&sample.inner[0], sample.picks[value]};
        });
}

} // namespace expc::algebra
