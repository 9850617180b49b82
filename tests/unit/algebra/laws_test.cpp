// SPDX-License-Identifier: MIT
// The laws of the algebra (language.md, section 5) on random spaces.
#include "oracle.hpp"
#include "properties.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace expc::algebra::test {

namespace {

Space times(const Space& left, const Space& right) {
    return must(product(list(left, right), Order::last_fastest));
}

Space plus(const Space& left, const Space& right) {
    return must(concat(list(left, right), {}));
}

std::vector<std::string> rows_of(const Space& space) {
    return as_texts(all_rows(space));
}

std::vector<std::string> sorted_rows_of(const Space& space) {
    std::vector<std::string> rows = rows_of(space);
    std::sort(rows.begin(), rows.end());
    return rows;
}

Space random_space(Choices& choices, const std::vector<std::string>& names) {
    return random_case(choices, names, 3).space;
}

} // namespace

TEST_CASE("product and concat are associative, product distributes over concat") {
    const bool success = check_many("laws", [](Choices& choices) {
        const Space a = random_space(choices, {"a", "b"});
        const Space b = random_space(choices, {"c", "d"});
        const Space c = random_space(choices, {"e"});
        const Space other = random_space(choices, {"a", "b"});
        const Space third = random_space(choices, {"a", "b"});
        RC_ASSERT(rows_of(times(times(a, b), c)) == rows_of(times(a, times(b, c))));
        RC_ASSERT(rows_of(plus(plus(a, other), third)) == rows_of(plus(a, plus(other, third))));
        RC_ASSERT(rows_of(times(plus(a, other), b)) == rows_of(plus(times(a, b), times(other, b))));
        RC_ASSERT(sorted_rows_of(times(b, plus(a, other))) ==
                  sorted_rows_of(plus(times(b, a), times(b, other))));
        RC_ASSERT(rows_of(times(unit(), a)) == rows_of(a));
    });
    CHECK(success);
}

} // namespace expc::algebra::test
