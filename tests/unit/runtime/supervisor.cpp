// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/process/group.hpp"
#include "runtime/process/table.hpp"
#include "runtime/status/scan.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <csignal>
#include <unistd.h>

using namespace expc;
using expc::status::State;
using expc::test::becomes_true;
using expc::test::ShellBatch;

namespace {

std::optional<status::Record> record_of(const ShellBatch& shell, std::uint64_t index) {
    return status::read(status::folder(shell.batch.run_root, shell.batch.target, "e"),
                        ShellBatch::key(index));
}

/// Processes whose ids a run wrote into a file, and which are still alive.
bool is_alive(const std::string& file) {
    const auto text = files::read(file);
    if (!text || text.value().empty()) return false;
    const auto process = process::find_process(static_cast<pid_t>(std::atol(text.value().c_str())));
    return process && process->alive;
}

bool has_content(const std::string& file) {
    const auto text = files::read(file);
    return text && text.value().ends_with('\n');
}

} // namespace

TEST_CASE("each run has its own folder, logs and environment") {
    ShellBatch shell;
    shell.scripts = {"echo one; echo two >&2; pwd",
                     "echo \"$EXPC_RUN_DIR $SHARED\"; read x || echo eof"};
    const auto summary = shell.run();
    CHECK(summary.counts.succeeded() == 2);
    CHECK(shell.log(0) == "one\n" + shell.scratch.path() + "\n");
    CHECK(shell.log(0, "err.log") == "two\n");
    CHECK(shell.log(1) == shell.run_folder(1) + " shared\neof\n");
}

TEST_CASE("a run's own variable is stronger than the batch's and stands there once") {
    ShellBatch shell;
    shell.scripts = {"env | grep ^SHARED="};
    shell.adjust = [](local::Launch& launch) { launch.environment.emplace_back("SHARED=own"); };
    shell.run();
    CHECK(shell.log(0) == "SHARED=own\n");
}

TEST_CASE("a run has the attempts that it may have after such an outcome, and keeps all logs") {
    ShellBatch shell;
    const std::string script = "echo $EXPC_ATTEMPT; [ ${EXPC_ATTEMPT:-1} -ge ";
    shell.scripts = {script + "3 ] || exit 4", script + "5 ] || exit 4", "exit 4"};
    shell.adjust = [](local::Launch& launch) {
        launch.attempts = 3;
        if (launch.index < 2) launch.tried_again_after = {State::failed};
    };
    const auto summary = shell.run();
    CHECK(summary.counts.succeeded() == 1);
    CHECK(record_of(shell, 0)->attempt == 3);
    CHECK(shell.log(0) == "3\n");
    CHECK(shell.log(0, "out.2.log") == "2\n");
    CHECK(record_of(shell, 1)->state == State::failed);
    CHECK(record_of(shell, 1)->attempt == 3);
    CHECK(record_of(shell, 2)->attempt == 1);
    CHECK(shell.recorder.outcomes.size() == 3);
    CHECK(shell.recorder.notes.size() == 4);
}

TEST_CASE("a run that cannot start is tried again as often, and not without end") {
    ShellBatch shell;
    shell.scripts = {"true"};
    shell.adjust = [](local::Launch& launch) {
        launch.refusal = "not set here: NAME";
        launch.attempts = 20;
        launch.tried_again_after = {State::setup_failed};
    };
    CHECK(shell.run().counts.of(State::setup_failed) == 1);
    CHECK(record_of(shell, 0)->attempt == 20);
}

