// SPDX-License-Identifier: MIT
// Calls of submit.sh that meet others, are stopped, or have more to say than one call of sbatch
// takes.
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

using namespace expc;
using namespace expc::tests;

namespace {

std::vector<std::string> labels_in(const std::string& submitted) {
    std::vector<std::string> labels;
    for (std::size_t at = 0; at < submitted.size(); at = submitted.find('\n', at) + 1)
        labels.push_back(submitted.substr(at, submitted.find('\t', at) - at));
    return labels;
}

/// A plan with `runs` runs in arrays of up to `array` tasks.
ir::Plan sweep_of(std::uint64_t runs, std::int64_t array,
                  std::optional<std::int64_t> max_parallel = {}) {
    ir::Slurm settings;
    settings.max_array_size = array;
    return slurm_plan({runs}, settings, max_parallel);
}

} // namespace

TEST_CASE("two calls at once do not mix") {
    const ir::Plan plan = sweep_of(2, 2);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    // Of another machine, of a process that lives, and of nobody knows whom.
    for (const char* owner : {"another-host 1", "$(uname -n) 1", "?"}) {
        tree.write("lock", fmt::format("mkdir -p runs/.expc && ln -snf \"{}\" "
                                       "runs/.expc/0123456789.lock",
                                       owner));
        CHECK(tree.run({"sh", "lock"}, {}).code == 0);
        const Outcome outcome = slurm.submit({});
        CHECK(outcome.code == 1);
        CHECK_THAT(outcome.errors, Catch::Contains("another submit.sh is at work"));
        CHECK(slurm.calls().empty());
    }
}

TEST_CASE("of many calls that find the lock of a dead one, one takes its place") {
    const ir::Plan plan = sweep_of(20, 2);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    // Two dead ones: the second was killed when it had taken the place of the first.
    tree.write("many", "mkdir -p runs/.expc; lock=runs/.expc/0123456789.lock\n"
                       "sh -c 'echo $$' >first; sh -c 'echo $$' >second\n"
                       "ln -s \"$(uname -n) $(cat first)\" $lock\n"
                       "ln -s \"$(uname -n) $(cat second)\" $lock.$(cat first)\n"
                       "for n in 1 2 3 4 5 6 7 8; do\n"
                       "  sh build/.store/0123456789/submit.sh >/dev/null 2>&1 &\ndone\nwait\n");
    CHECK(tree.run({"sh", "many"}, {{"EXPC_SBATCH", tree.project() + "/fake/sbatch"}}).code == 0);
    CHECK(slurm.calls().size() == 10);
    CHECK(slurm.submit({}).code == 0);
    CHECK(slurm.calls().size() == 10);
    CHECK(tree.run({"sh", "-c", "ls runs/.expc"}, {}).output == "0123456789\n");
}

TEST_CASE("a job that was accepted is recorded, whatever signal comes meanwhile") {
    const ir::Plan plan = sweep_of(6, 2);
    for (const char* signal : {"HUP", "INT", "TERM"}) {
        const BuiltTree tree(plan, plan.targets[0]);
        const FakeSlurm slurm(tree);
        // All of the group get it, as of Ctrl-C, when the second call has begun.
        tree.write("fake/slow",
                   "#!/bin/sh\nid=$(\"${0%/*}/sbatch\" \"$@\") || exit\n"
                   "[ \"$id\" != '101;fake' ] || { : >second; sleep 0.5; }\n"
                   "echo \"$id\"\n",
                   true);
        tree.write("stop", fmt::format("set -m\nsh build/.store/0123456789/submit.sh & call=$!\n"
                                       "until [ -e second ]; do\n"
                                       "  kill -0 $call || exit 9\n  sleep 0.02\ndone\n"
                                       "kill -{} -- -$call\nwait $call\n",
                                       signal));
        CHECK(tree.run({"bash", "stop"}, {{"EXPC_SBATCH", tree.project() + "/fake/slow"}}).code ==
              1);
        CHECK(labels_in(slurm.submitted()) == std::vector<std::string>{"sweep.0.0", "sweep.0.1"});
        CHECK(slurm.submit({}).code == 0);
        CHECK(slurm.calls().size() == 3);
    }
}

TEST_CASE("a list of tasks that is too long for sbatch goes into several calls") {
    constexpr std::uint64_t runs = 2000;
    std::string odd = "1";
    for (std::uint64_t run = 3; run < runs; run += 2)
        odd += fmt::format(",{}", run);
    const ir::Plan plan = sweep_of(runs, 2001, 10);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    const Outcome selected = slurm.submit({"--runs", odd});
    CHECK(selected.errors == "");
    CHECK(selected.output.size() < 1000);
    // What is left of the array is as long.
    CHECK_THAT(slurm.submit({}).output, Catch::Contains("submitted before: 1000 runs"));
    const std::vector<Call> calls = slurm.calls();
    REQUIRE(calls.size() == 4);
    std::vector<std::uint64_t> ranks;
    for (const Call& call : calls) {
        CHECK(call.option("--array").value().size() < 4096);
        const std::vector<std::uint64_t> more = call.ranks();
        ranks.insert(ranks.end(), more.begin(), more.end());
    }
    std::sort(ranks.begin(), ranks.end());
    for (std::uint64_t run = 0; run < runs; ++run)
        CHECK(ranks.at(run) == run);
    CHECK(ranks.size() == runs);
    // The two selected arrays share max_parallel out, and each of the others waits for the one
    // before.
    CHECK(calls[0].throttle() == 5);
    CHECK(calls[1].throttle() == 5);
    CHECK(calls[2].throttle() == 10);
    CHECK(calls[2].option("--dependency") == "afterany:101");
    CHECK(calls[3].option("--dependency") == "afterany:102");
    CHECK_THAT(slurm.submit({}).output, Catch::Contains("submitted before: 2000 runs"));
    slurm.refuse_from(4);
    const Outcome refused = slurm.submit({"--again", "--runs", odd});
    CHECK(refused.code == 1);
    CHECK(refused.errors.size() < 300);
}

TEST_CASE("a call waits for all jobs that --after names") {
    const ir::Plan plan = sweep_of(2, 2);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({"--after", "slurm:7", "--after=8", "--after=slurm:9_1"}).code == 0);
    CHECK(slurm.calls().at(0).option("--dependency") == "afterany:7:8:9_1");
    CHECK_THAT(slurm.submit({"--after", "7", "--after"}).errors,
               Catch::Contains("--after lacks its value"));
    CHECK(slurm.submit({"--after=", "--runs=0"}).code == 2);
    CHECK_THAT(slurm.submit({"--after=7", "--after", "x"}).errors,
               Catch::Contains("'x' is not the id of a job"));
}
