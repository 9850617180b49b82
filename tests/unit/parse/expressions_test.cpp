// SPDX-License-Identifier: MIT
// Expressions by their canonical print: parentheses show what was grouped with what.
#include "compiler/ast/print.hpp"
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using test::Parsed;

namespace {

struct Reading {
    std::string written;
    std::string read;
};

std::string value_of(const Parsed& parsed) {
    const auto* let = std::get_if<ast::Let>(&parsed.file.declarations.at(0).node);
    return let == nullptr ? "no let" : ast::print(parsed.file, let->value);
}

void check_readings(std::initializer_list<Reading> readings) {
    for (const auto& [written, read] : readings) {
        CAPTURE(written);
        const Parsed parsed("let x = " + written);
        CHECK(parsed.findings() == std::vector<std::string>{});
        CHECK(value_of(parsed) == read);
    }
}

} // namespace

TEST_CASE("operators group by their precedence") {
    check_readings({
        {"1 + 2 * 3", "1 + 2 * 3"},
        {"(1 + 2) * 3", "(1 + 2) * 3"},
        {"1 - 2 - 3", "1 - 2 - 3"},
        {"1 - (2 - 3)", "1 - (2 - 3)"},
        {"a // b % c", "a // b % c"},
        {"not a == b", "not a == b"},
        {"not (a == b)", "not a == b"},
        {"(not a) == b", "(not a) == b"},
        {"not a and not b", "not a and not b"},
        {"(not a) and (b < c)", "not a and b < c"},
        {"(a and b) or c", "(a and b) or c"},
        {"a and b and c", "a and b and c"},
        {"-a * b", "-a * b"},
        {"(-a) * b", "-a * b"},
        {"-(a * b)", "-(a * b)"},
        {"a - -b", "a - -b"},
        {"- - a", "--a"},
        {"-a.b", "-a.b"},
        {"a in b and c not in d", "a in b and c not in d"},
        {"a not  in b", "a not in b"},
        {"0..<n + 1", "0..<n + 1"},
        {"0..=5", "0..=5"},
        {"a in 0..<5", "a in 0..<5"},
        {"a == not b", "a == (not b)"},
        {"-9223372036854775808", "-9223372036854775808"},
    });
}

TEST_CASE("conditionals, let and match read to the end of the expression") {
    check_readings({
        {"if a then 1 else if b then 2 else 3", "if a then 1 else if b then 2 else 3"},
        {"(if a then 1 else 2) + 3", "(if a then 1 else 2) + 3"},
        {"if a then 1 else 2 + 3", "if a then 1 else 2 + 3"},
        {"let a = 1 in a + 2", "let a = 1 in a + 2"},
        {"let a = (x in y) in a", "let a = (x in y) in a"},
        {"let a = [x in y] in a", "let a = [x in y] in a"},
        {"match (a) { \"x\" => 1, _ => 2 }", "match (a) { \"x\" => 1, _ => 2 }"},
        {"match (a) {\n  1 => 2\n  _ => 3\n}", "match (a) { 1 => 2, _ => 3 }"},
    });
}

TEST_CASE("suffixes bind tightest and from left to right") {
    check_readings({
        {"a.b.c", "a.b.c"},
        {"a[0].b", "a[0].b"},
        {"params[\"optimizer.lr\"]", "params[\"optimizer.lr\"]"},
        {"run.env(\"HOME\")", "run.env(\"HOME\")"},
        {"lab.scaled(1, by = 2).x", "lab.scaled(1, by = 2).x"},
        {"each(train).ckpt", "each(train).ckpt"},
        {"a with { b = 1 } without [c, \"d.e\"]", "a with { b = 1 } without [c, \"d.e\"]"},
        {"load_json(\"p\") as {lr: Float, tag: Str?}",
         "load_json(\"p\") as {lr: Float, tag: Str?}"},
        {"a as Int < 3", "a as Int < 3"},
        {"a as List<Int>", "a as List<Int>"},
        {"a + b with { c = 1 }", "a + b with { c = 1 }"},
    });
}

TEST_CASE("lists hold values, splices, conditions and comprehensions") {
    check_readings({
        {"[]", "[]"},
        {"[1, 2,]", "[1, 2]"},
        {"[\n  1,\n  2\n]", "[1, 2]"},
        {"[...a, \"x\" if b != none]", "[...a, \"x\" if b != none]"},
        {"[f(x) for x in xs if x > 1]", "[f(x) for x in xs if x > 1]"},
        {"[if a then b else c]", "[if a then b else c]"},
    });
}

TEST_CASE("spaces, constructors and records are told apart by the word before the brace") {
    check_readings({
        {"{ a = 1, b.c = 2 }", "{ a = 1, b.c = 2 }"},
        {"{ \"nvidia.com/gpu\" = 1 }", "{ \"nvidia.com/gpu\" = 1 }"},
        {"slurm { qos = \"low\" }", "slurm { qos = \"low\" }"},
        {"product(order = \"first_fastest\") { a in [1] }",
         "product(order = \"first_fastest\") { a in [1] }"},
        {"sample(20, 7) { lr ~ uniform(0, 1) }", "sample(20, 7) { lr ~ uniform(0, 1) }"},
        {"cases { a = { x = 1 }, b = { y = 2 } }", "cases { a = { x = 1 }, b = { y = 2 } }"},
        {"product { a in [1] when b == 2 was 3, where a, exclude b, ...s, zip { c in d } }",
         "product { a in [1] when b == 2 was 3, where a, exclude b, ...s, zip { c in d } }"},
        {"product { \"optimizer.lr\" as lr in [1] }", "product { \"optimizer.lr\" as lr in [1] }"},
        {"x with { a += [1], unset b.c, require d when e : \"f\" }",
         "x with { a += [1], unset b.c, require d when e : \"f\" }"},
    });
}

TEST_CASE("words of clauses and declarations are names where their form does not stand") {
    check_readings({
        {"{ require = 1, unset = 2, let = 3, assert = 4, on = 5, space = 6 }",
         "{ require = 1, unset = 2, let = 3, assert = 4, on = 5, space = 6 }"},
        {"product { env in [1], type in [2], split in [3], test ~ normal(0, 1) }",
         "product { env in [1], type in [2], split in [3], test ~ normal(0, 1) }"},
        {"let + use - product", "let + use - product"},
    });
}

TEST_CASE("numbers keep their type, durations and sizes are exact") {
    check_readings({
        {"1_000", "1000"},
        {"1e-4", "0.0001"},
        {"1.0", "1.0"},
        {"1e5", "100000.0"},
        {"1e-5", "1e-05"},
        {"1e22", "1e+22"},
        {"2h30m", "2h30m"},
        {"90s", "1m30s"},
        {"1.5h", "1h30m"},
        {"500ms", "500ms"},
        {"7d", "7d"},
        {"16GiB", "16GiB"},
        {"512MB", "512MB"},
        {"1024B", "1KiB"},
        {"0.5KiB", "512B"},
        {"9223372036854775807", "9223372036854775807"},
    });
}