TEST_CASE("outcomes are told apart and recorded") {
    struct Row {
        std::string script;
        State state;
        std::optional<int> exit;
        std::optional<int> signal;
    };
    const Row rows[] = {
        {"true", State::succeeded, 0, std::nullopt},
        {"exit 3", State::failed, 3, std::nullopt},
        {"exit 126", State::failed, 126, std::nullopt},
        {"exit 127", State::failed, 127, std::nullopt},
        {"exit 130", State::failed, 130, std::nullopt},
        {"kill -2 $$", State::failed, std::nullopt, 2},
        {"kill -9 $$", State::failed, std::nullopt, 9},
        {"kill -15 $$", State::failed, std::nullopt, 15},
    };
    ShellBatch shell;
    for (const Row& row : rows)
        shell.scripts.push_back(row.script);
    const auto summary = shell.run();
    CHECK(summary.counts.failed() == std::size(rows) - 1);
    for (std::uint64_t k = 0; k < std::size(rows); ++k) {
        CAPTURE(rows[k].script);
        const auto record = record_of(shell, k);
        REQUIRE(record);
        CHECK(record->state == rows[k].state);
        CHECK(record->exit == rows[k].exit);
        CHECK(record->signal == rows[k].signal);
        CHECK(record->index == k);
        CHECK(record->host == status::this_host());
        CHECK(record->job == fmt::format("local:{}", getpid()));
        CHECK(record->end.value_or(0) >= record->start);
    }
}

TEST_CASE("Ctrl-C is heard in the middle of runs that cannot start") {
    ShellBatch shell;
    shell.scripts.assign(500, "");
    shell.adjust = [](local::Launch& launch) { launch.refusal = "no reason"; };
    shell.recorder.when_passed = [&](const local::Progress& progress) {
        if (progress.counts.ended() == 3) raise(SIGINT);
    };
    const auto summary = shell.run();
    CHECK(summary.interrupted_by == SIGINT);
    CHECK(summary.counts.left() > 400);
}

TEST_CASE("a missing output is a failure although the run succeeded") {
    ShellBatch shell;
    shell.scripts = {"mkdir out; echo x >out/model", "mkdir made", "echo x >file"};
    shell.adjust = [](local::Launch& launch) {
        const local::ExpectedOutput outputs[] = {
            {"out/model", false, {}}, {"made", false, {}}, {"file", true, "data"}};
        launch.outputs = {outputs[launch.index]};
    };
    const auto summary = shell.run();
    CHECK(summary.counts.succeeded() == 1);
    CHECK(summary.counts.of(State::output_missing) == 2);
    CHECK(record_of(shell, 1)->reason == "output made is missing");
    CHECK(record_of(shell, 2)->reason == "output data is missing");
    CHECK(shell.log(2, "err.log") == "expc: output data is missing\n");
}

TEST_CASE("steps run in order into the same logs until one fails, whose number is recorded") {
    ShellBatch shell;
    shell.scripts = {"", ""};
    shell.adjust = [](local::Launch& launch) {
        launch.steps = {
            {"echo", "a"}, {"sh", "-c", launch.index == 0 ? "echo b" : "exit 4"}, {"echo", "c"}};
    };
    const auto summary = shell.run();
    CHECK(summary.counts.succeeded() == 1);
    CHECK(shell.log(0) == "a\nb\nc\n");
    CHECK(shell.log(1) == "a\n");
    CHECK(record_of(shell, 1)->step == 1);
    CHECK(record_of(shell, 1)->exit == 4);
    CHECK_FALSE(record_of(shell, 0)->step.has_value());
}

TEST_CASE("a log of the user's choice replaces out.log") {
    ShellBatch shell;
    shell.scripts = {"echo hello"};
    shell.adjust = [&](local::Launch& launch) {
        launch.output_log = shell.scratch / "deep/er/log";
    };
    shell.run();
    CHECK(files::read(shell.scratch / "deep/er/log").value() == "hello\n");
    CHECK(files::kind_of(shell.run_folder(0) + "/out.log") == files::Kind::nothing);
}

TEST_CASE("a timeout ends the whole group, also children that ignore TERM") {
    ShellBatch shell;
    shell.batch.grace_ms = 200;
    shell.scripts = {"trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $! >child; "
                     "echo $$ >self; while :; do sleep 1; done"};
    shell.adjust = [](local::Launch& launch) { launch.timeout_ms = 300; };
    const auto summary = shell.run();
    CHECK(summary.counts.of(State::timed_out) == 1);
    CHECK(record_of(shell, 0)->signal == SIGKILL);
    CHECK(has_content(shell.scratch / "child"));
    CHECK(becomes_true(
        [&] { return !is_alive(shell.scratch / "child") && !is_alive(shell.scratch / "self"); }));
}

