// SPDX-License-Identifier: MIT
// task.sh against ir::Resolver: the same words, id and digest for every run, under every shell.
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/task_comparison.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::tests;

namespace {

void check_experiment(const BuiltTree& tree, const ir::Target& target,
                      const ir::Experiment& experiment, const std::vector<std::uint64_t>& runs) {
    for (const auto& shell : shells()) {
        INFO(shell.back() << " " << experiment.name);
        CHECK(difference(tree, target, experiment, shell, runs) == "");
    }
}

} // namespace

TEST_CASE("task.sh prints the words, id and digest that the plan gives, for every run of a plain "
          "product") {
    const ir::Plan plan = samples::mnist();
    for (const ir::Target& target : plan.targets) {
        const BuiltTree tree(plan, target);
        const ir::Experiment& experiment = target.experiments.front();
        check_experiment(tree, target, experiment, all_runs(experiment));
    }
}

TEST_CASE("task.sh carries hostile values, tables, conditions and steps") {
    const ir::Plan plan = samples::hostile();
    const ir::Target& target = plan.targets.front();
    const BuiltTree tree(plan, target);
    for (const ir::Experiment& experiment : target.experiments)
        check_experiment(tree, target, experiment, all_runs(experiment));
}

TEST_CASE("task.sh finds its way through components, zips, concats and groups among a thousand "
          "million runs") {
    const ir::Plan plan = samples::big(20'000);
    const ir::Target& target = plan.targets.front();
    const ir::Experiment& experiment = target.experiments.front();
    REQUIRE(experiment.space.count > 1'000'000'000);
    const BuiltTree tree(plan, target);
    std::vector<std::uint64_t> runs = {0, experiment.space.count - 1};
    for (std::uint64_t run = 1; runs.size() < 300; run += experiment.space.count / 301)
        runs.push_back(run);
    check_experiment(tree, target, experiment, runs);
}
