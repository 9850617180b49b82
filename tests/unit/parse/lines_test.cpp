// SPDX-License-Identifier: MIT
// Where a line ends an entry or declaration, and where it does not (rulings 42 and 57).
#include "compiler/ast/print.hpp"
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using test::Parsed;

namespace {

std::string printed(const Parsed& parsed) {
    return ast::print(parsed.file);
}

} // namespace

TEST_CASE("a line that ends in an operator or opening word goes on") {
    const std::string text =
        GENERATE(as<std::string>{}, "let x =\n1 + 2", "let x = 1 +\n\n  # why\n  2",
                 "let x = 1\r\n  # CRLF\r\n", "let x = a and\n b", "let x = not\n a",
                 "let x = a in\n b", "let x = if a then\n b else\n c", "let x = a with\n { b = 1 }",
                 "let x = (\n a\n + b\n)", "let x = [\n a\n, b ]", "let x = f(\n a,\n b = 1,\n)");
    CAPTURE(text);
    const Parsed parsed(text);
    CHECK(parsed.findings() == std::vector<std::string>{});
    CHECK(parsed.file.declarations.size() == 1);
}

TEST_CASE("the next line joins when it begins with then, else, with, and, or") {
    const Parsed parsed("let x = if a\n  and b\n  or_else\n");
    CHECK_FALSE(parsed.findings().empty());
    const Parsed joined(
        "let x = if a\n  and b\n  then c\n  else d\n    with { e = 1 }\nlet y = 2\n");
    CHECK(joined.findings() == std::vector<std::string>{});
    CHECK(printed(joined) == "let x = if a and b then c else d with { e = 1 }\nlet y = 2\n");
}

TEST_CASE("`on` joins in a target and is a field elsewhere") {
    const Parsed parsed("target train\n  with { a = 1 }\n  on cluster\n"
                        "experiment e {\n  retry = { attempts = 3\n    on = [\"timeout\"] }\n}\n");
    CHECK(parsed.findings() == std::vector<std::string>{});
    CHECK(printed(parsed) == "target train with { a = 1 } on cluster\n"
                             "experiment e {\n  retry = { attempts = 3, on = [\"timeout\"] }\n}\n");
}

TEST_CASE("a newline or a comma ends an entry") {
    const Parsed parsed("let x = {\n a = 1\n b = 2, c = 3,\n\n d = 4 # four\n}\n");
    CHECK(parsed.findings() == std::vector<std::string>{});
    CHECK(printed(parsed) == "let x = {\n  a = 1\n  b = 2\n  c = 3\n  d = 4\n}\n");
}

TEST_CASE("a line `name =` begins an entry even behind an operator") {
    const Parsed parsed("let x = {\n  a =\n  b = 2\n}\n");
    CHECK(parsed.findings() == std::vector<std::string>{"E0100 2:6-2:6"});
}

TEST_CASE("documentation belongs to what stands below it") {
    const Parsed parsed(
        "# not this\n## First.\n##\n## Second.\nlet x = {\n  ## A field.\n  a = 1\n}\n");
    CHECK(parsed.file.declarations.at(0).doc == "First.\n\nSecond.");
    CHECK(printed(parsed) == "## First.\n##\n## Second.\nlet x = {\n  ## A field.\n  a = 1\n}\n");
}
