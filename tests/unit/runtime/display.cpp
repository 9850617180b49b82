// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/local/display.hpp"
#include "runtime/local/words.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace expc;
using namespace expc::local;
using expc::status::State;
using expc::test::ShellBatch;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

Progress some_progress() {
    Progress progress;
    progress.counts.total = 200;
    progress.counts.running = 2;
    progress.counts.by_state[static_cast<std::size_t>(State::succeeded)] = 47;
    progress.counts.by_state[static_cast<std::size_t>(State::failed)] = 3;
    progress.elapsed = seconds(60);
    progress.running = {"lr=0.1 seed=1", "lr=0.1 seed=2"};
    return progress;
}

/// What a display wrote about three runs, one of which fails.
std::string display_of(std::unique_ptr<Observer> (*make)(DisplayOptions),
                       Clock::duration interval) {
    ShellBatch shell;
    shell.scripts = {"true", "echo because >&2; exit 3", "true"};
    shell.adjust = [](Launch& launch) { launch.label = "k=" + std::to_string(launch.index); };
    const std::string file = shell.scratch / "display";
    const files::Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    auto display = make({.descriptor = out.number(),
                         .current_folder = shell.scratch.path(),
                         .live_interval = interval,
                         .line_interval = interval});
    const RunSource source{.size = shell.scripts.size(),
                           .fill = [&](std::uint64_t position, Launch& launch) -> Result<Done> {
                               launch.experiment = "e";
                               launch.index = position;
                               launch.id = ShellBatch::key(position);
                               launch.steps = {{"sh", "-c", shell.scripts[position]}};
                               launch.run_folder = shell.run_folder(position);
                               shell.adjust(launch);
                               return Done{};
                           }};
    static_cast<void>(supervise(shell.batch, source, *display));
    display.reset();
    return files::read(file).value();
}

} // namespace

TEST_CASE("durations read well at every size") {
    CHECK(duration_text(milliseconds(430)) == "0.4s");
    CHECK(duration_text(seconds(12)) == "12s");
    CHECK(duration_text(seconds(185)) == "3m 05s");
    CHECK(duration_text(seconds(7500)) == "2h 05m");
    CHECK(duration_text(seconds(86400 * 4 + 3600 * 3)) == "4d 03h");
}

TEST_CASE("a line of progress has the counts and a guess of the rest") {
    CHECK(progress_line(some_progress()) ==
          "47 of 200 done, 3 failed, 2 running, 148 left, 1m 00s, about 3m 00s to go");
    Progress nothing_yet;
    nothing_yet.counts.total = 4;
    CHECK(progress_line(nothing_yet) == "0 of 4 done, 0 running, 4 left, 0.0s");
}

TEST_CASE("live lines fit the terminal and name what runs") {
    const auto lines = live_lines(some_progress(), 200);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("[=====               ] 47 of 200"));
    CHECK(lines[1] == "  lr=0.1 seed=1 | lr=0.1 seed=2");
    // The time to go is what people look for: the bar gives way to it.
    const std::string narrow = live_lines(some_progress(), 84)[0];
    CHECK(narrow.starts_with("[==      ] 47 of 200 done"));
    CHECK(narrow.ends_with(", about 3m 00s to go"));
    CHECK(live_lines(some_progress(), 79)[0] == progress_line(some_progress()));
    CHECK(live_lines(some_progress(), 10)[0] == "47 of 200…");
}

TEST_CASE("cutting counts characters, not bytes, and takes control characters out") {
    CHECK(cut("äöü", 3) == "äöü");
    CHECK(cut("äöüx", 3) == "äö…");
    CHECK(cut("a\x1b[31mb\n", 20) == "a [31mb ");
    CHECK(cut("", 5).empty());
}

TEST_CASE("reasons are told in a few words") {
    RunOutcome outcome;
    outcome.state = State::failed;
    outcome.exit = 1;
    CHECK(reason_text(outcome) == "exit 1");
    outcome.step = 2;
    CHECK(reason_text(outcome) == "exit 1 in step 3");
    outcome = {};
    outcome.state = State::failed;
    outcome.signal = 9;
    CHECK(reason_text(outcome) == "signal 9 (Killed)");
    outcome.state = State::timed_out;
    CHECK(reason_text(outcome) == "timed out");
    outcome.state = State::output_missing;
    outcome.reason = "there is no file `x`";
    CHECK(reason_text(outcome) == "there is no file `x`");
}

