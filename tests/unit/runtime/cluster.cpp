// SPDX-License-Identifier: MIT
// Slurm's clients are stand-ins here, found through a PATH that holds nothing else; tests/engines
// has the real ones.
#include "support.hpp"

#include "runtime/cluster/follow.hpp"
#include "runtime/gridengine/qstat.hpp"
#include "runtime/kubernetes/jobs.hpp"
#include "runtime/slurm/squeue.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <csignal>

using namespace expc;
using namespace expc::cluster;
using Outcome = Submission::Outcome;

namespace {

/// A staged tree whose submit.sh is the given script, and a squeue that prints the file `queue`.
struct FakeSlurm {
    test::ScratchFolder scratch;

    FakeSlurm() {
        static_cast<void>(files::make_folders(scratch / "bin"));
        static_cast<void>(files::write(
            scratch / "bin/squeue",
            "#!/bin/sh\necho \"$@\" >>" + (scratch / "asked") + "\n[ -e " + (scratch / "down") +
                " ] && { echo slurmctld is down >&2; exit 1; }\ncat " + (scratch / "queue") +
                "\n[ ! -e " + (scratch / "then") + " ] || mv " + (scratch / "then") + " " +
                (scratch / "queue") + "\n",
            0755));
        set_queue("");
    }
    void set_queue(const std::string& lines) const {
        static_cast<void>(files::write(scratch / "queue", lines));
    }
    void set_script(const std::string& script) const {
        static_cast<void>(files::write(scratch / "submit.sh", script));
    }
    [[nodiscard]] SubmitCall call() const {
        SubmitCall call;
        call.tree = scratch.path();
        call.environment = {"PATH=" + (scratch / "bin") + ":/usr/bin:/bin",
                            "HERE=" + scratch.path()};
        return call;
    }
};

} // namespace

TEST_CASE("submit.sh gets the selection as words, and its accepted jobs are found") {
    const FakeSlurm fake;
    REQUIRE(files::write(fake.scratch / "submitted.tsv", "old.0.0\t7\t1000\n"));
    fake.set_script(
        "printf '<%s>' \"$@\"; echo; printf 'e.0.0\\t12\\t1700000000\\ne.0.1\\t13\\t1700000001\\n' "
        ">>\"$HERE/submitted.tsv\"");
    SubmitCall call = fake.call();
    call.runs = {"e:0-5,9", "f:1"};
    call.after = {"slurm:5"};
    call.again = 3;
    const auto submission = submit(call);
    REQUIRE(submission);
    CHECK(submission.value().outcome == Outcome::complete);
    CHECK(submission.value().lines ==
          std::vector<std::string>{"<--runs><e:0-5,9><--runs><f:1><--after><slurm:5><--again=3>"});
    REQUIRE(submission.value().jobs.size() == 2);
    CHECK(submission.value().jobs[1].label == "e.0.1");
    CHECK(submission.value().jobs[1].job == "13");
    CHECK(submission.value().jobs[1].time == 1700000001);
    CHECK(submitted_jobs(fake.scratch.path()).size() == 3);
}

TEST_CASE("the exit codes of submit.sh have their meanings, and Slurm's words arrive") {
    struct Row {
        std::string script;
        Outcome outcome;
    };
    const Row rows[] = {{"exit 0", Outcome::complete},
                        {"exit 75", Outcome::no_room},
                        {"echo 'sbatch: error: Invalid partition' >&2; exit 1", Outcome::refused},
                        {"echo usage >&2; exit 2", Outcome::misused}};
    const FakeSlurm fake;
    for (const Row& row : rows) {
        CAPTURE(row.script);
        fake.set_script(row.script);
        const auto submission = submit(fake.call());
        REQUIRE(submission);
        CHECK(submission.value().outcome == row.outcome);
        CHECK(submission.value().jobs.empty());
        if (row.outcome == Outcome::refused)
            CHECK(submission.value().errors == "sbatch: error: Invalid partition\n");
    }
    fake.set_script("kill -9 $$");
    CHECK_FALSE(submit(fake.call()));
}

TEST_CASE("lines of submitted.tsv that are none are left out") {
    CHECK(parse_submitted("e.0.0\t12\t99"));
    CHECK(parse_submitted("e.0.0\te-1f-0-0\t99"));
    for (const std::string_view line : {"", "e.0.0", "e.0.0\t12", "e.0.0\t\t99", "\t12\t99",
                                        "e\tx\t99", "e\t12\t", "e\t12\t9x", "e\t-1\t9"}) {
        CAPTURE(line);
        CHECK_FALSE(parse_submitted(line));
    }
}

