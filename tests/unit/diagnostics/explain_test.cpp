// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/diagnostics/explain.hpp"

#include <catch2/catch.hpp>

using namespace expc::diag;

TEST_CASE("every code has a page with a heading and two programs") {
    for (const CatalogueEntry& row : catalogue()) {
        INFO(row.name);
        const auto page = explanation(row.name);
        REQUIRE(page);
        CHECK(page->starts_with("# " + std::string(row.name) + ": "));
        CHECK(!summary_of(row.name).empty());
        CHECK(programs_of(*page).size() == 2);
    }
}

TEST_CASE("a code is found in lower case and a code that does not exist is not") {
    CHECK(explanation("e0502") == explanation("E0502"));
    CHECK_FALSE(explanation("E9999"));
    CHECK_FALSE(explanation(""));
    CHECK(summary_of("E9999").empty());
}

TEST_CASE("the programs of a page are its exp blocks without a file name") {
    const auto programs =
        programs_of("# E1: x\n\n```exp "
                    "lab.exp\nno\n```\n```exp\na\n\nb\n```\n```sh\nno\n```\n```exp\nc\n```\n");
    CHECK(programs == std::vector<std::string>{"a\n\nb\n", "c\n"});
}

TEST_CASE("a page for a terminal has no marks of Markdown") {
    CHECK(render_page("# E1: title\n\ntext `x`\n\n```exp\na = 1\n\nb\n```\nend\n", false) ==
          "E1: title\n\ntext `x`\n\n    a = 1\n\n    b\nend\n");
    CHECK(render_page("# E1\n```exp\na\n```\n", true) ==
          "\033[1mE1\033[0m\n    \033[1;34ma\033[0m\n");
}
