// SPDX-License-Identifier: MIT
// Hostile texts: no crash, no endless nesting, one message.
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using test::Parsed;

namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t count = 0; count < times; ++count)
        result += text;
    return result;
}

} // namespace

TEST_CASE("what is nested too deeply is refused with one message") {
    const std::string piece =
        GENERATE(as<std::string>{}, "(", "[", "{a=", "f(", "if ", "if a then b else ", "\"${",
                 "match (a) { b => ", "[x for y in ", "let a = ", "x with { a = ");
    CAPTURE(piece);
    const Parsed parsed("let x = " + repeated(piece, 100'000) + "\nlet y = 3\n");
    CHECK(parsed.codes() == std::vector<std::string>{"E0112"});
    CHECK(parsed.sink.error_count() == 1);
}

TEST_CASE("chains of any length give one message and no deep expression") {
    const auto [piece, last] = GENERATE(table<std::string, std::string>(
        {{"not ", "a"}, {"- ", "a"}, {"a + ", "a"}, {"a and ", "a"}, {"", "a"}}));
    const std::string suffix = piece.empty() ? repeated(".b", 100'000) : "";
    CAPTURE(piece);
    const Parsed parsed("let x = " + repeated(piece, 100'000) + last + suffix);
    CHECK(parsed.codes() == std::vector<std::string>{"E0112"});
}

TEST_CASE("types nest to a limit as well") {
    CHECK(Parsed("let x: " + repeated("List<", 100'000)).codes() ==
          std::vector<std::string>{"E0112"});
    CHECK(Parsed("let x: " + repeated("{a: ", 100'000)).codes() ==
          std::vector<std::string>{"E0112"});
}

TEST_CASE("a depth that people write is fine") {
    const Parsed parsed("let x = " + repeated("(", 150) + "1" + repeated(")", 150) +
                        "\nlet y = " + repeated("[", 150) + repeated("]", 150));
    CHECK(parsed.codes() == std::vector<std::string>{});
}

TEST_CASE("bytes that are no text are refused where they stand") {
    const auto [text, finding] = GENERATE(table<std::string, std::string>({
        {std::string("let x = 1\nlet y\0 = 2", 20), "E0101 2:6-2:7"},
        {"let x = \"\xff\"", "E0101 1:10-1:11"},
        {"let x = \"\xc0\x80\"", "E0101 1:10-1:11"},
        {"let x = \"\xed\xa0\x80\"", "E0101 1:10-1:11"},
        {"# \xe4\xb8", "E0101 1:3-1:4"},
        {"\xff\xfel\x01", "E0101 1:1-1:2"},
    }));
    const Parsed parsed(text);
    CHECK(parsed.findings() == std::vector<std::string>{finding});
    CHECK(parsed.file.declarations.empty());
}

TEST_CASE("a byte order mark, a file of nothing and CRLF are fine") {
    const std::string text =
        GENERATE(as<std::string>{}, "\xef\xbb\xbflet x = 1", "", "\n\n", "# only this", "   ",
                 "let x = 1\r\nlet y = {\r\n a = 1\r\n}\r\n");
    CAPTURE(text);
    CHECK(Parsed(text).codes() == std::vector<std::string>{});
}

TEST_CASE("after a hundred mistakes the rest of a file is not read") {
    const Parsed parsed("experiment x {\n" + repeated("@ @\n", 100'000) + "}\n");
    CHECK(parsed.sink.error_count() == 100);
}
