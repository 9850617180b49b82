// SPDX-License-Identifier: MIT
#include "compiler/driver/changed_run.hpp"
#include "compiler/driver/run_list.hpp"
#include "compiler/driver/submitted_runs.hpp"
#include "compiler/driver/targets.hpp"
#include "runtime/gridengine/qstat.hpp"
#include "runtime/kubernetes/jobs.hpp"
#include "runtime/slurm/squeue.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::driver;

namespace {

RunList list_of(const std::vector<std::uint64_t>& indexes) {
    RunList list;
    for (const std::uint64_t index : indexes)
        list.add(index);
    return list;
}

} // namespace

TEST_CASE("a list of runs keeps neighbours as ranges and finds each position") {
    const std::vector<std::uint64_t> indexes = {0, 1, 2, 3, 8, 10, 11};
    const RunList list = list_of(indexes);
    CHECK(list.text() == "0-3,8,10-11");
    REQUIRE(list.size() == indexes.size());
    for (std::size_t i = 0; i < indexes.size(); ++i)
        CHECK(list.at(i) == indexes[i]);
    CHECK(RunList{}.text().empty());
    CHECK(RunList{}.size() == 0);
}

TEST_CASE("a long list of runs is cut into texts that fit in one argument") {
    RunList list;
    for (std::uint64_t index = 0; index < 1000; index += 2)
        list.add(index);
    const std::vector<std::string> texts = list.texts(100);
    REQUIRE(texts.size() > 10);
    std::string joined;
    for (const std::string& text : texts) {
        CHECK(text.size() < 110);
        joined += (joined.empty() ? "" : ",") + text;
    }
    CHECK(joined == list.text());
}

TEST_CASE("the first word that differs is told with the option before it") {
    using Words = std::vector<std::string>;
    struct Row {
        Words before;
        Words now;
        std::optional<std::string> told;
    };
    const Row row = GENERATE(Row{{"a", "b"}, {"a", "b"}, std::nullopt},
                             Row{{"t", "--lr=1"}, {"t", "--lr=1.0"}, "--lr=1 -> --lr=1.0"},
                             Row{{"t", "--n", "5"}, {"t", "--n", "50"}, "--n 5 -> 50"},
                             Row{{"t"}, {"t", "two words"}, "(no word) -> 'two words'"},
                             Row{{"t", ""}, {"t"}, "'' -> (no word)"});
    CHECK(first_different_word(row.before, row.now) == row.told);
}

TEST_CASE("what differs beside the words is told by its name") {
    using Form = std::vector<std::string>;
    struct Row {
        Form before;
        Form now;
        std::optional<std::string> told;
    };
    const Row row = GENERATE(
        Row{{"env=A=1"}, {"env=A=1"}, std::nullopt},
        Row{{"env=A=1", "step="}, {"env=A=2 3", "step="}, "environment A=1 -> 'A=2 3'"},
        Row{{"env=A=1", "step="}, {"env=A=1", "env=B=2", "step="}, "environment B=2 is new"},
        Row{{"env=A=1", "env=B=2"}, {"env=B=2"}, "environment A=1 is gone"},
        Row{{"mount=/data"}, {"mount=/data", "mount=/code"}, "mount /code is new"},
        Row{{"image-oci=a:1", "workdir="}, {"image-oci=a:2", "workdir="}, "image a:1 -> a:2"},
        Row{{"bash=set -e\nrun"}, {"bash=set -e\nrun 2"}, "script, line 2: run -> 'run 2'"},
        Row{{"bash=run"}, {"bash=run\n"}, "script, line 2: (no line) -> ''"},
        Row{{"workdir="}, {"workdir=src"}, "folder '' -> src"});
    CHECK(first_different_string(row.before, row.now) == row.told);
}

