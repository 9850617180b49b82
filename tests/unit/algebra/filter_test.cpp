// SPDX-License-Identifier: MIT
// Filters and conditional axes: order, counts without expansion, and what is too large.
#include "compiler/algebra/candidates.hpp"
#include "oracle.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace expc::algebra::test {

namespace {

bool differ(std::span<const Ordinal> pair) {
    return pair[0] != pair[1];
}

/// Five axes; `exclude` on equal values of the 1st and 4th, and of the 2nd and 5th.
Space interleaved(const std::vector<std::uint64_t>& sizes) {
    std::vector<Space> axes;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        axes.push_back(axis(range_axis(std::string(1, static_cast<char>('a' + k)), sizes[k])));
    }
    const Space all = must(product(std::move(axes), Order::last_fastest));
    const Space half = must(filtered(all, {{0, 3}, differ, {}}));
    return must(filtered(half, {{1, 4}, differ, {}}));
}

Space product_of(std::vector<AxisSpec> specs) {
    std::vector<Space> axes;
    for (AxisSpec& spec : specs) {
        axes.push_back(axis(std::move(spec)));
    }
    return must(product(std::move(axes), Order::last_fastest));
}

/// Three branches with the same values of x, beside an axis of two values.
Space branches_by_three(std::uint64_t values) {
    std::vector<Space> branches;
    for (std::int64_t k = 0; k < 3; ++k) {
        branches.push_back(product_of({list_axis("k", {whole(k)}), range_axis("x", values)}));
    }
    std::vector<Space> parts;
    parts.push_back(must(concat(std::move(branches), {})));
    parts.push_back(axis(range_axis("b", 2)));
    return must(product(std::move(parts), Order::last_fastest));
}

template <typename Error>
Error error_of(Built built) {
    REQUIRE_FALSE(built);
    REQUIRE(std::holds_alternative<Error>(built.error()));
    return std::get<Error>(built.error());
}

} // namespace

TEST_CASE("two interleaved filters keep the lexicographic order") {
    const Space space = interleaved({3, 3, 2, 4, 3});
    REQUIRE(space.components.size() == 3);
    CHECK(space.components[0].digits == std::vector<DigitIndex>{0, 3});
    CHECK(space.components[1].digits == std::vector<DigitIndex>{1, 4});
    std::uint64_t index = 0;
    Digits digits;
    for (std::uint64_t number = 0; number < 216; ++number) {
        const Digits wanted{number / 72, number / 24 % 3, number / 12 % 2, number / 3 % 4,
                            number % 3};
        if (wanted[0] == wanted[3] || wanted[1] == wanted[4]) {
            CHECK_FALSE(rank(space, wanted));
            continue;
        }
        decode(space, index, digits);
        CHECK(digits == wanted);
        CHECK(rank(space, wanted) == index++);
    }
    CHECK(space.count == index);
}

