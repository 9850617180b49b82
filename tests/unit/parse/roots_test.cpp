// SPDX-License-Identifier: MIT
// The values of command line options: one expression, or one assignment.
#include "compiler/ast/print.hpp"
#include "compiler/parse/parse.hpp"
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;

namespace {

using Parse = ast::File (*)(const Sources&, SourceId, diag::Sink&);

std::vector<std::string> codes(const diag::Sink& sink) {
    std::vector<std::string> result;
    for (const diag::Diagnostic& found : sink.sorted())
        result.emplace_back(diag::entry(found.code).name);
    return result;
}

} // namespace

TEST_CASE("an expression is the value of a `let it`, over any number of lines") {
    const auto [text, printed] = GENERATE(table<std::string, std::string>({
        {"lr == 1e-3", "lr == 0.001"},
        {" 1 +\n 2\n + 3 # end", "1 + 2 + 3"},
        {"product { a in [1] }", "product { a in [1] }"},
    }));
    Sources sources;
    diag::Sink sink;
    const ast::File file = parse::parse_expression(sources, sources.add("--where", text), sink);
    CHECK(codes(sink) == std::vector<std::string>{});
    const auto& let = std::get<ast::Let>(file.declarations.at(0).node);
    CHECK(let.name.text == "it");
    CHECK(ast::print(file, let.value) == printed);
}

TEST_CASE("an assignment is the entry of a test") {
    Sources sources;
    diag::Sink sink;
    const ast::File file = parse::parse_assignment(
        sources, sources.add("--override", "train.resources.time=10m"), sink);
    CHECK(codes(sink) == std::vector<std::string>{});
    const auto& test = std::get<ast::Test>(file.declarations.at(0).node);
    const auto& assign = std::get<ast::Assign>(test.block.entries.at(0).node);
    REQUIRE(assign.path.size() == 3);
    CHECK(assign.path[2].text == "time");
    CHECK(ast::print(file, assign.value) == "10m");
}

TEST_CASE("a broken option still gives a tree") {
    const auto [text, code, parse] = GENERATE(table<std::string, std::string, Parse>({
        {"", "E0100", parse::parse_expression},
        {"1 2", "E0100", parse::parse_expression},
        {"(1", "E0105", parse::parse_expression},
        {"1 && 2", "E0106", parse::parse_expression},
        {"", "E0100", parse::parse_assignment},
        {"a.b", "E0100", parse::parse_assignment},
        {"a = ", "E0100", parse::parse_assignment},
        {"a: 3", "E0102", parse::parse_assignment},
    }));
    CAPTURE(text);
    Sources sources;
    diag::Sink sink;
    const ast::File file = parse(sources, sources.add("option", text), sink);
    CHECK(codes(sink) == std::vector<std::string>{code});
    CHECK(file.declarations.size() == 1);
}
