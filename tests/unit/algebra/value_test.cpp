// SPDX-License-Identifier: MIT
// Values: equality, and every way to write them.
#include "compiler/algebra/value.hpp"
#include "oracle.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace expc::algebra::test {

namespace {

Value text(const char* content) {
    return Value::text(content);
}

Value runtime(std::vector<TextPart> parts) {
    return Value::of(RuntimeText{std::make_shared<const std::vector<TextPart>>(std::move(parts))});
}

Value secret(std::string name) {
    return runtime({RuntimePart{RuntimeKind::secret, std::move(name), nullptr}});
}

RuntimePart variable(std::string name, const char* fallback) {
    RuntimePart part{RuntimeKind::variable, std::move(name), nullptr};
    if (fallback != nullptr) {
        part.fallback = std::make_shared<const std::string>(fallback);
    }
    return part;
}

} // namespace

TEST_CASE("floats are written as Python's repr writes them") {
    struct Example {
        double number;
        const char* text;
    };
    const Example examples[] = {{0.0, "0.0"},
                                {1.0, "1.0"},
                                {-1.0, "-1.0"},
                                {0.1, "0.1"},
                                {1e-4, "0.0001"},
                                {1e-5, "1e-05"},
                                {0.00012345, "0.00012345"},
                                {123456789.125, "123456789.125"},
                                {1e15, "1000000000000000.0"},
                                {1e16, "1e+16"},
                                {123456789012345680.0, "1.2345678901234568e+17"},
                                {1e22, "1e+22"},
                                {1e100, "1e+100"},
                                {1.5e-7, "1.5e-07"},
                                {5e-324, "5e-324"},
                                {1.7976931348623157e308, "1.7976931348623157e+308"},
                                {0.30000000000000004, "0.30000000000000004"},
                                {2.0 / 3, "0.6666666666666666"},
                                {9007199254740993.0, "9007199254740992.0"},
                                {-2.5e-10, "-2.5e-10"},
                                {9999999999999998.0, "9999999999999998.0"}};
    for (const Example& example : examples) {
        CHECK(repr(example.number) == example.text);
    }
}

TEST_CASE("numbers are equal when they are the same number, exactly") {
    const std::int64_t beyond_double = (std::int64_t{1} << 53U) + 1;
    const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
    CHECK(whole(1) == real(1.0));
    CHECK(real(-3.0) == whole(-3));
    CHECK_FALSE(whole(1) == real(1.5));
    CHECK_FALSE(whole(beyond_double) == real(9007199254740992.0));
    CHECK(whole(beyond_double - 1) == real(9007199254740992.0));
    CHECK_FALSE(whole(largest) == real(9223372036854775808.0));
    CHECK(whole(std::numeric_limits<std::int64_t>::min()) == real(-9223372036854775808.0));
    CHECK_FALSE(whole(0) == real(1e300));
}

TEST_CASE("values of different kinds are different, and none equals only none") {
    const Value kinds[] = {Value(),
                           Value::of(true),
                           whole(1),
                           text("1"),
                           Value::of(Duration{1}),
                           Value::of(Size{1}),
                           Value::list({whole(1)}),
                           Value::record({{"a", whole(1)}}),
                           runtime({RuntimePart{}}),
                           secret("key")};
    for (const Value& left : kinds) {
        for (const Value& right : kinds) {
            CHECK((left == right) == (&left == &right));
        }
    }
}

TEST_CASE("lists are equal in order, records in any order of fields") {
    CHECK(Value::list({whole(1), text("x")}) == Value::list({real(1.0), text("x")}));
    CHECK_FALSE(Value::list({whole(1), whole(2)}) == Value::list({whole(2), whole(1)}));
    CHECK_FALSE(Value::list({whole(1)}) == Value::list({whole(1), whole(1)}));
    const Value ab = Value::record({{"a", whole(1)}, {"b", whole(2)}});
    CHECK(ab == Value::record({{"b", whole(2)}, {"a", real(1)}}));
    CHECK_FALSE(ab == Value::record({{"a", whole(1)}, {"c", whole(2)}}));
    CHECK_FALSE(ab == Value::record({{"a", whole(1)}}));
}

TEST_CASE("run-time texts are equal part by part, fallbacks included") {
    CHECK(runtime({variable("X", "a")}) == runtime({variable("X", "a")}));
    CHECK_FALSE(runtime({variable("X", "a")}) == runtime({variable("X", "b")}));
    CHECK_FALSE(runtime({variable("X", "a")}) == runtime({variable("X", nullptr)}));
    CHECK_FALSE(runtime({variable("X", "a")}) == runtime({variable("Y", "a")}));
    CHECK_FALSE(runtime({std::string("x"), RuntimePart{}}) ==
                runtime({RuntimePart{}, std::string("x")}));
    CHECK_FALSE(runtime({RuntimePart{}}) == runtime({RuntimePart{}, std::string("x")}));
    CHECK(secret("key") == secret("key"));
    CHECK_FALSE(secret("key") == secret("other"));
}

