// SPDX-License-Identifier: MIT
#include "compiler/ir/selection.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace expc;
using ir::IndexRange;

namespace {

std::vector<std::uint64_t> indexes(const ir::Space& space, const ir::Selection& selection) {
    std::vector<std::uint64_t> found;
    ir::for_each_selected(space, selection, [&](std::uint64_t index, auto, auto) {
        found.push_back(index);
        return true;
    });
    return found;
}

std::vector<IndexRange> ranges(std::string_view text) {
    const auto parsed = ir::parse_index_ranges(text);
    REQUIRE(parsed);
    return parsed.value();
}

/// 3 x 4 rows.
ir::Space small_space() {
    return samples::product(
        {samples::axis("a", samples::ints(0, 3)), samples::axis("b", samples::ints(0, 4))});
}

ir::Space rows_with_even_b(const ir::Space& space) {
    const auto even = [](std::span<const algebra::Ordinal> row) { return row[0] % 2 == 0; };
    return samples::expect(algebra::filtered(space, {{1}, even, {}}));
}

} // namespace

TEST_CASE("indexes and ranges are read, sorted and joined") {
    struct Case {
        std::string text;
        std::vector<IndexRange> ranges;
    };
    const std::vector<Case> cases = {
        {"5", {{5, 5, 1}}},
        {"0-3,8", {{0, 3, 1}, {8, 8, 1}}},
        {"8, 0-3", {{0, 3, 1}, {8, 8, 1}}},
        {"0-3,4-6", {{0, 6, 1}}},
        {"0-9,2-3", {{0, 9, 1}}},
        {"0-10:5", {{0, 10, 5}}},
        {"0-9:5", {{0, 5, 5}}},
        {"3-4:7", {{3, 3, 1}}},
        {"18446744073709551615", {{~0ULL, ~0ULL, 1}}},
        {"0-18446744073709551615,7", {{0, ~0ULL, 1}}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(ranges(c.text) == c.ranges);
    }
}

TEST_CASE("a piece that is no index or range is quoted in the failure") {
    struct Case {
        std::string text;
        std::string message;
    };
    const std::vector<Case> cases = {
        {"", "`` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"1,", "`` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"0,x-3", "`x-3` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"-3", "`-3` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"1-2-3", "`1-2-3` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"1-4:", "`1-4:` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"18446744073709551616",
         "`18446744073709551616` is not an index, a range `0-3` or a range with a step `0-10:2`"},
        {"7-3", "the range `7-3` ends before it begins"},
        {"0-9:0", "the step of `0-9:0` is 0"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        const auto parsed = ir::parse_index_ranges(c.text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.failure().message == c.message);
    }
}

TEST_CASE("ranges, a condition and a number of rows select together") {
    const ir::Space space = small_space();
    const ir::Space even = rows_with_even_b(space);
    const auto check = [&](const char* name, const ir::Selection& selection,
                           const std::vector<std::uint64_t>& expected) {
        CAPTURE(name);
        CHECK(indexes(space, selection) == expected);
    };
    check("everything", {}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    check("ranges", {ranges("9,1-2"), nullptr, {}}, {1, 2, 9});
    check("overlapping steps come once", {ranges("0-6:3,3-4,0-6:2"), nullptr, {}}, {0, 2, 3, 4, 6});
    check("ranges beyond the end", {ranges("10-99"), nullptr, {}}, {10, 11});
    check("a condition", {{}, &even, {}}, {0, 2, 4, 6, 8, 10});
    check("the first rows", {{}, nullptr, 2}, {0, 1});
    check("no rows", {{}, nullptr, 0}, {});
    check("the first rows under a condition", {{}, &even, 2}, {0, 2});
    check("ranges under a condition", {ranges("1-5"), &even, {}}, {2, 4});
    check("all three", {ranges("1-11"), &even, 3}, {2, 4, 6});
}

TEST_CASE("what did not change since the row before is as it was") {
    const ir::Space space = small_space();
    const ir::Space even = rows_with_even_b(space);
    for (const ir::Selection& selection :
         {ir::Selection{}, ir::Selection{{}, &even, {}}, ir::Selection{ranges("0-9"), &even, {}},
          ir::Selection{ranges("0-3,5-7,11"), nullptr, {}}}) {
        std::vector<algebra::Ordinal> kept(space.columns.size(), 99);
        ir::for_each_selected(space, selection,
                              [&](std::uint64_t, ir::Ordinals ordinals, auto changed) {
                                  for (const ir::ColumnIndex column : changed)
                                      kept[column] = ordinals[column];
                                  CHECK(std::ranges::equal(kept, ordinals));
                                  return true;
                              });
    }
}

TEST_CASE("a visit can stop the walk, and a billion rows cost nothing before that") {
    const ir::Space space = samples::big().targets[0].experiments[0].space;
    REQUIRE(space.count > 1'000'000'000);
    int visited = 0;
    CHECK_FALSE(ir::for_each_selected(space, {}, [&](auto, auto, auto) { return ++visited < 5; }));
    CHECK(visited == 5);
    CHECK(indexes(space, {ranges("999999999"), nullptr, {}}) ==
          std::vector<std::uint64_t>{999'999'999});
}
