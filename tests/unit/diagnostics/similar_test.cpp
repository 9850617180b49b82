// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/similar.hpp"

#include <catch2/catch.hpp>

using namespace expc::diag;

TEST_CASE("the distance counts insertions, deletions, substitutions and swaps up to a limit") {
    struct Row {
        std::string_view a, b;
        std::size_t limit, expected;
    };
    const Row rows[] = {
        {"memory", "memory", 3, 0}, {"memroy", "memory", 3, 1}, {"gpu", "gpus", 3, 1},
        {"gpus", "gpu", 3, 1},      {"time", "tame", 3, 1},     {"kitten", "sitting", 5, 3},
        {"", "abc", 5, 3},          {"abc", "", 5, 3},          {"kitten", "sitting", 2, 3},
        {"a", "abcdef", 2, 3},      {"ca", "abc", 5, 3},
    };
    for (const Row& row : rows) {
        INFO(row.a << " and " << row.b);
        CHECK(edit_distance(row.a, row.b, row.limit) == row.expected);
        CHECK(edit_distance(row.b, row.a, row.limit) == row.expected);
    }
}

TEST_CASE("the name is proposed that a person most likely meant") {
    struct Row {
        std::string_view wanted;
        std::vector<std::string> candidates;
        std::optional<std::string> expected;
    };
    const Row rows[] = {
        {"memroy", {"cpus", "memory", "time"}, "memory"},
        {"MEMORY", {"memor", "Memory"}, "Memory"},
        {"learning_rate", {"lr", "learning_rte", "learningrate"}, "learning_rte"},
        {"gup", {"gpu", "gap"}, "gpu"},
        {"gip", {"gap", "gup"}, "gap"},
        {"gpus", {"cpus", "gpu"}, "cpus"},
        {"epoch", {"epochs"}, "epochs"},
        {"frobnicate", {"cpus", "gpus"}, std::nullopt},
        {"ab", {"cd"}, std::nullopt},
        {"x", {"y", "z"}, std::nullopt},
        {"x", {"y", "X"}, "X"},
        {"same", {"same"}, std::nullopt},
        {"", {"a"}, std::nullopt},
        {"a", {}, std::nullopt},
    };
    for (const Row& row : rows) {
        INFO(row.wanted);
        CHECK(most_similar(row.wanted, row.candidates) == row.expected);
    }
}

TEST_CASE("a name of a million letters resembles its other case and nothing else") {
    const std::string name(1'000'000, 'a');
    CHECK(most_similar(name + "b", std::vector{name}) == std::nullopt);
    CHECK(most_similar(name + "b", std::vector{name + "B"}) == name + "B");
}