TEST_CASE("values are displayed as the language writes them") {
    struct Example {
        Value value;
        const char* text;
    };
    const Example examples[] = {
        {Value(), "none"},
        {Value::of(false), "false"},
        {whole(-3), "-3"},
        {real(3.0), "3.0"},
        {text("a\"b\\c\n\t$x ${y}\x01"), R"("a\"b\\c\n\t$x \${y}\u{1}")"},
        {Value::list({whole(1), text("x")}), R"([1, "x"])"},
        {Value::list({}), "[]"},
        {Value::record({{"a", whole(1)}, {"optimizer.lr", real(0.1)}, {"2", Value()}}),
         R"({a = 1, "optimizer.lr" = 0.1, "2" = none})"},
        {Value::of(Duration{30 * 60'000}), "30m"},
        {Value::of(Size{std::int64_t{8} << 30U}), "8GiB"},
        {runtime({RuntimePart{}, std::string("/\"x"), variable("HOME", nullptr)}),
         R"("${run.dir}/\"x${run.env("HOME")}")"},
        {runtime({variable("X", "a")}), R"("${run.env("X", default = "a")}")"},
        {secret("token"), "secret token"},
        {runtime({std::string("Bearer "), RuntimePart{RuntimeKind::secret, "token", nullptr}}),
         "\"Bearer ${token}\""}};
    for (const Example& example : examples) {
        CHECK(display(example.value) == example.text);
    }
}

TEST_CASE("durations show their largest units first, and whole seconds below two minutes") {
    struct Example {
        std::int64_t milliseconds;
        const char* text;
    };
    const Example examples[] = {
        {0, "0s"},           {500, "500ms"},      {90'000, "90s"},      {60'000, "1m"},
        {120'000, "2m"},     {150'000, "2m30s"},  {90'500, "90s500ms"}, {9'000'000, "2h30m"},
        {3'601'000, "1h1s"}, {86'400'000, "24h"}, {604'800'000, "7d"},  {180'000'000, "50h"},
        {-60'000, "-1m"}};
    for (const Example& example : examples) {
        CHECK(display(Duration{example.milliseconds}) == example.text);
    }
    CHECK(display(Duration{std::numeric_limits<std::int64_t>::min()}) ==
          "-2562047788015h12m55s808ms");
}

TEST_CASE("sizes show the largest unit that is exact") {
    struct Example {
        std::int64_t bytes;
        const char* text;
    };
    const Example examples[] = {{0, "0B"},
                                {1023, "1023B"},
                                {1024, "1KiB"},
                                {1000, "1KB"},
                                {500'000'000, "500MB"},
                                {std::int64_t{8} << 30U, "8GiB"},
                                {std::int64_t{1536} << 20U, "1536MiB"},
                                {4'000'000'000'000, "4TB"},
                                {-2048, "-2KiB"}};
    for (const Example& example : examples) {
        CHECK(display(Size{example.bytes}) == example.text);
    }
}

TEST_CASE("command words are the plain text of strings and numbers") {
    CHECK(word_text(text("a b")) == "a b");
    CHECK(word_text(whole(7)) == "7");
    CHECK(word_text(real(1e-5)) == "1e-05");
}

TEST_CASE("JSON is compact and sorts keys where asked") {
    const Value record = Value::record(
        {{"b", Value::list({Value(), Value::of(true), real(1.0)})}, {"a\"", text("\x02\n\u00e9")}});
    CHECK(to_json(record, false) == "{\"b\":[null,true,1.0],\"a\\\"\":\"\\u0002\\n\u00e9\"}");
    CHECK(to_json(record, true) == "{\"a\\\"\":\"\\u0002\\n\u00e9\",\"b\":[null,true,1.0]}");
    CHECK(to_json(Value::of(Duration{1000}), false) == "\"1s\"");
    CHECK(to_json(Value::of(Size{1024}), false) == "\"1KiB\"");
    CHECK(to_json(secret("key"), false) == R"({"secret":"key"})");
    const RuntimePart key{RuntimeKind::secret, "key", nullptr};
    CHECK(to_json(runtime({std::string("Bearer "), key}), false) ==
          R"(["Bearer ",{"secret":"key"}])");
    CHECK(to_json(runtime({std::string("x/"), RuntimePart{}}), false) ==
          R"(["x/",{"runtime":"run.dir"}])");
}

} // namespace expc::algebra::test
