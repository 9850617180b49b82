// SPDX-License-Identifier: MIT
#include "tests/unit/parse/parsed.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using test::Parsed;

TEST_CASE("the programs of the language page parse without a word") {
    const auto [name, declarations] = GENERATE(table<std::string, std::size_t>({
        {"programs/mnist.exp", 7},
        {"programs/savio.exp", 8},
        {"programs/brc.exp", 6},
        {"programs/pipeline.exp", 14},
    }));
    CAPTURE(name);
    const Parsed parsed(test::read_test_file(name));
    CHECK(parsed.findings() == std::vector<std::string>{});
    CHECK(parsed.file.declarations.size() == declarations);
}