TEST_CASE("labels of submissions are read back") {
    const auto whole = parse_label("my.exp.3.12");
    REQUIRE(whole);
    CHECK(whole->experiment == "my.exp");
    CHECK(whole->group == 3);
    CHECK(whole->chunk == 12);
    CHECK_FALSE(whole->tasks);
    const auto some = parse_label("mnist.0.1[0-2,5]");
    REQUIRE(some);
    CHECK(some->tasks == std::vector<ir::IndexRange>{{0, 2, 1}, {5, 5, 1}});
    for (const char* wrong :
         {"", "mnist", "mnist.0", ".0.0", "mnist.x.0", "mnist.0.1[a]", "mnist.0."}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_label(wrong));
    }
}

TEST_CASE("runs whose tasks wait in the queue are found by their labels") {
    const std::vector<backends::Submission> submissions = {{"mnist", 0, 18, 10},
                                                           {"mnist", 1, 4, 10}};
    using Tasks = std::vector<QueuedTask>;
    const std::vector<cluster::SubmittedJob> jobs = {
        {"mnist.0.0", "70", 0}, {"mnist.0.1[3,5]", "71", 0}, {"mnist.1.0[2]", "72", 0},
        {"gone.0.0", "73", 0},  {"mnist.0.9", "74", 0},      {"nonsense", "75", 0}};
    const auto waiting = [&](const char* squeue) {
        return queued_tasks(submissions, jobs, slurm::parse_queue(squeue));
    };
    CHECK(waiting("").empty());
    CHECK(waiting("70_4\n70_9\n") == Tasks{{"mnist", 0, 4}, {"mnist", 0, 9}});
    CHECK(waiting("71_3\n71_5\n") == Tasks{{"mnist", 0, 13}, {"mnist", 0, 15}});
    CHECK(waiting("72\n") == Tasks{{"mnist", 1, 2}});
    CHECK(waiting("73_0\n74_0\n75_0\n99_1\n").empty());
    // Grid Engine counts the tasks of an array from 1.
    const cluster::Queue counted(gridengine::task_names, {"70.1", "71.2", "72"});
    CHECK(queued_tasks(submissions, jobs, counted) ==
          Tasks{{"mnist", 0, 0}, {"mnist", 0, 15}, {"mnist", 1, 2}});
    // Kubernetes counts the indexes of a Job from 0.
    const cluster::Queue indexes(kubernetes::task_names, {"70.0", "71.1", "72.0"});
    CHECK(queued_tasks(submissions, jobs, indexes) ==
          Tasks{{"mnist", 0, 0}, {"mnist", 0, 15}, {"mnist", 1, 2}});
}

TEST_CASE("tasks of this build are known by the ids of their runs") {
    const ir::Plan plan = samples::mnist();
    QueuedIds ids;
    add_ids(plan.targets.at(1),
            {{"mnist", 0, 0}, {"mnist", 0, 17}, {"mnist", 0, 18}, {"mnist", 7, 0}, {"x", 0, 0}},
            ids);
    ir::Resolver resolver(plan.targets.at(1).experiments.front());
    const auto id = [&](std::uint64_t index) {
        return status::key_from(resolver.resolve(index).id.hex()).value();
    };
    CHECK(ids == QueuedIds{{"mnist", {id(0), id(17)}}});
}

TEST_CASE("a target that does not exist is answered with those that do") {
    const std::vector<std::string> known = {"mnist@laptop", "short"};
    CHECK_FALSE(unknown_target({"short"}, known));
    CHECK_FALSE(unknown_target({}, known));
    CHECK(unknown_target({"short", "shrt"}, known) ==
          "there is no target `shrt`; did you mean `short`?");
    CHECK(unknown_target({"x"}, known) ==
          "there is no target `x`; the targets are mnist@laptop, short");
    CHECK(unknown_target({"x"}, {}) == "there is no target `x`; the file has no targets");
}

TEST_CASE("a file with several targets is answered with a command for each") {
    const std::string text = target_list("mnist.exp", samples::mnist());
    CHECK_THAT(text, Catch::StartsWith("mnist.exp has 2 targets") &&
                         Catch::Contains("expc run mnist.exp mnist@laptop  # local, 18 runs") &&
                         Catch::EndsWith("expc run mnist.exp short         # slurm, 18 runs"));
}
