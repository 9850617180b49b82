// SPDX-License-Identifier: MIT
#include "grammar/file.hpp"

#include <catch2/catch.hpp>

using namespace expc;

TEST_CASE("no rule of the grammar can loop without consuming anything") {
    CHECK(tao::pegtl::analyze<grammar::file>(1) == 0);
    CHECK(tao::pegtl::analyze<grammar::expression_file>(1) == 0);
    CHECK(tao::pegtl::analyze<grammar::assignment_file>(1) == 0);
}

TEST_CASE("the reserved words are those of the language and no others") {
    const std::vector<std::string_view> expected = {
        "true", "false", "none",  "and",  "or",    "not",     "in",   "if",     "then",
        "else", "for",   "match", "when", "where", "exclude", "with", "without"};
    CHECK(std::vector<std::string_view>(grammar::reserved_words.begin(),
                                        grammar::reserved_words.end()) == expected);
}
