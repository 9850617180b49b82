// SPDX-License-Identifier: MIT
// Taskfiles of Slurm: the lines that submit.sh writes, and the nodes and tasks that it asks for.
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

using namespace expc;
using namespace expc::tests;

namespace {

ir::Plan taskfile_plan(std::uint64_t runs, std::optional<std::int64_t> max_parallel = {}) {
    ir::Slurm settings;
    settings.launcher = "taskfile";
    settings.taskfile = ir::SlurmTaskfile{"parallel", {}};
    settings.node.cpus = 20;
    return slurm_plan({runs}, settings, max_parallel);
}

/// The word behind this one.
std::string word_behind(const Call& call, const std::string& option) {
    const auto found = std::find(call.words.begin(), call.words.end(), option);
    REQUIRE(found + 1 < call.words.end());
    return found[1];
}

std::string line(std::uint64_t rank) {
    return fmt::format("sh \"$EXPC_STAGE/run.sh\" sweep 0 {}\n", rank);
}

} // namespace

TEST_CASE("a job asks for a task for each line of its taskfile, and for the nodes that they fill") {
    struct Case {
        std::uint64_t runs;
        std::optional<std::int64_t> max_parallel;
        std::string nodes;
        std::string tasks;
    };
    const std::vector<Case> cases = {{1, {}, "1", "1"},   {5, {}, "1", "5"},   {20, {}, "1", "20"},
                                     {25, {}, "2", "25"}, {41, {}, "3", "41"}, {41, 7, "1", "7"}};
    for (const Case& c : cases) {
        const ir::Plan plan = taskfile_plan(c.runs, c.max_parallel);
        const BuiltTree tree(plan, plan.targets.front());
        const FakeSlurm slurm(tree);
        CHECK(slurm.submit({}).errors.empty());
        REQUIRE(slurm.calls().size() == 1);
        const Call call = slurm.calls().front();
        CHECK(word_behind(call, "-N") == c.nodes);
        CHECK(word_behind(call, "-n") == c.tasks);
        CHECK_FALSE(call.option("--array"));
        std::string lines;
        for (std::uint64_t rank = 0; rank < c.runs; ++rank)
            lines += line(rank);
        CHECK(tree.read("runs/.expc/0123456789/taskfile-1") == lines);
        CHECK(call.script_arguments().at(6) == tree.runs() + "/.expc/0123456789/taskfile-1");
    }
}

TEST_CASE("selected runs have a taskfile of their own") {
    const ir::Plan plan = taskfile_plan(30);
    const BuiltTree tree(plan, plan.targets.front());
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({"--runs", "0-1"}).errors.empty());
    CHECK(slurm.submit({"--runs", "3,7-8,29"}).errors.empty());
    REQUIRE(slurm.calls().size() == 2);
    CHECK(word_behind(slurm.calls()[1], "-n") == "4");
    CHECK(slurm.calls()[1].option("--job-name") == "sweep.0.0");
    CHECK(tree.read("runs/.expc/0123456789/taskfile-1") == line(0) + line(1));
    CHECK(tree.read("runs/.expc/0123456789/taskfile-2") == line(3) + line(7) + line(8) + line(29));
    CHECK_THAT(slurm.submitted(), Catch::Contains("sweep.0.0[3,7-8,29]\t101\t"));
}

TEST_CASE("the taskfile of a job that was not recorded is not written over") {
    const ir::Plan plan = taskfile_plan(30);
    const BuiltTree tree(plan, plan.targets.front());
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({"--runs", "0-1"}).errors.empty());
    tree.write("runs/.expc/0123456789/submitted.tsv", "");
    CHECK(slurm.submit({"--runs", "3"}).errors.empty());
    CHECK(tree.read("runs/.expc/0123456789/taskfile-1") == line(0) + line(1));
    CHECK(tree.read("runs/.expc/0123456789/taskfile-2") == line(3));
}

TEST_CASE("without the shape of a node Slurm counts the nodes") {
    ir::Plan plan = taskfile_plan(5);
    std::get<ir::Slurm>(plan.targets.front().platform.settings).node = {};
    const BuiltTree tree(plan, plan.targets.front());
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({}).errors.empty());
    REQUIRE(slurm.calls().size() == 1);
    const std::vector<std::string> words = slurm.calls().front().words;
    CHECK(std::find(words.begin(), words.end(), "-N") == words.end());
}
