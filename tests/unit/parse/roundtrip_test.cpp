// SPDX-License-Identifier: MIT
// print(parse(print(x))) == print(x) for random x, and for every program beside the tests.
#include "compiler/ast/print.hpp"
#include "tests/unit/parse/parsed.hpp"
#include "tests/unit/parse/random_file.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace expc;
using test::Parsed;

TEST_CASE("a printed program reads as the same program") {
    const std::string name = GENERATE(as<std::string>{}, "programs/mnist.exp", "programs/savio.exp",
                                      "programs/brc.exp", "programs/pipeline.exp");
    const std::string once = ast::print(Parsed(test::read_test_file(name)).file);
    const Parsed again(once);
    CHECK(again.findings() == std::vector<std::string>{});
    CHECK(ast::print(again.file) == once);
}

TEST_CASE("whatever can be printed can be read, and prints alike") {
    std::size_t cases = 0;
    std::size_t deep = 0;
    const bool holds = rc::check("print, parse, print", [&](std::uint64_t seed) {
        const ast::File file = test::random_file(seed);
        const std::string once = ast::print(file);
        const Parsed again(once);
        ++cases;
        deep += file.exprs.size() > 20 ? 1U : 0U;
        RC_LOG() << once;
        RC_ASSERT(again.findings() == std::vector<std::string>{});
        RC_ASSERT(ast::print(again.file) == once);
    });
    CHECK(holds);
    WARN(deep << " of " << cases << " files had more than 20 expressions");
    CHECK(deep * 10 >= cases * 3);
}
