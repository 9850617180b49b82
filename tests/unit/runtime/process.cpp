// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "runtime/process/program.hpp"
#include "runtime/process/signals.hpp"
#include "runtime/process/table.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <unistd.h>

using namespace expc;
using process::run_and_capture;

TEST_CASE("output, errors, input and the exit code of a program are kept apart") {
    const auto captured = run_and_capture({.argv = {"sh", "-c", "cat; echo bad >&2; exit 5"},
                                           .environment = {},
                                           .folder = {},
                                           .input = "good\n"});
    REQUIRE(captured);
    CHECK(captured.value().output == "good\n");
    CHECK(captured.value().errors == "bad\n");
    CHECK(captured.value().ended.exit == 5);
    CHECK_FALSE(captured.value().succeeded());
}

TEST_CASE("a signal is not an exit code") {
    const auto captured = run_and_capture(
        {.argv = {"sh", "-c", "kill -9 $$"}, .environment = {}, .folder = {}, .input = {}});
    REQUIRE(captured);
    CHECK(captured.value().ended.signal == SIGKILL);
    CHECK_FALSE(captured.value().ended.exit.has_value());
    CHECK(captured.value().ended.shell_code() == 137);
}

TEST_CASE("more input and output than any pipe holds arrives whole") {
    const std::string much(3'000'000, 'x');
    const auto captured = run_and_capture(
        {.argv = {"sh", "-c", "tee /dev/stderr"}, .environment = {}, .folder = {}, .input = much});
    REQUIRE(captured);
    CHECK(captured.value().output == much);
    CHECK(captured.value().errors == much);
}

TEST_CASE("signals that come meanwhile go to the program, whose end is waited for") {
    for (const auto& [name, number] :
         {std::pair{"INT", SIGINT}, std::pair{"TERM", SIGTERM}, std::pair{"HUP", SIGHUP}}) {
        const auto captured =
            run_and_capture({.argv = {"sh", "-c",
                                      "trap 'told=1' $0; kill -$0 $PPID\n"
                                      "until [ -n \"$told\" ]; do sleep 0.01; done; exit 4",
                                      name},
                             .environment = {},
                             .folder = {},
                             .input = {},
                             .passes_signals = true});
        REQUIRE(captured);
        CHECK(captured.value().ended.exit == 4);
        CHECK(captured.value().signal == number);
    }
    const auto calm = run_and_capture(
        {.argv = {"true"}, .environment = {}, .folder = {}, .input = {}, .passes_signals = true});
    CHECK(calm.value().succeeded());
    CHECK_FALSE(calm.value().signal.has_value());
}

TEST_CASE("a program that is not there is a failure with the system's words") {
    const auto captured = run_and_capture(
        {.argv = {"no-such-program-of-mine"}, .environment = {}, .folder = {}, .input = {}});
    REQUIRE_FALSE(captured);
    CHECK(captured.failure().message ==
          "cannot start `no-such-program-of-mine`: No such file or directory");
}

TEST_CASE("a program gets exactly the environment and the folder that it is given") {
    const auto captured = run_and_capture(
        {.argv = {"sh", "-c", "env | grep -v -e ^PWD -e ^_ -e ^SHLVL -e ^OLDPWD | sort; pwd"},
         .environment = std::vector<std::string>{"PATH=/usr/bin:/bin", "A= x\ty"},
         .folder = "/",
         .input = {}});
    REQUIRE(captured);
    CHECK(captured.value().output == "A= x\ty\nPATH=/usr/bin:/bin\n/\n");
}

TEST_CASE("a program is found as a shell finds it") {
    test::ScratchFolder scratch;
    for (const std::string folder : {"one", "two", "here"})
        REQUIRE(files::make_folders(scratch / folder));
    REQUIRE(files::write(scratch / "one/tool", "", 0644));
    REQUIRE(files::write(scratch / "two/tool", "", 0755));
    REQUIRE(files::write(scratch / "one/forbidden", "", 0644));
    REQUIRE(files::write(scratch / "here/local", "", 0755));
    REQUIRE(files::make_folders(scratch / "one/folder"));
    const std::string path = scratch / "one" + ":" + scratch / "two";
    process::ProgramFinder finder;
    CHECK(finder.find("tool", path, "/") == scratch / "two/tool");
    CHECK(finder.find("forbidden", path, "/") == scratch / "one/forbidden");
    CHECK(finder.find("folder", path, "/").empty());
    CHECK(finder.find("missing", path, "/").empty());
    CHECK(finder.find("local", path, scratch / "here").empty());
    CHECK(finder.find("local", ":" + path, scratch / "here") == scratch / "here/local");
    CHECK(finder.find("./local", path, scratch / "here") == "./local");
}

TEST_CASE("a program that appears later is found then") {
    test::ScratchFolder scratch;
    process::ProgramFinder finder;
    CHECK(finder.find("late", scratch.path(), "/").empty());
    REQUIRE(files::write(scratch / "late", "", 0755));
    CHECK(finder.find("late", scratch.path(), "/") == scratch / "late");
}

TEST_CASE("this process is in the table, with its parent and group") {
    const auto self = process::find_process(getpid());
    REQUIRE(self);
    CHECK(self->parent == getppid());
    CHECK(self->group == getpgrp());
    CHECK(self->alive);
    const double now = static_cast<double>(time(nullptr));
    CHECK(self->started_at <= now + 2);
    CHECK(self->started_at > now - 3600);
    CHECK_FALSE(process::find_process(0x3ffffff));
}

TEST_CASE("signals that were ignored stay ignored, and come out of wait otherwise") {
    {
        process::Signals signals;
        raise(SIGHUP);
        CHECK(signals.wait(std::chrono::seconds(5)) == SIGHUP);
        CHECK(signals.wait(std::chrono::milliseconds(0)) == 0);
    }
    ::signal(SIGHUP, SIG_IGN);
    {
        process::Signals signals;
        raise(SIGHUP);
        CHECK(signals.wait(std::chrono::milliseconds(0)) == 0);
        const auto captured = run_and_capture({.argv = {"sh", "-c", "kill -HUP $$; echo alive"},
                                               .environment = {},
                                               .folder = {},
                                               .input = {}});
        CHECK(captured.value().output == "alive\n");
    }
    ::signal(SIGHUP, SIG_DFL);
}
