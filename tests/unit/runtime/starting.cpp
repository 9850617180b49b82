// SPDX-License-Identifier: MIT
// What the supervisor makes of a run that starts again, and of one that does not start at all.
#include "support.hpp"

#include "runtime/status/scan.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace expc;
using expc::status::State;
using expc::test::ShellBatch;

namespace {

std::optional<status::Record> record_of(const ShellBatch& shell, std::uint64_t index) {
    return status::read(status::folder(shell.batch.run_root, shell.batch.target, "e"),
                        ShellBatch::key(index));
}

} // namespace

TEST_CASE("what keeps a run from starting is worded as a shell would see it") {
    ShellBatch shell;
    REQUIRE(files::write(shell.scratch / "plain", "no program\n", 0644));
    REQUIRE(files::write(shell.scratch / "moved", "#!/no/such/python\n", 0755));
    shell.scripts = {"", "", "", "", ""};
    shell.adjust = [&](local::Launch& launch) {
        switch (launch.index) {
        case 0: launch.steps = {{"no-such-program-of-mine"}}; break;
        case 1: launch.steps = {{shell.scratch / "plain"}}; break;
        case 2: launch.working_folder = shell.scratch / "nowhere"; break;
        case 4: launch.steps = {{"./moved"}}; break;
        case 3: launch.refusal = "the variable DATA is not set"; break;
        }
    };
    const auto summary = shell.run();
    CHECK(summary.counts.of(State::setup_failed) == 5);
    CHECK(record_of(shell, 0)->exit == 127);
    CHECK(record_of(shell, 1)->exit == 126);
    CHECK(record_of(shell, 1)->reason ==
          fmt::format("cannot start {}: Permission denied", shell.scratch / "plain"));
    CHECK(record_of(shell, 4)->exit == 127);
    CHECK(record_of(shell, 4)->reason ==
          "cannot start ./moved: the program that its first line names is not there");
    CHECK(shell.log(0, "err.log") ==
          "expc: cannot start no-such-program-of-mine: no such program\n");
    CHECK(record_of(shell, 2)->reason.find("nowhere") != std::string::npos);
    CHECK(record_of(shell, 3)->reason == "the variable DATA is not set");
}

TEST_CASE("a command without words could not be started, and is no crash") {
    ShellBatch shell;
    shell.scripts = {"", "", "true"};
    shell.adjust = [](local::Launch& launch) {
        if (launch.index == 0) launch.steps.clear();
        if (launch.index == 1) launch.steps = {{"true"}, {}};
    };
    const auto summary = shell.run();
    CHECK(summary.counts.of(State::setup_failed) == 2);
    CHECK(summary.counts.succeeded() == 1);
    CHECK(record_of(shell, 1)->reason == "its command has no words");
}

TEST_CASE("a program is looked for in the run's own PATH, and a script without a first line is "
          "given to sh") {
    ShellBatch shell;
    REQUIRE(files::make_folders(shell.scratch / "bin"));
    REQUIRE(files::write(shell.scratch / "bin/mine", "echo \"mine $1\"\n", 0755));
    shell.scripts = {""};
    shell.adjust = [&](local::Launch& launch) {
        launch.steps = {{"mine", "a  b"}};
        launch.environment.push_back("PATH=" + (shell.scratch / "bin") + ":/bin:/usr/bin");
    };
    CHECK(shell.run().counts.succeeded() == 1);
    CHECK(shell.log(0) == "mine a  b\n");
}

TEST_CASE("logs of earlier attempts stay, under one number an attempt") {
    ShellBatch shell;
    shell.scripts = {"echo first; echo oops >&2"};
    shell.run();
    shell.scripts = {"echo second"};
    shell.run();
    shell.adjust = [](local::Launch& launch) { launch.refusal = "no DATA here"; };
    shell.run();
    // The refused attempt has no out.log, and the next one's is the third all the same.
    shell.adjust = nullptr;
    shell.scripts = {"echo fourth"};
    shell.run();
    CHECK(shell.log(0, "out.1.log") == "first\n");
    CHECK(shell.log(0, "err.1.log") == "oops\n");
    CHECK(shell.log(0, "out.2.log") == "second\n");
    CHECK(shell.log(0, "err.2.log") == "");
    CHECK(shell.log(0, "out.3.log") == "(no log)");
    CHECK(shell.log(0, "err.3.log") == "expc: no DATA here\n");
    CHECK(shell.log(0) == "fourth\n");
    CHECK(shell.log(0, "err.log") == "");
}
