// SPDX-License-Identifier: MIT
// sample: constants computed by an independent program (Python's hashlib), and the promises of
// rulings 16 and 66.
#include "oracle.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace expc::algebra::test {

namespace {

std::vector<std::uint64_t> picks_of(const Space& sample) {
    return std::get<Picked>(sample.digits[0].meaning).picks;
}

RandomSpec random_column(std::string name, std::function<Value(double)> draw,
                         std::optional<std::uint64_t> support = std::nullopt) {
    return {std::move(name), "", {}, std::move(draw), support};
}

Value randint(double u) {
    return whole(1 + static_cast<std::int64_t>(std::floor(u * 6)));
}

TooFewRows too_few(Built built) {
    REQUIRE_FALSE(built);
    return std::get<TooFewRows>(built.error());
}

} // namespace

TEST_CASE("uniform draws are the top 53 bits of SHA-256 of seed, column and number") {
    CHECK(uniform_draw(0, "lr", 0) == 0x1.69f7b570990e1p-1);
    CHECK(uniform_draw(0, "lr", 1) == 0x1.c6c24e58d4953p-1);
    CHECK(uniform_draw(42, "lr", 0) == 0x1.304ab9047e420p-5);
    CHECK(uniform_draw(42, "", 7) == 0x1.fff870c7064b0p-3);
    CHECK(uniform_draw(-5, "wd", 1'000'000) == 0x1.62dc3ad801e1cp-3);
}

TEST_CASE("rows of a finite space are drawn without repetition, and more rows extend fewer") {
    const Space twenty = axis(range_axis("x", 20));
    CHECK(picks_of(must(sampled(12, 7, twenty, {}, nullptr, {}))) ==
          std::vector<std::uint64_t>{18, 7, 11, 14, 1, 3, 6, 10, 16, 4, 9, 5});
    CHECK(picks_of(must(sampled(5, 7, twenty, {}, nullptr, {}))) ==
          std::vector<std::uint64_t>{18, 7, 11, 14, 1});
    const Space huge = axis(range_axis("x", 1'000'000'000'000));
    CHECK(picks_of(must(sampled(4, 1, huge, {}, nullptr, {}))) ==
          std::vector<std::uint64_t>{947243678631, 450834874924, 713441911129, 22778130377});
    CHECK(must(sampled(20, 7, twenty, {}, nullptr, {})).count == 20);
}

TEST_CASE("random columns depend on seed, name and number only") {
    const auto draw_rate = [](double u) {
        return real(
            round_to_12_digits(std::exp(std::log(1e-5) + u * (std::log(1e-1) - std::log(1e-5)))));
    };
    const double rates[] = {0.00328721677597, 0.00336825131743, 0.00210050659817, 0.0222168259047,
                            4.90386008544e-05};
    const Space alone = must(sampled(5, 3, unit(), {random_column("lr", draw_rate)}, nullptr, {}));
    const Space both = must(
        sampled(5, 3, axis(range_axis("x", 9)),
                {random_column("n", randint, 6), random_column("lr", draw_rate)}, nullptr, {}));
    const std::int64_t numbers[] = {6, 2, 6, 1, 4};
    for (std::uint64_t k = 0; k < 5; ++k) {
        CHECK(row(alone, k)[0] == real(rates[k]));
        CHECK(row(both, k)[1] == whole(numbers[k]));
        CHECK(row(both, k)[2] == real(rates[k]));
    }
    CHECK(std::holds_alternative<Plain>(alone.digits[0].meaning));
}

TEST_CASE("rows that are not accepted are skipped and repeated rows are not drawn again") {
    const auto odd = [](std::span<const Ordinal>, std::span<const Value> values) {
        return *values[0].get_if<std::int64_t>() % 2 == 1;
    };
    const Space sample = must(sampled(3, 3, unit(), {random_column("n", randint, 6)}, odd, {}));
    std::vector<std::string> texts = as_texts(all_rows(sample));
    std::sort(texts.begin(), texts.end());
    CHECK(texts == std::vector<std::string>{"1 ", "3 ", "5 "});
    const auto small = [](std::span<const Ordinal> x, std::span<const Value>) { return x[0] < 4; };
    const Space finite = must(sampled(4, 0, axis(range_axis("x", 50)), {}, small, {}));
    for (const Row& one : all_rows(finite)) {
        CHECK(*one[0].get_if<std::int64_t>() < 4);
    }
}

TEST_CASE("a sample may pick a row again with another random value") {
    const Space sample = must(
        sampled(8, 3, axis(range_axis("x", 2)), {random_column("n", randint, 6)}, nullptr, {}));
    CHECK(check_unique(sample, std::vector<ColumnIndex>{0, 1}).answer ==
          Uniqueness::Answer::unique);
    const Uniqueness only_x = check_unique(sample, std::vector<ColumnIndex>{0});
    REQUIRE(only_x.answer == Uniqueness::Answer::repeated);
    CHECK(row(sample, only_x.first)[0] == row(sample, only_x.second)[0]);
}

TEST_CASE("fewer possible rows than asked for is an error that says how many there are") {
    const Space twenty = axis(range_axis("x", 20));
    CHECK(too_few(sampled(21, 7, twenty, {}, nullptr, {})).possible == 20);
    CHECK(too_few(sampled(7, 3, unit(), {random_column("n", randint, 6)}, nullptr, {})).possible ==
          6);
    const auto odd = [](std::span<const Ordinal> x, std::span<const Value>) {
        return x[0] % 2 == 1;
    };
    CHECK(too_few(sampled(11, 7, twenty, {}, odd, {})).possible == 10);
    const auto never = [](std::span<const Ordinal>, std::span<const Value>) { return false; };
    const auto continuous = random_column("u", [](double u) { return real(u); });
    CHECK(too_few(sampled(1, 7, unit(), {continuous}, never, {})).possible == 0);
}

TEST_CASE("the normal quantile is Acklam's approximation, good to nine digits") {
    const std::pair<double, double> exact[] = {{0.001, -3.090232306167813},
                                               {0.01, -2.3263478740408408},
                                               {0.02425, -1.9729610513118845},
                                               {0.2, -0.8416212335729142},
                                               {0.5, 0.0},
                                               {0.9, 1.2815515655446008},
                                               {0.99, 2.3263478740408408},
                                               {0.9999, 3.7190164854557084}};
    for (const auto& [p, quantile] : exact) {
        CHECK(std::abs(normal_quantile(p) - quantile) <= 1.2e-9 * (1 + std::abs(quantile)));
    }
    CHECK(normal_quantile(0) < -8);
    CHECK(std::isfinite(normal_quantile(0)));
    CHECK(std::isfinite(normal_quantile(1 - 0x1p-53)));
}

TEST_CASE("results are rounded to twelve significant digits") {
    CHECK(round_to_12_digits(0.00010000000000000009) == 0.0001);
    CHECK(round_to_12_digits(2.0 / 3) == 0.666666666667);
    CHECK(round_to_12_digits(-123456789012345.0) == -123456789012000.0);
    CHECK_FALSE(std::signbit(round_to_12_digits(-0.0)));
}

} // namespace expc::algebra::test
