// SPDX-License-Identifier: MIT
// Random spaces and commands: task.sh gives what the plan gives, whatever the space is made of.
#include "tests/unit/backends/random_plan.hpp"
#include "tests/unit/backends/task_comparison.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <cstdlib>

using namespace expc;
using namespace expc::tests;
using algebra::test::Choices;

namespace {

constexpr std::uint64_t most_runs = 200;

struct Shares {
    std::size_t cases = 0;
    std::size_t filtered = 0;
    std::size_t conditional = 0;
    std::size_t composite = 0;
    std::size_t grouped = 0;
    [[nodiscard]] std::size_t percent(std::size_t part) const { return 100 * part / cases; }
};

Choices random_choices() {
    const auto number = rc::gen::map(rc::gen::inRange<int>(0, 256),
                                     [](int n) { return static_cast<std::uint8_t>(n); });
    return Choices(*rc::gen::container<std::vector<std::uint8_t>>(
        400, rc::gen::resize(rc::kNominalSize, number)));
}

void count(Shares& shares, const algebra::test::Forms& forms, const ir::Experiment& experiment) {
    ++shares.cases;
    shares.filtered += forms.filter ? 1 : 0;
    shares.conditional += forms.conditional ? 1 : 0;
    shares.composite += forms.concat || forms.zip || forms.sample ? 1 : 0;
    shares.grouped += experiment.groups.size() > 1 ? 1 : 0;
}

} // namespace

TEST_CASE(
    "task.sh gives the words, ids, digests and ranks of random experiments under every shell") {
    Shares shares;
    std::size_t turn = 0;
    const auto property = [&] {
        Choices choices = random_choices();
        const algebra::test::Case one = random_case(choices, 1 + choices.below(6));
        RC_PRE(one.space.count > 0 && one.space.count <= most_runs);
        const ir::Plan plan = random_plan(choices, one.space);
        const ir::Target& target = plan.targets.front();
        const ir::Experiment& experiment = target.experiments.front();
        count(shares, one.forms, experiment);
        const BuiltTree tree(plan, target);
        const auto& shell = shells()[turn++ % shells().size()];
        const std::string found = difference(tree, target, experiment, shell, all_runs(experiment));
        if (!found.empty()) RC_FAIL(shell.back() + ": " + found);
    };
    // A case starts a dozen shells: few cases, and no search for the smallest failing one.
    setenv("RC_PARAMS", "max_success=120 noshrink=1", 0);
    CHECK(rc::check("task.sh equals the plan", property));
    fmt::print("random experiments: {} cases; filter {} %, conditional axis {} %, concat, zip or "
               "sample {} %, groups {} %\n",
               shares.cases, shares.percent(shares.filtered), shares.percent(shares.conditional),
               shares.percent(shares.composite), shares.percent(shares.grouped));
    CHECK(shares.percent(shares.filtered) >= 30);
    CHECK(shares.percent(shares.composite) >= 30);
    CHECK(shares.percent(shares.grouped) >= 30);
}
