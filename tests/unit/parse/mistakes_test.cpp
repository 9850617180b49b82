// SPDX-License-Identifier: MIT
// What people type who come from elsewhere, or in a hurry: one message each, in the right place,
// and fixes that are right.
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using test::Parsed;

namespace {

struct Mistake {
    std::string written;
    std::vector<std::string> findings;
    std::optional<std::string> fixed = {}; ///< after the automatic fixes, if there are any
};

void check(const std::string& before, const Mistake& mistake, const std::string& after) {
    CAPTURE(mistake.written);
    const Parsed parsed(before + mistake.written + after);
    CHECK(parsed.findings() == mistake.findings);
    CHECK(parsed.fixed() == before + mistake.fixed.value_or(mistake.written) + after);
    if (mistake.fixed) CHECK(Parsed(parsed.fixed()).codes() == std::vector<std::string>{});
}

} // namespace

TEST_CASE("an entry with a mistake gives one message, and its neighbours none") {
    const auto mistake = GENERATE(values<Mistake>({
        {"a: 1", {"E0102 3:4-3:5"}, "a = 1"},
        {"a:1", {"E0102 3:4-3:5"}, "a = 1"},
        {"a : 1", {"E0102 3:5-3:6"}, "a = 1"},
        {"a = product { lr: [1] }", {"E0102 3:19-3:20"}, "a = product { lr in [1] }"},
        {"a = product { lr: 1 }", {"E0102 3:19-3:20"}, "a = product { lr = 1 }"},
        {"a = product { lr == [1] }", {"E0100 3:20-3:22"}, "a = product { lr in [1] }"},
        {"a = product { lr==[1] }", {"E0100 3:19-3:21"}, "a = product { lr in [1] }"},
        {"a = product { lr == 1 }", {"E0118 3:20-3:22"}, "a = product { lr = 1 }"},
        {"a = zip { lr := [1] }", {"E0106 3:16-3:18"}, "a = zip { lr in [1] }"},
        {"a = product { where x = 2 }", {"E0106 3:25-3:26"}, "a = product { where x == 2 }"},
        {"a = product { exclude x = 2 and y == 3, b in [1] }",
         {"E0106 3:27-3:28"},
         "a = product { exclude x == 2 and y == 3, b in [1] }"},
        {"a = product { b in [1] when x = 2 }",
         {"E0106 3:33-3:34"},
         "a = product { b in [1] when x == 2 }"},
        {"assert n = 18", {"E0106 3:12-3:13"}, "assert n == 18"},
        {"require n => 18", {"E0106 3:13-3:15"}, "require n >= 18"},
        {"require n =< 18 : \"m\"", {"E0106 3:13-3:15"}, "require n <= 18 : \"m\""},
        {"a = [x if y = 1]", {"E0106 3:15-3:16"}, "a = [x if y == 1]"},
        {"a = if y = 1 then 2 else 3", {"E0106 3:12-3:13"}, "a = if y == 1 then 2 else 3"},
        {"a = not (y = 1)", {"E0106 3:14-3:15"}, "a = not (y == 1)"},
        {"a = (y = 1)", {"E0100 3:10-3:11"}}, // a record or a comparison
        {"a = b = 1", {"E0100 3:9-3:10"}},
        {"a = product { excldue x == 4 }", {"E0100 3:17-3:24"}},
        {"a = product { requires x <= 4 }", {"E0100 3:17-3:25"}},
        {"a = product { widht width in [1], b in [2] }", {"E0100 3:23-3:28"}},
        {"a = product { x in {1, 2} }", {"E0106 3:22-3:23"}, "a = product { x in [1, 2] }"},
        {"a = product { x in {\"b\", \"c\"}, y in [1] }",
         {"E0106 3:22-3:23"},
         "a = product { x in [\"b\", \"c\"], y in [1] }"},
        {"a = product { x in 1, 2, 3 }", {"E0100 3:22-3:29"}, "a = product { x in [1, 2, 3] }"},
        {"a = product { x in \"b\", \"c\", \"d\" in [1] }",
         {"E0100 3:22-3:30"},
         "a = product { x in [\"b\", \"c\"], \"d\" in [1] }"},
        {"a = product { x in 0,001 }", {"E0116 3:24-3:27"}},
        {"a = [0,001]", {"E0116 3:10-3:13"}},
        {"a = 010", {"E0116 3:7-3:10"}},
        {"a = [0, 10, 0.01, 1_000]", {}},
        {"a = \"\\u{0}\"", {"E0116 3:8-3:13"}},
        {"a = product\n  { b in [1] }", {"E0116 4:3-4:4"}, "a = product { b in [1] }"},
        {"a = [1; 2]", {"E0106 3:9-3:10"}, "a = [1, 2]"},
        {"a = product { b in 0:3 }", {"E0106 3:23-3:24"}},
        {"a = product { b in 0...3 }", {"E0106 3:23-3:26"}},
        {"a = product { b in 0 to 3 }", {"E0106 3:24-3:26"}},
        {"a = [\"b\", *flags(params)]", {"E0106 3:13-3:14"}, "a = [\"b\", ...flags(params)]"},
        {"a = [\"b\", ..flags(params)]", {"E0116 3:13-3:15"}, "a = [\"b\", ...flags(params)]"},
        {"a = { **b }", {"E0106 3:9-3:11"}, "a = { ...b }"},
        {"a = 1 GiB", {"E0116 3:9-3:12"}, "a = 1GiB"},
        {"a = 30 minutes", {"E0116 3:10-3:17"}, "a = 30m"},
        {"a = 00:30:00", {"E0106 3:7-3:15"}, "a = 30m"},
        {"a = 1-12:00:05", {"E0106 3:7-3:17"}, "a = 1d12h5s"},
        {"a = 0,5", {"E0116 3:8-3:9"}},
        {"require b <= 8 \"c\"", {"E0100 3:18-3:21"}, "require b <= 8 : \"c\""},
        {"weight-d\u00e9cay = 1", {"E0116 3:3-3:15"}},
        {"weight-decay = 1", {"E0116 3:3-3:15"}},
        {"a = product { b-c in [1, 2], d in [1] }", {"E0116 3:17-3:20"}},
        {"a = f(x: 1)", {"E0102 3:10-3:11"}, "a = f(x = 1)"},
        {"a = { \"b\": 1 }", {"E0102 3:12-3:13"}, "a = { \"b\" = 1 }"},
        {"a := 1", {"E0106 3:5-3:7"}, "a = 1"},
        {"a => 1", {"E0106 3:5-3:7"}, "a = 1"},
        {"a == 1", {"E0118 3:5-3:7"}, "a = 1"},
        {"a 1", {"E0100 3:5-3:6"}},
        {"a = 1;", {"E0116 3:8-3:9"}, "a = 1"},
        {"a = 1; b = 2", {"E0116 3:8-3:9"}, "a = 1, b = 2"},
        {"- a", {"E0106 3:3-3:4"}},
        {"// a comment", {"E0106 3:3-3:5"}, "# a comment"},
        {"a = 1 // one of them", {"E0106 3:9-3:11"}, "a = 1 # one of them"},
        {"a = 1 /* one */", {"E0106 3:9-3:11"}},
        {"a = 1 + \\\n 2", {"E0116 3:11-3:12"}},
        {"a = x && y", {"E0106 3:9-3:11"}, "a = x and y"},
        {"a = x || y", {"E0106 3:9-3:11"}, "a = x or y"},
        {"a = !x", {"E0106 3:7-3:8"}, "a = not x"},
        {"a = x <> y", {"E0106 3:9-3:11"}, "a = x != y"},
        {"a = x === y", {"E0106 3:9-3:12"}, "a = x == y"},
        {"a = x is none", {"E0106 3:9-3:11"}, "a = x == none"},
        {"a = 7 mod 2", {"E0106 3:9-3:12"}, "a = 7 % 2"},
        {"a = 2 ** 3", {"E0116 3:9-3:11"}},
        {"a = None", {"E0106 3:7-3:11"}, "a = none"},
        {"a = True", {"E0106 3:7-3:11"}, "a = true"},
        {"a = null", {"E0106 3:7-3:11"}, "a = none"},
        {"a = grid { b in [1] }", {"E0106 3:7-3:11"}, "a = product { b in [1] }"},
        {"a = f\"--lr={lr} {{b}}\"", {"E0109 3:7-3:25"}, "a = \"--lr=${lr} {b}\""},
        {"a = u\"x\"", {"E0109 3:7-3:11"}, "a = \"x\""},
        {"a = r'\\d'", {"E0109 3:7-3:12"}},
        {"a = `date`", {"E0106 3:7-3:8"}},
        {"a = $home", {"E0106 3:7-3:12"}, "a = home"},
        {"a = ${home}", {"E0106 3:7-3:14"}, "a = home"},
        {"a = $(date)", {"E0116 3:7-3:9"}},
        {"a = \u201Cfoo\u201D", {"E0106 3:7-3:8"}, "a = \"foo\""},
        {"a = b if c else d", {"E0106 3:9-3:11"}},
        {"a = [b if c else d]", {"E0106 3:15-3:19"}},
        {"a = c ? b : d", {"E0106 3:9-3:10"}},
        {"a = if c then b elif d then e else f",
         {"E0106 3:19-3:23"},
         "a = if c then b else if d then e else f"},
        {"a = if c { 1 } else { 2 }", {"E0100 3:14-3:15"}},
        {"a = if c then 1", {"E0100 3:18-3:18"}},
        {"for x in xs { }", {"E0106 3:3-3:6"}},
        {"for = 1", {"E0111 3:3-3:6"}},
        {"a.in = 1", {"E0111 3:5-3:7"}},
        {"a = 1\n  + 2", {"E0116 4:3-4:4"}},
        {"a = match b { 1 => 2 }", {"E0100 3:13-3:14"}},
        {"a = match (b) { 1 -> 2 }", {"E0106 3:21-3:23"}, "a = match (b) { 1 => 2 }"},
        {"a = x and y or z", {"E0108 3:15-3:17"}},
        {"a = x < y < z", {"E0110 3:13-3:14"}, "a = x < y and y < z"},
        {"a = 1 <= x and x < y <= z", {"E0110 3:24-3:26"}, "a = 1 <= x and x < y and y <= z"},
        {"a = 0..5", {"E0107 3:7-3:11"}},
        {"a = .5", {"E0116 3:7-3:8"}, "a = 0.5"},
        {"a = 5.", {"E0116 3:8-3:9"}, "a = 5.0"},
        {"a = 16G", {"E0402 3:7-3:10"}},
        {"a = 16Gi", {"E0403 3:9-3:11"}, "a = 16GiB"},
        {"a = 16gb", {"E0403 3:9-3:11"}, "a = 16GB"},
        {"a = 30min", {"E0403 3:9-3:12"}, "a = 30m"},
        {"a = 2h30foo", {"E0403 3:11-3:14"}},
        {"a = 0x10", {"E0403 3:8-3:9"}},
        {"a = 1.5B", {"E0405 3:7-3:11"}},
        {"a = 9223372036854775808", {"E0113 3:7-3:26"}},
        {"a = 99999999TiB", {"E0113 3:7-3:18"}},
        {"a = 1e999", {"E0119 3:7-3:12"}},
        {"a = \"x", {"E0103 3:7-3:8"}},
        {"a = [\"x\", \"y]", {"E0103 3:13-3:14"}},
        {"a = [\"x, \"y\"]", {"E0103 3:8-3:9"}},
        {"a = [\"x, \"--y\", 'z']", {"E0103 3:8-3:9"}},
        {"a = [\n    \"x,\n    \"y\",\n  ]", {"E0103 4:5-4:6"}},
        {"a = { b = f(\"${c.d}/e) }", {"E0103 3:15-3:16"}},
        {"a = { b = f(\"${c.d}/e) }, d = 1", {"E0103 3:15-3:16"}},
        {"a = { b = 'c }", {"E0103 3:13-3:14"}},
        {"a = f\"x", {"E0103 3:8-3:9"}},
        {"a = \"\\d\"", {"E0104 3:8-3:10"}},
        {"a = \"\\u00e9\"", {"E0104 3:8-3:10"}, "a = \"\\u{00e9}\""},
        {"a = \"\\u{110000}\"", {"E0104 3:8-3:18"}},
        {"a = '''\n   b\n  c\n   '''", {"E0114 5:1-5:3"}},
        {"a = \"${b\"", {"E0105 3:8-3:10"}},
        {"a = [\"x\" \"y\"]", {"E0100 3:12-3:15"}},
        {"a = (1 + 2\n  b = 3", {"E0105 3:7-3:8"}, "a = (1 + 2)\n  b = 3"},
        {"a = [1, 2\n  b = 3", {"E0105 3:7-3:8"}, "a = [1, 2]\n  b = 3"},
        {"a = [1, 2\n  b in [3]", {"E0105 3:7-3:8"}, "a = [1, 2]\n  b in [3]"},
        {"a = [1, 2)", {"E0120 3:12-3:13"}, "a = [1, 2]"},
        {"a = [1, 2]]", {"E0117 3:13-3:14"}, "a = [1, 2]"},
        {"a = f(x)(y)", {"E0116 3:11-3:12"}},
        {"a = float(x) { b = 1 }", {"E0116 3:16-3:17"}},
        {"a = @foo", {"E0100 3:7-3:8"}},
        {"a = { b 1, c = 2 }", {"E0100 3:11-3:12"}},
        {"a = { b = 1 c = 2 }", {"E0100 3:15-3:16"}},
        {"<<<<<<< HEAD", {"E0116 3:3-3:10"}},
        {"a = x without lr", {"E0100 3:17-3:19"}},
        {"a = x with 3", {"E0100 3:14-3:15"}},
        {"lr: float = 0.1", {"E0102 3:5-3:6"}, "lr = 0.1"},
    }));
    check("experiment x {\n  before = 1\n  ", mistake, "\n  after = 2\n}\nlet y = 3\n");
}

