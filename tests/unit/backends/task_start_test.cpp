// SPDX-License-Identifier: MIT
// What task.sh makes of a run that starts again, and of one that does not start at all.
#include "tests/unit/backends/probe.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::tests;

TEST_CASE("logs of earlier attempts stay, under one number an attempt") {
    ir::Experiment experiment = shell_line("echo \"$SAY\"; echo \"$SAY\" >&2");
    experiment.environment = {
        variable("SAY", {ir::RuntimePart{ir::RuntimeKind::variable, "FROM_NODE", nullptr}})};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell, {{"FROM_NODE", "first"}}).code == 0);
        CHECK(probe.run(shell, {{"FROM_NODE", "second"}}).code == 0);
        // The refused attempt has no out.log, and the next one's is the third all the same.
        CHECK(probe.run(shell).code == 1);
        CHECK(probe.run(shell, {{"FROM_NODE", "fourth"}}).code == 0);
        for (const std::string name : {"out", "err"}) {
            CHECK(probe.log(name + ".1.log") == "first\n");
            CHECK(probe.log(name + ".2.log") == "second\n");
            CHECK(probe.log(name + ".log") == "fourth\n");
        }
        CHECK_FALSE(probe.tree().exists(probe.run_folder() + "/out.3.log"));
        CHECK_THAT(probe.log("err.3.log"), Catch::StartsWith("expc: not set on "));
    });
}

TEST_CASE("a program that does not exist is a setup that failed") {
    ir::Experiment experiment;
    experiment.command = ir::Argv{samples::words({"no-such-program", "x"})};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 127);
        CHECK(probe.recorded("state") == "setup_failed");
        CHECK(probe.recorded("exit") == "127");
        CHECK(probe.recorded("reason") == "cannot start no-such-program: no such program");
    });
}

TEST_CASE("a program that may not be executed is a setup that failed") {
    ir::Experiment experiment;
    experiment.command = ir::Argv{samples::words({"/etc/passwd", "x"})};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 126);
        CHECK(probe.recorded("state") == "setup_failed");
        CHECK(probe.recorded("exit") == "126");
        CHECK(probe.recorded("reason") == "cannot start /etc/passwd: Permission denied");
    });
}

TEST_CASE("a program that itself ends with 126 or 127 has started") {
    for (const std::string code : {"126", "127"}) {
        under_every_shell(shell_line("exit " + code), {}, [&](const Probe& probe, const auto& sh) {
            CHECK(probe.run(sh).code == std::stoi(code));
            CHECK(probe.recorded("state") == "failed");
            CHECK(probe.recorded("exit") == code);
            CHECK(probe.recorded("reason") == "(none)");
        });
    }
}
