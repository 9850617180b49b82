// SPDX-License-Identifier: MIT
#include "compiler/ast/print.hpp"
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using test::Parsed;

namespace {

/// The parts of the string of `let x = STRING`: texts, and holes as `<expression>`.
std::vector<std::string> parts_of(const Parsed& parsed) {
    const auto& let = std::get<ast::Let>(parsed.file.declarations.at(0).node);
    std::vector<std::string> result;
    for (const ast::StringPart& part :
         std::get<ast::StringLiteral>(parsed.file.exprs[let.value].node).parts) {
        result.push_back(part.hole ? "<" + ast::print(parsed.file, part.hole) + ">" : part.text);
    }
    return result;
}

struct StringReading {
    std::string written;
    std::vector<std::string> parts;
};

} // namespace

TEST_CASE("strings hold text, escapes and expressions") {
    const auto reading = GENERATE(values<StringReading>({
        {R"("")", {}},
        {R"('')", {}},
        {R"("a b ")", {"a b "}},
        {R"("--lr=${lr}")", {"--lr=", "<lr>"}},
        {R"("${a}${b}")", {"<a>", "<b>"}},
        {R"("${run.env("HOME")}/x")", {"<run.env(\"HOME\")>", "/x"}},
        {R"("${if a then "}" else "${b}"}")", {"<if a then \"}\" else \"${b}\">"}},
        {R"("$HOME $${x} \${y}")", {"$HOME $", "<x>", " ${y}"}},
        {R"("\n\t\r\\\"\$\u{1F600}\u{e9}")", {"\n\t\r\\\"$\U0001F600\u00e9"}},
        {R"('\n ${x} "')", {R"(\n ${x} ")"}},
        {"\"\u00fc\u4e16\"", {"\u00fc\u4e16"}},
        {"'''a'''", {"a"}},
        {"'''it's ''two'' '''", {"it's ''two'' "}},
    }));
    CAPTURE(reading.written);
    const Parsed parsed("let x = " + reading.written);
    CHECK(parsed.findings() == std::vector<std::string>{});
    CHECK(parts_of(parsed) == reading.parts);
}

TEST_CASE("multi-line strings lose the indentation of their closing quotes") {
    const auto reading = GENERATE(values<StringReading>({
        {"'''\n  a\n    b\n\n  c\n  '''", {"a\n  b\n\nc"}},
        {"'''\n  a\n'''", {"  a"}},
        {"'''\na\n\n'''", {"a\n"}},
        {"'''\n'''", {}},
        {"'''a\n  b'''", {"a\n  b"}},
        {"'''\r\n  a\r\n  b\r\n  '''", {"a\nb"}},
        {"\"\"\"\n  x=${x}\n  ${y} z\n  \"\"\"", {"x=", "<x>", "\n", "<y>", " z"}},
        {"\"\"\"\n  a\\n  b\n  x\n  \"\"\"", {"a\n  b\nx"}},
        {"\"\"\"\n  ${f(\n    a,\n    b)}\n  \"\"\"", {"<f(a, b)>"}},
    }));
    CAPTURE(reading.written);
    const Parsed parsed("let x = " + reading.written);
    CHECK(parsed.findings() == std::vector<std::string>{});
    CHECK(parts_of(parsed) == reading.parts);
}
