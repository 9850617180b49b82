// SPDX-License-Identifier: MIT
// Keys of joins: readers and parents meet where their values agree, whatever their order is.
#include "compiler/ir/joins.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using ir::Dependency;

namespace {

ir::Experiment over(std::vector<algebra::Space> axes) {
    ir::Experiment experiment;
    experiment.name = "train";
    experiment.space = samples::product(std::move(axes));
    experiment.identity = algebra::identity_columns(experiment.space);
    return experiment;
}

algebra::Space lr() {
    return samples::axis("lr", samples::texts({"low", "high"}));
}
algebra::Space seed() {
    return samples::axis("seed", samples::ints(0, 3));
}

/// For each reader the indexes of its parents.
std::vector<std::vector<std::uint64_t>> parents_of(const ir::Experiment& reader,
                                                   const ir::Experiment& parent,
                                                   const Dependency& dependency) {
    ir::JoinKeys keys(reader, parent, dependency);
    std::vector<std::vector<std::uint64_t>> all;
    algebra::Cursor ours(reader.space, 0);
    for (std::uint64_t i = 0; i < reader.space.count; ++i, ours.next()) {
        auto& met = all.emplace_back();
        algebra::Cursor theirs(parent.space, 0);
        for (std::uint64_t k = 0; k < parent.space.count; ++k, theirs.next())
            if (keys.of_reader(ours.ordinals()) == keys.of_parent(theirs.ordinals()))
                met.push_back(k);
    }
    return all;
}

} // namespace

TEST_CASE("runs meet the runs with their values") {
    const ir::Experiment parent = over({lr(), seed()});
    const ir::Experiment turned = over({seed(), lr()});
    const ir::Experiment rates = over({lr()});
    using Lists = std::vector<std::vector<std::uint64_t>>;
    CHECK(parents_of(turned, parent, {Dependency::Join::each, "train", {}, false, {}}) ==
          Lists{{0}, {3}, {1}, {4}, {2}, {5}});
    CHECK(parents_of(rates, parent, {Dependency::Join::gather, "train", {"lr"}, false, {}}) ==
          Lists{{0, 1, 2}, {3, 4, 5}});
    CHECK(parents_of(rates, parent, {Dependency::Join::all, "train", {}, false, {}}) ==
          Lists{{0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5}});
}

TEST_CASE("what was used before a column was there is one key for both sides") {
    ir::Experiment parent = over({seed()});
    ir::Experiment reader = over({seed()});
    parent.space.columns[0].was = algebra::Value::of<std::int64_t>(1);
    CHECK(parents_of(reader, parent, {Dependency::Join::each, "train", {}, false, {}}) ==
          std::vector<std::vector<std::uint64_t>>{{0}, {1}, {2}});
}

TEST_CASE("joins by position are found, and only these") {
    const ir::Experiment parent = over({lr(), seed()});
    const Dependency each{Dependency::Join::each, "train", {}, false, {}};
    CHECK(ir::joins_by_position(parent, parent, each));
    CHECK_FALSE(ir::joins_by_position(over({seed(), lr()}), parent, each));
    CHECK_FALSE(ir::joins_by_position(over({lr(), seed(), samples::axis("x", samples::ints(0, 2))}),
                                      parent, each));
    CHECK_FALSE(
        ir::joins_by_position(parent, parent, {Dependency::Join::all, "train", {}, false, {}}));
}

TEST_CASE("of equal dependencies one counts") {
    ir::Experiment experiment = over({seed()});
    experiment.dependencies = {{Dependency::Join::each, "a", {}, false, {}},
                               {Dependency::Join::each, "a", {}, false, {}},
                               {Dependency::Join::each, "a", {}, true, {}}};
    CHECK(ir::distinct_dependencies(experiment).size() == 2);
}
