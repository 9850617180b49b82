// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/power_assert.hpp"

#include <catch2/catch.hpp>

using namespace expc::diag;

TEST_CASE("values stand below the parts that have them") {
    CHECK(power_assert("resources.cpus >= 2 * resources.gpus",
                       {{10, "1"}, {15, "no"}, {20, "2"}, {32, "1"}}) ==
          "resources.cpus >= 2 * resources.gpus\n"
          "          |    |    |           |\n"
          "          1    no   2           1");
}

TEST_CASE("values that would touch the next one go one row down") {
    CHECK(power_assert("a + b == c", {{0, "1000"}, {2, "1005"}, {4, "5"}, {6, "no"}, {9, "7"}}) ==
          "a + b == c\n"
          "| | | |  |\n"
          "| | 5 no 7\n"
          "| 1005\n"
          "1000");
}

TEST_CASE("values may come in any order, and below wide characters") {
    CHECK(power_assert("\xE5\xAE\x9F == x", {{7, "2"}, {0, "1"}}) ==
          "\xE5\xAE\x9F == x\n|     |\n1     2");
}

TEST_CASE("an expression of several lines or without values is only itself") {
    CHECK(power_assert("a and\nb", {{0, "yes"}}) == "a and\nb");
    CHECK(power_assert("true", {}) == "true");
}