TEST_CASE("plain lines have a beginning, failures at once and counts in between, and no control "
          "characters") {
    const std::string text = display_of(line_display, seconds(0));
    CHECK(text.starts_with("t@here: 3 runs, 2 at once\n"));
    CHECK(text.find("failed: e ab000000  k=1  exit 3 after ") != std::string::npos);
    CHECK(text.find("  runs/t@here/e/") != std::string::npos);
    CHECK(text.find("of 3 done") != std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("the first line says why fewer runs run at once than max_parallel wants") {
    Batch batch;
    batch.target = "t@here";
    batch.max_parallel = 8;
    const auto first_line = [&](std::int64_t parallel) {
        test::ScratchFolder scratch;
        const std::string file = scratch / "display";
        const files::Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        line_display({.descriptor = out.number(), .current_folder = {}})
            ->began(batch, 20, parallel);
        return files::read(file).value();
    };
    CHECK(first_line(8) == "t@here: 20 runs, 8 at once\n");
    CHECK(first_line(2) ==
          "t@here: 20 runs, 2 at once (max_parallel is 8, but cores or GPUs allow no more)\n");
}

TEST_CASE("runs that Ctrl-C ended are counted and not listed") {
    ShellBatch shell;
    shell.batch.max_parallel = 1;
    shell.scripts = {"exit 3", "echo ready >ready; sleep 600", "true"};
    shell.recorder.when_passed = [&](const Progress&) {
        if (files::kind_of(shell.scratch / "ready") != files::Kind::file) return;
        shell.recorder.when_passed = nullptr;
        raise(SIGINT);
    };
    const Summary summary = shell.run();
    REQUIRE(summary.failures.size() == 1);
    CHECK(summary.failures[0].exit == 3);
    const std::string text = summary_text(summary, shell.scratch.path());
    CHECK(text.starts_with("3 runs: 0 succeeded, 1 failed, 1 cancelled, 1 not started ("));
    CHECK(text.find("cancelled after") == std::string::npos);
    CHECK(text.find(" more\n") == std::string::npos);
}

TEST_CASE("plain lines do not come more often than their interval") {
    const std::string text = display_of(line_display, seconds(3600));
    CHECK(text.find("of 3 done") == std::string::npos);
    CHECK(text.find("failed: e") != std::string::npos);
}

TEST_CASE("the live display takes its lines off the screen at the end") {
    const std::string text = display_of(live_display, seconds(0));
    CHECK(text.find("failed: e ab000000  k=1") != std::string::npos);
    CHECK(text.find("3 of 3") == std::string::npos);
    CHECK(text.ends_with("\x1b[J"));
}

TEST_CASE("the summary counts, lists failures and shows the end of the first failing log") {
    ShellBatch shell;
    shell.scripts = {"true",
                     "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i >&2; done; exit 3",
                     "kill -9 $$"};
    shell.adjust = [](Launch& launch) { launch.label = "k=" + std::to_string(launch.index); };
    shell.batch.max_parallel = 1;
    const std::string text = summary_text(shell.run(), shell.scratch.path());
    CHECK(text.starts_with("3 runs: 1 succeeded, 2 failed ("));
    CHECK(text.find("e ab000000  k=1  exit 3") != std::string::npos);
    CHECK(text.find("k=2  signal 9 (Killed)") != std::string::npos);
    CHECK(text.find("the end of runs/t@here/e/" + ShellBatch::key(1).hex() +
                    "/err.log:\n  line 3\n") != std::string::npos);
    CHECK(text.find("line 2\n") == std::string::npos);
    CHECK(text.ends_with("  line 12\n"));
}

TEST_CASE("the summary says what was not started and why") {
    Summary summary;
    summary.counts.total = 5;
    summary.interrupted_by = 2;
    CHECK(summary_text(summary, "/") ==
          "5 runs: 0 succeeded, 5 not started (0.0s)\ninterrupted "
          "(Interrupt); the same command, without --all, goes on from here\n");
    summary.interrupted_by = 0;
    summary.broken = Failure{"cannot write `x`: No space left on device"};
    CHECK(summary_text(summary, "/")
              .ends_with("stopped early: cannot write `x`: No space left on device\n"));
    summary.unrecorded = 2;
    CHECK(summary_text(summary, "/")
              .ends_with(
                  "2 outcomes could not be recorded; the next call starts their runs again\n"));
}

TEST_CASE("the end of a log is found without reading all of it, whatever stands in it") {
    test::ScratchFolder scratch;
    REQUIRE(files::write(scratch / "big", std::string(1'000'000, 'x') + "\nlast\x1b\n\n\n"));
    const auto lines = last_lines(scratch / "big", 2);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == "last ");
    CHECK(last_lines(scratch / "nothing", 2).empty());
    CHECK(last_lines(scratch.path(), 2).empty());
}