TEST_CASE("the queue knows tasks of arrays and plain jobs, and no job by a part of its number") {
    const Queue queue = slurm::parse_queue("12_0\n12_1\n123_7\n45\n\n");
    CHECK(queue.has("12_1"));
    CHECK_FALSE(queue.has("12_2"));
    CHECK_FALSE(queue.has("12"));
    CHECK(queue.tasks_of("12") == 2);
    CHECK(queue.tasks_of("123") == 1);
    CHECK(queue.tasks_of("45") == 1);
    CHECK(queue.tasks_of("4") == 0);
    CHECK(queue.tasks_of("1") == 0);
}

TEST_CASE("a running record of a job is alive while squeue lists it") {
    const Queue queue = slurm::parse_queue("12_1\n");
    const auto alive = liveness(queue);
    status::Record record;
    record.state = status::State::running;
    record.host = "a-node";
    record.job = "slurm:12_1";
    CHECK(alive(record));
    record.job = "slurm:12_2";
    CHECK_FALSE(alive(record));
}

constexpr std::string_view qstat_output = R"(<?xml version='1.0'?>
<job_info>
  <queue_info>
    <job_list state="running">
      <JB_job_number>12</JB_job_number>
      <JB_name>e.0.0</JB_name>
      <slots>2</slots>
      <tasks>1</tasks>
    </job_list>
    <job_list state="running">
      <JB_job_number>45</JB_job_number>
      <slots>1</slots>
    </job_list>
  </queue_info>
  <job_info>
    <job_list state="pending">
      <JB_job_number>12</JB_job_number>
      <state>qw</state>
      <slots>2</slots>
      <tasks>2</tasks>
    </job_list>
  </job_info>
</job_info>
)";

TEST_CASE("tasks of Grid Engine are counted from 1, whatever runs were selected") {
    const Queue queue = gridengine::parse_queue(qstat_output);
    CHECK(queue.tasks_of("12") == 2);
    CHECK(queue.tasks_of("45") == 1);
    CHECK(queue.tasks_of("1") == 0);
    // The runs 3, 7 and 9 of a chunk: two of three tasks are left.
    CHECK(queue.has_task("12", 3, 0));
    CHECK(queue.has_task("12", 7, 1));
    CHECK_FALSE(queue.has_task("12", 9, 2));
    CHECK(queue.has_task("45", 5, 0));
    status::Record record;
    record.state = status::State::running;
    record.host = "a-node";
    record.job = "gridengine:12.2";
    CHECK(liveness(queue)(record));
    record.job = "gridengine:12.3";
    CHECK_FALSE(liveness(queue)(record));
    CHECK(gridengine::parse_queue("<job_info></job_info>").tasks_of("12") == 0);
    CHECK(gridengine::parse_queue("<job_list state='cut off'").tasks_of("12") == 0);
}

TEST_CASE("indexes of Jobs wait or run until Kubernetes says how they ended") {
    const std::vector<kubernetes::Job> jobs = kubernetes::parse_jobs(
        "e-1f-0-0\t6\t0,2-3\t5\t\ne-1f-0-0-77\t2\t\t\tFailureTarget Failed\n"
        "new-0-0\t2\t\t\t\nno number\tx\t\t\t\nlarge-0\t100001\t\t\t\n\ncut");
    REQUIRE(jobs.size() == 3);
    CHECK(jobs[0].succeeded == std::vector<bool>{true, false, true, true, false, false});
    CHECK(jobs[0].failed == std::vector<bool>{false, false, false, false, false, true});
    const Queue queue = kubernetes::queue_of(jobs);
    CHECK(queue.tasks_of("e-1f-0-0") == 2);
    CHECK(queue.tasks_of("e-1f-0-0-77") == 0);
    // The runs 3, 7, ... of a chunk: the second of six is left.
    CHECK(queue.has_task("e-1f-0-0", 7, 1));
    CHECK_FALSE(queue.has_task("e-1f-0-0", 3, 0));
    CHECK(queue.has_task("new-0-0", 0, 0));
}

TEST_CASE("a submission that a signal stops ends by itself and says so") {
    const FakeSlurm fake;
    fake.set_script("trap 'stopped=1' TERM; kill -TERM $PPID\n"
                    "until [ -n \"$stopped\" ]; do sleep 0.01; done\n"
                    "printf 'e.0.1\\t6\\t9\\n' >>\"$HERE/submitted.tsv\"; exit 1\n");
    const auto stopped = submit(fake.call());
    REQUIRE_FALSE(stopped);
    CHECK_THAT(stopped.failure().message, Catch::Contains("was stopped"));
    CHECK(submitted_jobs(fake.scratch.path()).size() == 1);
}

TEST_CASE("lists of tasks that wait are read in full") {
    const Queue queue = slurm::parse_queue("3_[1-15:2]\n4_[0,2-3,7%2]\n5_2\n6\n8_[0-2%1]\n9_[x]\n");
    for (const char* task : {"3_1", "3_3", "3_15", "4_0", "4_2", "4_3", "4_7", "5_2", "8_2"})
        CHECK(queue.has(task));
    for (const char* task : {"3_2", "3_17", "4_1", "4_8", "5_0", "8_3"})
        CHECK_FALSE(queue.has(task));
    CHECK(queue.tasks_of("3") == 8);
    CHECK(queue.tasks_of("4") == 4);
    CHECK(queue.has("6"));
}