TEST_CASE("a later attempt may have more time") {
    ShellBatch shell;
    shell.scripts = {"sleep 0.6; echo done"};
    shell.adjust = [](local::Launch& launch) {
        launch.attempts = 3;
        launch.tried_again_after = {State::timed_out};
        launch.timeout_ms = 200;
        launch.later_timeouts_ms = {200, std::nullopt};
    };
    CHECK(shell.run().counts.succeeded() == 1);
    CHECK(record_of(shell, 0)->attempt == 3);
}

TEST_CASE("a group whose leader ends at once still has its grace to finish") {
    ShellBatch shell;
    shell.batch.grace_ms = 20'000;
    shell.scripts = {"(trap 'echo saved >saved; exit 0' TERM; echo ready >ready; while :; do sleep "
                     "0.05; done) & wait"};
    shell.recorder.when_passed = [&](const local::Progress&) {
        if (has_content(shell.scratch / "ready"))
            shell.recorder.when_passed = nullptr, raise(SIGTERM);
    };
    const auto summary = shell.run();
    CHECK(summary.interrupted_by == SIGTERM);
    CHECK(summary.counts.of(State::cancelled) == 1);
    CHECK(has_content(shell.scratch / "saved"));
}

TEST_CASE("what a run leaves behind in its group ends with it") {
    ShellBatch shell;
    shell.scripts = {"sleep 1000 & echo $! >left; exit 0"};
    CHECK(shell.run().counts.succeeded() == 1);
    CHECK(has_content(shell.scratch / "left"));
    CHECK(becomes_true([&] { return !is_alive(shell.scratch / "left"); }));
}

TEST_CASE("after Ctrl-C nothing survives, not even grandchildren that left the group, and the rest "
          "is not started") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        ShellBatch shell;
        shell.batch.max_parallel = 1;
        shell.batch.grace_ms = 200;
        shell.scripts = {
            "setsid sh -c 'echo $$ >escaped; exec sleep 1000' & "
            "sh -c 'trap \"\" TERM; echo $$ >stubborn; while :; do sleep 1; done' & wait",
            "echo never >never"};
        shell.recorder.when_passed = [&](const local::Progress&) {
            if (!has_content(shell.scratch / "escaped") || !has_content(shell.scratch / "stubborn"))
                return;
            shell.recorder.when_passed = nullptr;
            raise(signal);
        };
        const auto summary = shell.run();
        CHECK(summary.interrupted_by == signal);
        CHECK(summary.counts.of(State::cancelled) == 1);
        CHECK(summary.counts.left() == 1);
        CHECK(record_of(shell, 0)->state == State::cancelled);
        CHECK_FALSE(record_of(shell, 1).has_value());
        CHECK(becomes_true([&] {
            return !is_alive(shell.scratch / "escaped") && !is_alive(shell.scratch / "stubborn");
        }));
    }
}

TEST_CASE("a second Ctrl-C does not wait for the grace") {
    ShellBatch shell;
    shell.batch.grace_ms = 600'000;
    shell.scripts = {"trap '' TERM INT; echo ready >ready; while :; do sleep 0.05; done"};
    int sent = 0;
    shell.recorder.when_passed = [&](const local::Progress& progress) {
        if (sent == 0 && has_content(shell.scratch / "ready"))
            ++sent, raise(SIGINT);
        else if (sent == 1 && progress.stopping)
            ++sent, raise(SIGINT);
    };
    const auto before = std::chrono::steady_clock::now();
    CHECK(shell.run().counts.of(State::cancelled) == 1);
    CHECK(sent == 2);
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(60));
}

TEST_CASE("programs find signals as they would without expc") {
    ShellBatch shell;
    shell.scripts = {"grep -E '^SigIgn' /proc/self/status", "grep -E '^SigBlk' /proc/self/status"};
    const auto own =
        process::run_and_capture({.argv = {"grep", "-E", "^SigIgn", "/proc/self/status"},
                                  .environment = {},
                                  .folder = {},
                                  .input = {}});
    shell.run();
    CHECK(shell.log(0) == own.value().output);
    CHECK(shell.log(1) == "SigBlk:\t0000000000000000\n");
}

