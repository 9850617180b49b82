// SPDX-License-Identifier: MIT
// The forms of a space, one example each, and their errors.
#include "oracle.hpp"

#include <catch2/catch.hpp>

namespace expc::algebra::test {

namespace {

Space xs(std::uint64_t count) {
    return axis(range_axis("x", count));
}
Space ys(std::uint64_t count) {
    return axis(range_axis("y", count));
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("a range may go down and its values may be the largest integers") {
    Domain domain;
    domain.pieces.emplace_back(IntRange{5, -2, 3});
    domain.pieces.emplace_back(std::vector<Value>{Value::text("end")});
    domain.pieces.emplace_back(IntRange{9223372036854775806, 1, 2});
    CHECK(domain.size() == 6);
    const char* texts[] = {"5", "3", "1", "\"end\"", "9223372036854775806", "9223372036854775807"};
    for (Ordinal ordinal = 0; ordinal < 6; ++ordinal) {
        CHECK(display(domain.at(ordinal)) == texts[ordinal]);
    }
}

TEST_CASE("the last part of a product varies fastest, or the first where it says so") {
    CHECK(as_texts(all_rows(must(product(list(xs(2), ys(2)), Order::last_fastest)))) ==
          Texts{"0 0 ", "0 1 ", "1 0 ", "1 1 "});
    CHECK(as_texts(all_rows(must(product(list(xs(2), ys(2)), Order::first_fastest)))) ==
          Texts{"0 0 ", "1 0 ", "0 1 ", "1 1 "});
}

TEST_CASE("a spread space keeps its own order inside a product of the other order") {
    const Space inner = must(product(list(xs(2), ys(2)), Order::last_fastest));
    const Space outer = must(product(list(inner, axis(range_axis("z", 2))), Order::first_fastest));
    CHECK(as_texts(all_rows(outer)) ==
          Texts{"0 0 0 ", "0 1 0 ", "1 0 0 ", "1 1 0 ", "0 0 1 ", "0 1 1 ", "1 0 1 ", "1 1 1 "});
}

TEST_CASE("a zip of plain axes shares one plain digit, others keep their members") {
    const Space plain = must(zip(list(xs(3), ys(3)), {}));
    CHECK(std::holds_alternative<Plain>(plain.digits[0].meaning));
    CHECK(plain.digits[0].label == "x, y");
    CHECK(as_texts(all_rows(plain)) == Texts{"0 0 ", "1 1 ", "2 2 "});
    const Space pairs = must(product(list(xs(2), ys(2)), Order::last_fastest));
    const Space zipped = must(zip(list(pairs, axis(range_axis("z", 4))), {}));
    CHECK(std::holds_alternative<Zipped>(zipped.digits[0].meaning));
    CHECK(as_texts(all_rows(zipped)) == Texts{"0 0 0 ", "0 1 1 ", "1 0 2 ", "1 1 3 "});
}

TEST_CASE("a zip compares counts after filters") {
    const Space odd =
        must(filtered(xs(5), {{0}, [](std::span<const Ordinal> x) { return x[0] % 2 == 1; }, {}}));
    CHECK(as_texts(all_rows(must(zip(list(odd, ys(2)), {})))) == Texts{"1 0 ", "3 1 "});
    Built unequal = zip(list(odd, ys(3)), {});
    REQUIRE_FALSE(unequal);
    CHECK(std::get<UnequalLengths>(unequal.error()).counts == std::vector<std::uint64_t>{2, 3});
}

TEST_CASE("a concat needs the same columns in every branch") {
    Built missing = concat(list(must(product(list(xs(2), ys(2)), Order::last_fastest)), xs(2)), {});
    REQUIRE_FALSE(missing);
    const auto& different = std::get<DifferentColumns>(missing.error());
    CHECK(different.column == "y");
    CHECK(different.present == 0);
    CHECK(different.absent == 1);
    Built extra = concat(list(xs(2), must(product(list(xs(2), ys(2)), Order::last_fastest))), {});
    REQUIRE_FALSE(extra);
    CHECK(std::get<DifferentColumns>(extra.error()).present == 1);
}

TEST_CASE("a concat takes the column order of its first branch and keeps equal domains once") {
    const Space first = must(product(list(xs(2), ys(1)), Order::last_fastest));
    const Space second =
        must(product(list(axis(list_axis("y", {whole(7)})), xs(2)), Order::last_fastest));
    const Space joint = must(concat(list(first, second), {}));
    CHECK(as_texts(all_rows(joint)) == Texts{"0 0 ", "1 0 ", "0 7 ", "1 7 "});
    CHECK(joint.columns[0].domain.size() == 2);
    CHECK(joint.columns[1].domain.size() == 2);
    const Space numbers =
        must(concat(list(axis(list_axis("x", {whole(1)})), axis(list_axis("x", {real(1)}))), {}));
    CHECK(as_texts(all_rows(numbers)) == Texts{"1 ", "1.0 "});
}

TEST_CASE("a derived column is computed only for combinations that occur") {
    const Space all = must(product(list(xs(4), ys(4)), Order::last_fastest));
    const Space below =
        must(filtered(all, {{0, 1}, [](std::span<const Ordinal> v) { return v[0] < v[1]; }, {}}));
    std::size_t computed = 0;
    const Space space = must(with_derived(below, {"d",
                                                  "",
                                                  {},
                                                  {0, 1},
                                                  [&](std::span<const Ordinal> v) {
                                                      ++computed;
                                                      CHECK(v[0] < v[1]);
                                                      return whole(static_cast<int>(v[1] - v[0]));
                                                  },
                                                  false}));
    CHECK(computed == 6);
    CHECK(as_texts(all_rows(space)) ==
          Texts{"0 1 1 ", "0 2 2 ", "0 3 3 ", "1 2 1 ", "1 3 2 ", "2 3 1 "});
}

TEST_CASE("a derived column of several columns of one large table has one value per line") {
    std::vector<AxisSpec> columns;
    for (const char* name : {"a", "b", "c"}) {
        columns.push_back(range_axis(name, 1000));
    }
    const Space lines = table(std::move(columns), {}, "best.csv");
    const Space space =
        must(with_derived(lines, {"sum",
                                  "",
                                  {},
                                  {0, 1, 2},
                                  [](std::span<const Ordinal> v) {
                                      return whole(static_cast<std::int64_t>(v[0] + v[1] + v[2]));
                                  },
                                  false}));
    CHECK(space.columns[3].domain.size() == 1000);
    CHECK(row(space, 999)[3] == whole(2997));
}

TEST_CASE("a derived column over more than ten million combinations is too coupled") {
    const Space all = must(product(list(xs(4000), ys(4000)), Order::last_fastest));
    Built built = with_derived(all, {"d", "", {}, {0, 1}, [](auto) { return Value(); }, false});
    REQUIRE_FALSE(built);
    const auto& error = std::get<TooCoupled>(built.error());
    CHECK(error.axes == Texts{"x", "y"});
    CHECK(error.candidates == 16e6);
}

TEST_CASE("constants that use constants are worked out once, however often they are used") {
    Space space = xs(2);
    for (ColumnIndex k = 1; k < 60; ++k) {
        const std::vector<ColumnIndex> used =
            k == 1 ? std::vector<ColumnIndex>{}
                   : std::vector<ColumnIndex>{k - 1, std::max(k - 2, 1U)};
        const DerivedSpec spec{"c" + std::to_string(k),       "",   {}, used,
                               [](auto) { return whole(1); }, false};
        space = must(with_derived(space, spec));
    }
    CHECK(row(space, 1).back() == whole(1));
    Cursor cursor(space, 0);
    CHECK(cursor.next());
    CHECK(std::vector<ColumnIndex>(cursor.changed().begin(), cursor.changed().end()) ==
          std::vector<ColumnIndex>{0});
}

TEST_CASE("columns may be shown in another order without changing the rows") {
    const Space space = must(with_derived(
        must(product(list(xs(2), ys(2)), Order::last_fastest)),
        {"d",
         "",
         {},
         {0, 1},
         [](std::span<const Ordinal> v) { return whole(static_cast<int>(10 * v[0] + v[1])); },
         false}));
    const Space shown = with_column_order(space, {2, 0, 1});
    CHECK(as_texts(all_rows(shown)) == Texts{"0 0 0 ", "1 0 1 ", "10 1 0 ", "11 1 1 "});
    CHECK(shown.find_column("d") == ColumnIndex{0});
    CHECK_FALSE(shown.find_column("z"));
}

TEST_CASE("a projection counts rows of a large space and can be stopped") {
    const Space all = must(product(list(xs(1'000'000), ys(1'000'000)), Order::last_fastest));
    const Space space = must(product(list(all, axis(range_axis("z", 3))), Order::last_fastest));
    std::vector<std::uint64_t> counts;
    const ColumnIndex only_z[] = {2};
    CHECK_FALSE(for_each_projection(space, only_z, [&](auto, std::uint64_t rows) {
        counts.push_back(rows);
        return counts.size() < 2;
    }));
    CHECK(counts == std::vector<std::uint64_t>{1'000'000'000'000, 1'000'000'000'000});
    const ColumnIndex both[] = {0, 1};
    const auto error = for_each_projection(space, both, [](auto, auto) { return true; });
    REQUIRE(error);
    CHECK(error->axes == Texts{"x", "y"});
}

TEST_CASE("equal values of a large space are found through its structure") {
    using Answer = Uniqueness::Answer;
    const Space all = must(product(list(xs(1'000'000), ys(1'000'000)), Order::last_fastest));
    CHECK(check_unique(all, std::vector<ColumnIndex>{0, 1}).answer == Answer::unique);
    const Uniqueness only_y = check_unique(all, std::vector<ColumnIndex>{1});
    CHECK(only_y.answer == Answer::repeated);
    CHECK(row(all, only_y.first)[1] == row(all, only_y.second)[1]);
    const Space doubled = must(
        product(list(all, axis(list_axis("lr", {real(1e-3), real(0.001)}))), Order::last_fastest));
    CHECK(check_unique(doubled, std::vector<ColumnIndex>{0, 1, 2}).answer == Answer::repeated);
}

TEST_CASE("branches of a large concat that may share rows are not called unique") {
    using Answer = Uniqueness::Answer;
    const auto branch = [](std::int64_t first) {
        AxisSpec spec{"x", "", {}, {}, {}};
        spec.domain.pieces.emplace_back(IntRange{first, 1, 5'000'000});
        return axis(std::move(spec));
    };
    const ColumnIndex x[] = {0};
    CHECK(check_unique(must(concat(list(branch(0), branch(5'000'000)), {})), x).answer ==
          Answer::unique);
    CHECK(check_unique(must(concat(list(branch(0), branch(4'999'999)), {})), x).answer ==
          Answer::unknown);
    CHECK(check_unique(must(concat(list(xs(4), xs(2)), {})), x).answer == Answer::repeated);
}

} // namespace expc::algebra::test