TEST_CASE("a declaration with a mistake gives one message, and its neighbours none") {
    const auto mistake = GENERATE(values<Mistake>({
        {"experment x { a = 1 }", {"E0115 2:1-2:10"}, "experiment x { a = 1 }"},
        {"job x {\n  a = 1\n}", {"E0115 2:1-2:4"}},
        {"import foo", {"E0106 2:1-2:7"}},
        {"def f(x):\n  return x", {"E0106 2:1-2:4"}},
        {"for x in xs {\n}", {"E0106 2:1-2:4"}},
        {"export A=1", {"E0106 2:1-2:7"}},
        {"experiment x\n{\n  a = 1\n}", {"E0116 3:1-3:2"}, "experiment x {\n  a = 1\n}"},
        {"experiment x:\n  a = 1", {"E0100 2:13-2:14"}},
        {"experiment {\n}", {"E0100 2:12-2:13"}},
        {"experiment if {\n}", {"E0111 2:12-2:14"}},
        {"space s = product {\n  a in [1]\n\nexperiment x {\n}",
         {"E0105 2:19-2:20"},
         "space s = product {\n  a in [1]\n}\n\nexperiment x {\n}"},
        {"experiment x {\n  a = { b = 1\n  c = 2\n}", {"E0105 3:7-3:8"}},
        {"experiment x {\n  a = 1 }\n  b = 2\n  c = 3\n}", {"E0117 3:9-3:10"}},
        {"}", {"E0117 2:1-2:2"}, ""},
        {"a = 1", {"E0116 2:1-2:2"}},
        {"space s { a in [1] }", {"E0116 2:9-2:10"}, "space s = product { a in [1] }"},
        {"space s = { a in [1] }", {"E0116 2:11-2:12"}, "space s = product { a in [1] }"},
        {"target x", {"E0100 2:9-2:9"}},
        {"target x on", {"E0100 2:12-2:12"}},
        {"input n Int = 1", {"E0100 2:9-2:12"}},
        {"input n: = 1", {"E0100 2:10-2:11"}},
        {"fn f(x: Int): Int = x", {"E0100 2:13-2:14"}},
        {"use \"a.exp\"", {"E0100 2:12-2:12"}},
        {"use \"a.exp\" { b c, d }", {"E0100 2:17-2:18"}},
        {"use \"a.exp\" {\n  b,\n  c,\n}", {}},
        {"space = product { a in [1] }", {"E0100 2:7-2:8"}},
        {"space s: product { a in [1] }", {"E0100 2:8-2:9"}, "space s = product { a in [1] }"},
        {"platform p : local { }", {"E0100 2:12-2:13"}, "platform p = local { }"},
        {"experiment e: { }", {"E0100 2:13-2:14"}, "experiment e { }"},
        {"space s = product\n{\n  a in [1]\n}",
         {"E0116 3:1-3:2"},
         "space s = product {\n  a in [1]\n}"},
        {"space s = product {\n  a in [1]\n]",
         {"E0120 4:1-4:2"},
         "space s = product {\n  a in [1]\n}"},
        {"space s = product {\n  a in [1]\n]\n\nexperiment x { }",
         {"E0120 4:1-4:2"},
         "space s = product {\n  a in [1]\n}\n\nexperiment x { }"},
        {"space my-space = product { a in [1] }", {"E0116 2:7-2:15"}},
        {"let gr\u00f6\u00dfe = 3", {"E0116 2:5-2:10"}},
        {"let lr-max = 3", {"E0116 2:5-2:11"}},
        {"test foo { }", {"E0100 2:6-2:9"}},
        {"experiment a { } experiment b { }", {"E0100 2:18-2:28"}},
        {"let x = 1; let y = 2", {"E0116 2:10-2:11"}, "let x = 1\n let y = 2"},
        {"// hello", {"E0106 2:1-2:3"}, "# hello"},
        {"---", {"E0100 2:1-2:4"}},
        {"\"name\"", {"E0100 2:1-2:7"}},
    }));
    check("let before = 1\n", mistake, "\nlet after = 2\n");
}

TEST_CASE("an unclosed multi-line string is one mistake, although it takes the rest of the file") {
    CHECK(Parsed("experiment x {\n  a = '''\n  b\n}\n").findings() ==
          std::vector<std::string>{"E0103 2:7-2:10"});
}

TEST_CASE("several mistakes in one file are all found") {
    const Parsed parsed(
        "experiment x {\n  a: 1\n  b = [1 2]\n  c = 3\n}\n\nexperment y { }\n\nlet z = 16G\n");
    CHECK(parsed.codes() == std::vector<std::string>{"E0102", "E0100", "E0115", "E0402"});
}

TEST_CASE("what follows a mistake is still read") {
    const Parsed parsed("experiment x {\n  a 1\n  b = 2\n}\nlet y = 3\n");
    const auto& definition = std::get<ast::Definition>(parsed.file.declarations.at(0).node);
    const auto& entries =
        std::get<ast::Record>(parsed.file.exprs[definition.value].node).block.entries;
    REQUIRE(entries.size() == 2);
    CHECK(std::holds_alternative<ast::Invalid>(entries[0].node));
    CHECK(std::holds_alternative<ast::Assign>(entries[1].node));
    CHECK(std::holds_alternative<ast::Let>(parsed.file.declarations.at(1).node));
}