TEST_CASE("variables of the user do not choose what squeue shows") {
    const FakeSlurm fake;
    REQUIRE(files::write(fake.scratch / "bin/squeue", "#!/bin/sh\nenv | sed 's/=.*//'\n", 0755));
    std::vector<std::string> environment = fake.call().environment;
    for (const char* name : {"SQUEUE_PARTITION", "SQUEUE_STATES", "SLURM_CLUSTERS", "SLURM_CONF",
                             "SLURM_CONF_SERVER", "SLURM_JWT", "MY_SQUEUE_STATES"})
        environment.push_back(fmt::format("{}=x", name));
    const auto queue = slurm::ask_queue(environment);
    REQUIRE(queue);
    for (const char* hidden : {"SQUEUE_PARTITION", "SQUEUE_STATES", "SLURM_CLUSTERS"})
        CHECK_FALSE(queue.value().has(hidden));
    for (const char* kept : {"SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_JWT", "MY_SQUEUE_STATES"})
        CHECK(queue.value().has(kept));
}

TEST_CASE("squeue's own words are the failure when it fails or is not there") {
    const FakeSlurm fake;
    REQUIRE(files::write(fake.scratch / "down", ""));
    const auto down = slurm::ask_queue(fake.call().environment);
    REQUIRE_FALSE(down);
    CHECK(down.failure().message == "squeue failed: slurmctld is down\n");
    CHECK_FALSE(slurm::ask_queue({"PATH=/nowhere"}));
}

TEST_CASE("following ends when the jobs have left the queue, whatever else is in it") {
    const FakeSlurm fake;
    fake.set_queue("5_0\n5_1\n99_0\n");
    REQUIRE(files::write(fake.scratch / "then", "99_0\n"));
    std::vector<std::size_t> seen;
    Follow plan{.call = fake.call(),
                .ask = slurm::ask_queue,
                .jobs = {{.label = "e.0.0", .job = "5", .time = 0}},
                .interval = std::chrono::milliseconds(1),
                .tally = [](const Queue&) { return Tally{.total = 2}; },
                .tell = [&](const FollowProgress& progress) { seen.push_back(progress.in_queue); },
                .note = [](const std::string&) {}};
    CHECK(follow(plan) == FollowEnd::ended);
    CHECK(seen == std::vector<std::size_t>{2, 0});
}

TEST_CASE("following submits the rest when there is room, and stops with Slurm's words when it is "
          "refused") {
    const FakeSlurm fake;
    fake.set_script(
        "n=$(cat \"$HERE/n\" 2>/dev/null || echo 0); n=$((n+1)); echo $n >\"$HERE/n\"\n"
        "[ $n -ge 3 ] || exit 75\nprintf 'e.0.1\\t6\\t9\\n' >>\"$HERE/submitted.tsv\"; echo job "
        "6\n");
    std::vector<std::string> notes;
    Follow plan{.call = fake.call(),
                .ask = slurm::ask_queue,
                .jobs = {},
                .more_to_submit = true,
                .interval = std::chrono::milliseconds(1),
                .tally = [](const Queue&) { return Tally{}; },
                .tell = [](const FollowProgress&) {},
                .note = [&](const std::string& note) { notes.push_back(note); }};
    CHECK(follow(plan) == FollowEnd::ended);
    CHECK(plan.jobs.size() == 1);
    CHECK(notes == std::vector<std::string>{"job 6"});

    fake.set_script("echo 'sbatch: error: nope' >&2; exit 1");
    plan.more_to_submit = true;
    CHECK(follow(plan) == FollowEnd::refused);
    CHECK(notes.back() == "sbatch: error: nope\n");
}

TEST_CASE("Ctrl-C ends the watching at once, and trouble of squeue does not") {
    const FakeSlurm fake;
    fake.set_queue("5\n");
    REQUIRE(files::write(fake.scratch / "down", ""));
    int troubles = 0;
    Follow plan{.call = fake.call(),
                .ask = slurm::ask_queue,
                .jobs = {{.label = "e.0.0", .job = "5", .time = 0}},
                .interval = std::chrono::milliseconds(1),
                .tally = [](const Queue&) { return Tally{}; },
                .tell =
                    [&](const FollowProgress&) {
                        plan.interval = std::chrono::hours(1);
                        raise(SIGINT);
                    },
                .note =
                    [&](const std::string&) {
                        if (++troubles == 2)
                            static_cast<void>(files::remove_tree(fake.scratch / "down"));
                    }};
    CHECK(follow(plan) == FollowEnd::interrupted);
    CHECK(troubles == 2);
}