TEST_CASE("two interleaved filters over 10^9 candidates are counted and decoded at once") {
    // The rows were computed by an independent program that counts completions in closed form.
    const Space space = interleaved({100, 50, 40, 100, 50});
    CHECK(space.count == 970'200'000);
    const std::pair<std::uint64_t, Digits> golden[] = {{0, {0, 0, 0, 1, 1}},
                                                       {1, {0, 0, 0, 1, 2}},
                                                       {48, {0, 0, 0, 1, 49}},
                                                       {49, {0, 0, 0, 2, 1}},
                                                       {121'275, {0, 0, 25, 1, 1}},
                                                       {123'456'789, {12, 36, 9, 76, 15}},
                                                       {485'100'000, {50, 0, 0, 0, 1}},
                                                       {777'777'777, {80, 8, 13, 48, 43}},
                                                       {970'199'999, {99, 49, 39, 98, 48}}};
    for (const auto& [index, expected] : golden) {
        Digits digits;
        decode(space, index, digits);
        CHECK(digits == expected);
        CHECK(rank(space, expected) == index);
    }
}

TEST_CASE("long ranges stay short in a diagram") {
    const Space all = product_of({range_axis("a", 2), range_axis("b", 1'000'000)});
    const Space space = must(filtered(
        all,
        {{0, 1}, [](std::span<const Ordinal> v) { return v[0] == 0 || v[1] >= 999'990; }, {}}));
    CHECK(space.count == 1'000'010);
    REQUIRE(space.components.size() == 1);
    CHECK(space.components[0].levels[1].size() == 2);
    for (const Node& node : space.components[0].levels[1]) {
        CHECK(node.edges.size() <= 2);
    }
}

TEST_CASE("equal parts of a diagram are one node") {
    const Space all = product_of({range_axis("a", 50), range_axis("b", 50), range_axis("c", 50)});
    const Space space = must(filtered(
        all,
        {{0, 1, 2}, [](std::span<const Ordinal> v) { return (v[0] + v[1] + v[2]) % 2 == 0; }, {}}));
    CHECK(space.count == 62'500);
    CHECK(space.components[0].levels[1].size() == 2);
    CHECK(space.components[0].levels[2].size() == 2);
}

TEST_CASE("a filter that removes nothing couples nothing, one that removes all leaves no row") {
    const Space all = product_of({range_axis("a", 3), range_axis("b", 3)});
    const Space same = must(filtered(all, {{0, 1}, [](auto) { return true; }, {}}));
    CHECK(same.components.size() == 2);
    CHECK(same.count == 9);
    const Space empty = must(filtered(all, {{0, 1}, [](auto) { return false; }, {}}));
    CHECK(empty.count == 0);
    CHECK_FALSE(rank(empty, Digits{0, 0}));
    CHECK_FALSE(Cursor(empty, 0).next());
    CHECK(must(filtered(empty, {{0}, [](auto) { return true; }, {}})).count == 0);
    CHECK(check_unique(empty, std::vector<ColumnIndex>{}).answer == Uniqueness::Answer::unique);
}

TEST_CASE("a filter on one axis is a component of one level") {
    const Space all = product_of({range_axis("a", 3), range_axis("b", 5)});
    const Space odd =
        must(filtered(all, {{1}, [](std::span<const Ordinal> b) { return b[0] % 2 == 1; }, {}}));
    CHECK(odd.count == 6);
    REQUIRE(odd.components.size() == 2);
    CHECK(odd.components[1].levels.size() == 1);
}

TEST_CASE("a filter on constants takes all rows or none") {
    const DerivedSpec constant{"k", "", {}, {}, [](auto) { return whole(1); }, false};
    const Space space = must(with_derived(product_of({range_axis("a", 3)}), constant));
    CHECK(must(filtered(space, {{1}, [](auto) { return true; }, {}})).count == 3);
    const Space none = must(filtered(space, {{1}, [](auto) { return false; }, {}}));
    CHECK(none.count == 0);
    CHECK_FALSE(rank(none, Digits{0}));
}

TEST_CASE("a conditional axis over a constant is there always or never") {
    const Space space = product_of({range_axis("a", 3)});
    const Space always =
        must(with_guarded_axis(space, range_axis("m", 2), {{}, [](auto) { return true; }, {}}));
    CHECK(always.count == 6);
    CHECK(row(always, 0)[1] == whole(0));
    const Space never =
        must(with_guarded_axis(space, range_axis("m", 2), {{}, [](auto) { return false; }, {}}));
    CHECK(never.count == 3);
    CHECK(row(never, 2)[1].is_none());
}

TEST_CASE("a conditional axis of 10^9 values needs no table of them") {
    const Space space =
        must(with_guarded_axis(product_of({range_axis("a", 3)}), range_axis("m", 1'000'000'000),
                               {{0}, [](std::span<const Ordinal> a) { return a[0] == 1; }, {}}));
    CHECK(space.count == 1'000'000'002);
    CHECK(row(space, 1)[1] == whole(0));
    CHECK(row(space, 1'000'000'000)[1] == whole(999'999'999));
    CHECK(row(space, 1'000'000'001)[1].is_none());
}

TEST_CASE("a filter on a column that is constant in each branch of a large concat is cheap") {
    const auto branch = [](const char* opt) {
        std::vector<Space> parts;
        parts.push_back(axis(list_axis("opt", {Value::text(opt)})));
        parts.push_back(axis(range_axis("seed", 300'000'000)));
        return must(product(std::move(parts), Order::last_fastest));
    };
    std::vector<Space> branches;
    branches.push_back(branch("adam"));
    branches.push_back(branch("sgd"));
    std::vector<Space> parts;
    parts.push_back(must(concat(std::move(branches), {})));
    parts.push_back(axis(range_axis("layers", 3)));
    const Space all = must(product(std::move(parts), Order::last_fastest));
    CHECK(all.columns[1].domain.size() == 300'000'000);
    const Space space = must(filtered(
        all, {{0, 2}, [](std::span<const Ordinal> v) { return v[0] == 0 || v[1] == 2; }, {}}));
    CHECK(space.count == 300'000'000ULL * 4);
    CHECK(row(space, 900'000'000)[0] == Value::text("sgd"));
    CHECK(check_unique(space, std::vector<ColumnIndex>{0, 1, 2}).answer ==
          Uniqueness::Answer::unique);
}

TEST_CASE("a filter over more than ten million combinations names the axes it couples") {
    const Space all =
        product_of({range_axis("a", 4000), range_axis("b", 2), range_axis("c", 4000)});
    const auto error = error_of<TooCoupled>(filtered(all, {{0, 2}, differ, {}}));
    CHECK(error.axes == std::vector<std::string>{"a", "c"});
    CHECK(error.candidates == 16e6);
    const auto large = error_of<TooCoupled>(
        filtered(product_of({range_axis("n", 20'000'000)}), {{0}, [](auto) { return true; }, {}}));
    CHECK(large.axes == std::vector<std::string>{"n"});
    CHECK(large.candidates == 2e7);
    const auto guard = error_of<TooCoupled>(
        with_guarded_axis(product_of({range_axis("n", 20'000'000)}), range_axis("m", 2),
                          {{0}, [](auto) { return true; }, {}}));
    CHECK(guard.axes == std::vector<std::string>{"n"});
}

TEST_CASE("a filter over combinations that an earlier one allows counts only those") {
    const Space all =
        product_of({range_axis("a", 300), range_axis("b", 300), range_axis("c", 300)});
    const Space half = must(filtered(all, {{0, 1}, differ, {}}));
    const auto error = error_of<TooCoupled>(
        filtered(half, {{0, 1, 2}, [](std::span<const Ordinal> v) { return v[0] != v[2]; }, {}}));
    CHECK(error.axes == std::vector<std::string>{"a", "b", "c"});
    CHECK(error.candidates == 300.0 * 299 * 300);
}

TEST_CASE("an axis between coupled ones makes the number of combinations an upper bound") {
    const Space all =
        product_of({range_axis("a", 300), range_axis("b", 300), range_axis("c", 300)});
    const Space parity = must(filtered(
        all, {{0, 1}, [](std::span<const Ordinal> v) { return (v[0] + v[1]) % 2 == 0; }, {}}));
    const Space space = must(filtered(parity, {{0, 2}, differ, {}}));
    CHECK(space.count == 300ULL * 150 * 299);
}

TEST_CASE("values of one class that an earlier filter treats differently stay apart") {
    const Space all = branches_by_three(2);
    const Space by_branch = must(
        filtered(all, {{0, 2}, [](std::span<const Ordinal> v) { return v[0] % 2 == v[1]; }, {}}));
    const Space space = must(
        filtered(by_branch, {{1, 2}, [](std::span<const Ordinal> v) { return v[0] == v[1]; }, {}}));
    CHECK(as_texts(all_rows(space)) == std::vector<std::string>{"0 0 0 ", "1 1 1 ", "2 0 0 "});
}

TEST_CASE("combinations are counted by class, not by value") {
    const Space all = branches_by_three(10);
    const Space by_branch = must(
        filtered(all, {{0, 2}, [](std::span<const Ordinal> v) { return v[0] % 2 == v[1]; }, {}}));
    const ColumnIndex x[] = {1};
    std::vector<std::optional<DigitClasses>> classes(2);
    classes[0] = classes_of(by_branch, 0, x, candidate_limit);
    REQUIRE(classes[0]);
    CHECK(classes[0]->count == 10);
    CHECK(classes[0]->runs.size() == 30);
    CHECK(count_candidates(by_branch, classes).count == 20);
    CHECK(count_candidates(all, classes).count == 10);
    CHECK_FALSE(classes_of(by_branch, 0, x, 29));
}

TEST_CASE("counts above 64 bits are errors, also on the way") {
    const auto axes = [] {
        std::vector<Space> parts;
        for (const char* name : {"a", "b", "c"}) {
            parts.push_back(axis(range_axis(name, 10'000'000'000)));
        }
        return parts;
    };
    (void)error_of<CountOverflow>(product(axes(), Order::last_fastest));
    std::vector<Space> with_empty = axes();
    with_empty.push_back(axis(list_axis("none", {})));
    CHECK(must(product(std::move(with_empty), Order::last_fastest)).count == 0);
    std::vector<Space> branches;
    for (int k = 0; k < 3; ++k) {
        branches.push_back(axis(range_axis("x", 10'000'000'000'000'000'000ULL)));
    }
    (void)error_of<CountOverflow>(concat(std::move(branches), {}));
    const Space large =
        product_of({range_axis("a", 4'000'000'000), range_axis("b", 1'000'000'000)});
    (void)error_of<CountOverflow>(
        with_guarded_axis(large, range_axis("m", 10), {{}, [](auto) { return true; }, {}}));
    const Space few = must(with_guarded_axis(large, range_axis("m", 1'000'000'000'000),
                                             {{}, [](auto) { return false; }, {}}));
    CHECK(few.count == 4'000'000'000'000'000'000ULL);
}

} // namespace expc::algebra::test