TEST_CASE("a run says that it is running before it ends, with a process that is alive") {
    ShellBatch shell;
    shell.scripts = {"while ! test -e go; do sleep 0.02; done"};
    bool seen = false;
    shell.recorder.when_passed = [&](const local::Progress&) {
        const auto record = record_of(shell, 0);
        if (seen || !record) return;
        seen = record->state == State::running && status::alive_here(*record);
        REQUIRE(files::write(shell.scratch / "go", ""));
    };
    CHECK(shell.run().counts.succeeded() == 1);
    CHECK(seen);
    CHECK_FALSE(status::alive_here(*record_of(shell, 0)));
}

TEST_CASE("a batch stops with the system's words when outcomes cannot be recorded") {
    ShellBatch shell;
    shell.scripts = {"true", "true", "true", "true"};
    shell.batch.max_parallel = 1;
    REQUIRE(files::make_folders(shell.batch.run_root + "/t@here"));
    REQUIRE(files::write(shell.batch.run_root + "/t@here/.status", "in the way"));
    const auto summary = shell.run();
    REQUIRE(summary.broken);
    CHECK(summary.broken->message.find("Not a directory") != std::string::npos);
    CHECK(summary.unrecorded == 1);
    CHECK(summary.counts.left() == 3);
}

TEST_CASE("a run that cannot be described ends the batch") {
    ShellBatch shell;
    local::RunSource source{.size = 2, .fill = [](std::uint64_t, local::Launch&) -> Result<Done> {
                                return Failure{"no such row"};
                            }};
    const auto summary = local::supervise(shell.batch, source, shell.recorder);
    REQUIRE(summary.broken);
    CHECK(summary.broken->message == "no such row");
}

TEST_CASE("a task script that records itself is believed, unless it was killed before it could") {
    ShellBatch shell;
    const std::string write_own = "d=runs/t@here/.status/e/ab; mkdir -p $d; printf "
                                  "'state=failed\\nid=%s\\ndigest=00000000000000070007\\n"
                                  "index=0\\nstart=99999999999\\nend=99999999999\\nexit=9\\nreason="
                                  "own\\n' $ID >$d/$ID; exit 9";
    shell.scripts = {write_own, "kill -9 $$"};
    shell.adjust = [](local::Launch& launch) {
        launch.records_itself = true;
        launch.environment.push_back("ID=" + launch.id.hex());
    };
    const auto summary = shell.run();
    CHECK(summary.counts.failed() == 2);
    CHECK(record_of(shell, 0)->reason == "own");
    REQUIRE(record_of(shell, 1));
    CHECK(record_of(shell, 1)->signal == 9);
}

TEST_CASE(
    "killing expc loses no outcome, and the run that goes on without it is known to be alive") {
    ShellBatch shell;
    shell.batch.max_parallel = 1;
    shell.scripts = {"true", "exit 2", "echo $$ >pid; exec sleep 1000", "echo never >never"};
    const pid_t supervisor = fork();
    if (supervisor == 0) {
        shell.run();
        _exit(0);
    }
    const auto says_running = [&] {
        const auto record = record_of(shell, 2);
        return record && record->state == State::running && has_content(shell.scratch / "pid");
    };
    CHECK(becomes_true(says_running));
    kill(supervisor, SIGKILL);
    REQUIRE(process::reap(supervisor).signal == SIGKILL);

    CHECK(record_of(shell, 0)->state == State::succeeded);
    CHECK(record_of(shell, 1)->state == State::failed);
    REQUIRE(record_of(shell, 2));
    const status::Record left = *record_of(shell, 2);
    CHECK(status::alive_here(left));
    kill(static_cast<pid_t>(left.pid), SIGKILL);
    CHECK(becomes_true([&] { return !status::alive_here(left); }));
    CHECK_FALSE(record_of(shell, 3).has_value());
}
