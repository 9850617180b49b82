// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/fixes.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::diag;

namespace {

Edit edit(SourceId file, std::uint32_t begin, std::uint32_t end, std::string text) {
    return {{file, begin, end}, std::move(text)};
}

Diagnostic with_help(Applicability applicability, std::vector<Edit> edits) {
    return {Severity::error, Code::E0102, "", {}, {}, {}, {{"", std::move(edits), applicability}}};
}

Diagnostic fix(std::vector<Edit> edits) {
    return with_help(Applicability::automatic, std::move(edits));
}

} // namespace

TEST_CASE("automatic edits change the text and nothing else does") {
    Sources sources;
    const SourceId f = sources.add("a.exp", "0123456789");
    struct Row {
        std::string_view name;
        std::vector<Diagnostic> diagnostics;
        std::string expected; ///< empty: no file is changed
    };
    const Row rows[] = {
        {"one replacement", {fix({edit(f, 2, 4, "ab")})}, "01ab456789"},
        {"insertion and deletion", {fix({edit(f, 0, 0, "<"), edit(f, 9, 10, "")})}, "<012345678"},
        {"edits come in any order",
         {fix({edit(f, 8, 9, "y")}), fix({edit(f, 1, 2, "x")})},
         "0x234567y9"},
        {"neighbours do not overlap",
         {fix({edit(f, 1, 3, "x")}), fix({edit(f, 3, 5, "y")})},
         "0xy56789"},
        {"equal edits count once",
         {fix({edit(f, 5, 5, "!")}), fix({edit(f, 5, 5, "!")})},
         "01234!56789"},
        {"a help to look at is left out",
         {with_help(Applicability::maybe, {edit(f, 0, 1, "x")})},
         ""},
        {"a help without edits is left out", {with_help(Applicability::none, {})}, ""},
    };
    for (const Row& row : rows) {
        const FixOutcome outcome = apply_fixes(sources, row.diagnostics);
        INFO(row.name);
        CHECK(outcome.refused.empty());
        REQUIRE(outcome.changed.size() == (row.expected.empty() ? 0 : 1));
        if (!row.expected.empty()) CHECK(outcome.changed[0].text == row.expected);
    }
}

TEST_CASE("a file with overlapping edits is refused") {
    Sources sources;
    const SourceId f = sources.add("a.exp", "0123456789");
    const std::vector<Diagnostic> rows[] = {
        {fix({edit(f, 1, 4, "x")}), fix({edit(f, 3, 5, "y")})},
        {fix({edit(f, 1, 9, "x")}), fix({edit(f, 3, 5, "y")})},
        {fix({edit(f, 2, 2, "x")}), fix({edit(f, 2, 2, "y")})},
        {fix({edit(f, 2, 2, "x")}), fix({edit(f, 2, 4, "y")})},
    };
    for (const std::vector<Diagnostic>& diagnostics : rows) {
        const FixOutcome outcome = apply_fixes(sources, diagnostics);
        CHECK(outcome.changed.empty());
        CHECK(outcome.refused == std::vector{f});
    }
}

TEST_CASE("a help that also changes a refused file is not applied in part") {
    Sources sources;
    const SourceId a = sources.add("a.exp", "aaaa");
    const SourceId b = sources.add("b.exp", "bbbb");
    const SourceId c = sources.add("c.exp", "cccc");
    const std::vector<Diagnostic> diagnostics = {fix({edit(a, 0, 2, "x")}),
                                                 fix({edit(a, 1, 3, "y"), edit(b, 0, 1, "z")}),
                                                 fix({edit(c, 0, 1, "C")})};
    const FixOutcome outcome = apply_fixes(sources, diagnostics);
    CHECK(outcome.refused == std::vector{a, b});
    REQUIRE(outcome.changed.size() == 1);
    CHECK(outcome.changed[0].text == "Cccc");
    CHECK(outcome.changed[0].edits == 1);
}

TEST_CASE("only the first of several alternatives is applied") {
    Sources sources;
    const SourceId f = sources.add("a.exp", "0..5");
    Diagnostic two = fix({edit(f, 1, 3, "..<")});
    two.helps.push_back({"", {edit(f, 1, 3, "..=")}, Applicability::automatic});
    CHECK(apply_fixes(sources, std::vector{two}).changed.at(0).text == "0..<5");
}
