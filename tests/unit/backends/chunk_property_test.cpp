// SPDX-License-Identifier: MIT
// All laws of Slurm at once: whatever the limits, each run is submitted exactly once and no limit
// is broken.
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <set>

using namespace expc;
using namespace expc::tests;

namespace {

struct Limits {
    std::vector<std::uint64_t> groups;
    ir::Slurm settings;
    std::optional<std::int64_t> max_parallel;
};

/// A number in [low, high), spread evenly in the first case already.
int between(int low, int high) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high));
}

std::optional<std::int64_t> maybe(int low, int high) {
    if (between(0, 2) == 0) return std::nullopt;
    return between(low, high);
}

Limits random_limits() {
    Limits limits;
    const int groups = between(1, 4);
    for (int group = 0; group < groups; ++group)
        limits.groups.push_back(static_cast<std::uint64_t>(between(1, 40)));
    limits.settings.max_array_size = between(4, 16);
    limits.settings.max_array_tasks = maybe(4, 30);
    limits.settings.max_submit = maybe(5, 60);
    limits.max_parallel = maybe(1, 6);
    if (between(0, 3) == 0) {
        const int per_job = between(1, 6);
        limits.settings.launcher = "packed";
        limits.settings.packing = {per_job, maybe(1, per_job + 1)};
    }
    return limits;
}

/// Calls submit.sh until everything is submitted; each call meets an empty queue. The number of
/// tasks of each call.
std::vector<std::size_t> submit_all(const FakeSlurm& slurm) {
    std::vector<std::size_t> tasks;
    std::size_t known = 0;
    for (int turn = 0; turn < 100; ++turn) {
        const Outcome outcome = slurm.submit({});
        RC_ASSERT(outcome.errors.empty());
        const std::vector<Call> calls = slurm.calls();
        std::size_t count = 0;
        for (std::size_t call = known; call < calls.size(); ++call)
            count += calls[call].tasks().size();
        known = calls.size();
        tasks.push_back(count);
        if (outcome.code == 0) return tasks;
        RC_ASSERT(outcome.code == 75);
        RC_ASSERT(count > 0U);
    }
    RC_FAIL("submit.sh does not end");
    return tasks;
}

std::uint64_t runs_per_task(const Limits& limits) {
    const auto& packing = limits.settings.packing;
    return packing ? static_cast<std::uint64_t>(packing->per_job) : 1;
}

void check_coverage(const Limits& limits, const std::vector<Call>& calls) {
    std::set<std::pair<std::uint32_t, std::uint64_t>> seen;
    const std::uint64_t per_task = runs_per_task(limits);
    for (const Call& call : calls) {
        const auto tasks = call.tasks();
        RC_ASSERT(static_cast<std::int64_t>(tasks.back()) < limits.settings.max_array_size);
        RC_ASSERT(static_cast<std::int64_t>(tasks.size()) <=
                  limits.settings.max_array_tasks.value_or(1000));
        RC_ASSERT(call.option("--cpus-per-task") == std::to_string(call.group() + 1));
        RC_ASSERT(call.tasks().size() == (call.ranks().size() + per_task - 1) / per_task);
        for (const std::uint64_t rank : call.ranks()) {
            RC_ASSERT(rank < limits.groups.at(call.group()));
            RC_ASSERT(seen.emplace(call.group(), rank).second);
        }
    }
    std::uint64_t runs = 0;
    for (const std::uint64_t size : limits.groups)
        runs += size;
    RC_ASSERT(seen.size() == runs);
}

/// How many runs may run at once, given throttles and what waits for what.
void check_parallelism(const Limits& limits, const std::vector<Call>& calls) {
    if (!limits.max_parallel) return;
    std::uint64_t at_once = 0;
    for (const Call& call : calls) {
        const std::uint64_t width =
            std::min<std::uint64_t>(call.throttle().value_or(1), call.tasks().size());
        const std::uint64_t runs = std::stoull(call.option("--ntasks").value_or("1"));
        if (!call.option("--dependency")) at_once += width * runs;
        if (call.option("--dependency")) RC_ASSERT(width == 1U);
        if (call.tasks().size() > 1) RC_ASSERT(call.throttle().has_value());
    }
    RC_ASSERT(at_once <= static_cast<std::uint64_t>(*limits.max_parallel));
}

} // namespace

TEST_CASE("chunks, offsets and throttles cover every run exactly once under all limits at once") {
    std::size_t cases = 0;
    std::size_t split = 0;
    std::size_t packed = 0;
    std::size_t chained = 0;
    std::size_t limited = 0;
    setenv("RC_PARAMS", "max_success=120 noshrink=1", 0);
    CHECK(rc::check("each run is submitted exactly once", [&] {
        const Limits limits = random_limits();
        const ir::Plan plan = slurm_plan(limits.groups, limits.settings, limits.max_parallel);
        const BuiltTree tree(plan, plan.targets.front());
        const FakeSlurm slurm(tree);
        const std::vector<std::size_t> tasks = submit_all(slurm);
        for (const std::size_t count : tasks)
            RC_ASSERT(static_cast<std::int64_t>(count) <=
                      limits.settings.max_submit.value_or(1000));
        const std::vector<Call> calls = slurm.calls();
        check_coverage(limits, calls);
        check_parallelism(limits, calls);
        ++cases;
        packed += runs_per_task(limits) > 1 ? 1 : 0;
        split += calls.size() > limits.groups.size() ? 1 : 0;
        chained += calls.back().option("--dependency") ? 1 : 0;
        limited += tasks.size() > 1 ? 1 : 0;
    }));
    fmt::print("limits: {} cases; split into several arrays {} %, chained {} %, several calls {} "
               "%, packed {} %\n",
               cases, 100 * split / cases, 100 * chained / cases, 100 * limited / cases,
               100 * packed / cases);
    CHECK(100 * packed / cases >= 10);
    CHECK(100 * split / cases >= 30);
    CHECK(100 * chained / cases >= 10);
    CHECK(100 * limited / cases >= 10);
}
