// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/diagnostic.hpp"

#include <catch2/catch.hpp>

using namespace expc::diag;

TEST_CASE("a code that begins with W is a warning and one that begins with E is an error") {
    for (const CatalogueEntry& row : catalogue()) {
        INFO(row.name);
        CHECK(row.name.size() == 5);
        CHECK((row.severity == Severity::warning) == row.name.starts_with('W'));
    }
}

TEST_CASE("a title is a fact without a final full stop") {
    for (const CatalogueEntry& row : catalogue()) {
        INFO(row.name);
        CHECK_FALSE(row.title.ends_with('.'));
    }
}
