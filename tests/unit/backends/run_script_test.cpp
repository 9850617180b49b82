// SPDX-License-Identifier: MIT
// run.sh runs a local target without expc, and every emitted script is clean shell.
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::tests;

namespace {

/// Runs 0 to 5; those with an odd index fail.
ir::Plan odd_runs_fail() {
    ir::Plan plan = slurm_plan({6}, {});
    ir::Target& target = plan.targets[0];
    target.platform.engine = "local";
    target.platform.settings = ir::Local{};
    target.experiments[0].command =
        ir::Argv{samples::words({"sh", "-c", "env -0; exit $((EXPC_RUN_INDEX % 2 * 3))"})};
    return plan;
}

/// Runs that wait for runs, with a list file.
template <typename Settings>
ir::Plan pipeline_on(std::string engine, Settings settings) {
    ir::Plan plan = samples::pipeline();
    plan.targets[0].platform.engine = std::move(engine);
    plan.targets[0].platform.settings = std::move(settings);
    plan.targets[0].experiments.back().list_files = {
        {"it's", samples::words(samples::hostile_strings()), {}}};
    return plan;
}

Outcome run_script(const BuiltTree& tree, std::vector<std::string> arguments,
                   const Environment& environment = {}) {
    arguments.insert(arguments.begin(), {"sh", tree.folder() + "/run.sh"});
    return tree.run(arguments, environment);
}

} // namespace

TEST_CASE("run.sh runs everything, one after another or several at once, and tells what failed") {
    const ir::Plan plan = odd_runs_fail();
    const BuiltTree tree(plan, plan.targets[0]);
    const Outcome one = run_script(tree, {});
    CHECK(one.code == 1);
    CHECK_THAT(one.output, Catch::StartsWith("failed (exit code 3): sweep 1\n") &&
                               Catch::Contains("6 runs: 3 succeeded, 3 failed\n") &&
                               Catch::Contains("/runs/sweep\n"));
    const Outcome many = run_script(tree, {"-j3", "--runs", "0,2-4"});
    CHECK(many.code == 1);
    CHECK_THAT(many.output, Catch::Contains("4 runs: 3 succeeded, 1 failed\n"));
    const Outcome good = run_script(tree, {"-j", "2", "--runs=sweep:0,4"});
    CHECK(good.code == 0);
    CHECK(good.output == "2 runs: 2 succeeded, 0 failed\n");
}

TEST_CASE("run.sh keeps to max_parallel, and says in its first lines what it does not keep") {
    ir::Plan plan = odd_runs_fail();
    ir::Target& target = plan.targets[0];
    target.platform.max_parallel = 2;
    target.experiments[0].groups[0].resources.gpus = 1;
    target.experiments[0].groups[0].resources.time = ir::Duration{60'000};
    const BuiltTree tree(plan, target);
    const std::string script = tree.read("build/.store/0123456789/run.sh");
    CHECK_THAT(script, Catch::Contains("; 2 without it, and at most\n") &&
                           Catch::Contains("# GPUs are not handed out here"));
    CHECK_THAT(script, Catch::Contains("[ \"$jobs\" -le 2 ] || jobs=2\n"));
    CHECK(run_script(tree, {"-j9", "--runs", "0,2"}).output == "2 runs: 2 succeeded, 0 failed\n");
}

TEST_CASE("run.sh ends runs at their time, with all that they started") {
    ir::Plan plan = odd_runs_fail();
    ir::Target& target = plan.targets[0];
    target.experiments[0].groups[0].resources.time = ir::Duration{900};
    target.experiments[0].command = ir::Argv{samples::words(
        {"sh", "-c", "[ $EXPC_RUN_INDEX -ne 1 ] || { sleep 60 & echo $! >left.pid; wait; }"})};
    const BuiltTree tree(plan, target);
    const Outcome outcome = run_script(tree, {"-j2", "--runs", "0-1"});
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.output, Catch::StartsWith("failed (exit code 124): sweep 1\n") &&
                                   Catch::Contains("2 runs: 1 succeeded, 1 failed\n"));
    const Outcome record = tree.run({"sh", "-c", "cat runs/sweep/.status/sweep/*/*"}, {});
    CHECK_THAT(record.output, Catch::Contains("state=timed_out\n") && Catch::Contains("\nend=") &&
                                  Catch::Contains("state=succeeded\n"));
    const char* has_ended =
        "pid=$(cat left.pid) && for i in 1 2 3 4 5 6 7 8 9 10; do "
        "grep -q '^State:.[^Z]' /proc/$pid/status || exit 0; sleep 0.1; done; exit 1";
    CHECK(tree.run({"sh", "-c", has_ended}, {}).code == 0);
    const Outcome again = run_script(tree, {"-j2", "--runs", "0-1"}, {{"EXPC_STATUS", "append"}});
    CHECK(again.code == 1);
    const Outcome lines = tree.run({"sh", "-c", "cut -f1,4 runs/sweep/.status/sweep/append/*"}, {});
    CHECK_THAT(lines.output, Catch::Contains("state=running\tindex=1\n") &&
                                 Catch::EndsWith("state=timed_out\tindex=1\n"));
}

TEST_CASE("run.sh refuses what it does not understand") {
    const ir::Plan plan = odd_runs_fail();
    const BuiltTree tree(plan, plan.targets[0]);
    const std::vector<std::vector<std::string>> calls = {
        {"--fast"},       {"-j0"},           {"-jx"},        {"--runs", "6"},
        {"--runs", "1-"}, {"--runs", "5-3"}, {"--runs", "a"}};
    for (const auto& arguments : calls) {
        INFO(arguments.back());
        const Outcome outcome = run_script(tree, arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Catch::StartsWith("run.sh: "));
    }
    CHECK_FALSE(tree.exists("runs"));
}

TEST_CASE("a platform that does not inherit the environment keeps home, path and secrets only") {
    ir::Plan plan = odd_runs_fail();
    plan.targets[0].platform.inherit_env = false;
    plan.targets[0].platform.secrets = {{"key", ir::SecretSource::From::environment, "MY_KEY", {}}};
    const BuiltTree tree(plan, plan.targets[0]);
    const Outcome outcome =
        run_script(tree, {"--runs", "0"}, {{"MY_KEY", "k"}, {"CONDA", "leaks"}, {"LANG", "C"}});
    CHECK(outcome.code == 0);
    const Outcome log = tree.run({"sh", "-c", "cat runs/sweep/sweep/*/out.log"}, {});
    CHECK_THAT(log.output, Catch::Contains("MY_KEY=k") && Catch::Contains("LANG=C") &&
                               !Catch::Contains("CONDA"));
}

TEST_CASE("every emitted script is accepted by dash, bash and shellcheck") {
    std::vector<ir::Plan> plans = {samples::mnist(), samples::hostile(), samples::big()};
    plans.push_back(odd_runs_fail());
    ir::Target& target = plans.back().targets[0];
    target.platform.inherit_env = false;
    target.platform.secrets = {{"key", ir::SecretSource::From::environment, "MY_KEY", {}}};
    target.experiments[0].setup = {{"module load gcc\n", {}}};
    target.experiments[0].teardown = {{"true\n", {}}};
    plans.push_back(pipeline_on("local", ir::Local{}));
    plans.push_back(pipeline_on("slurm", ir::Slurm{}));
    std::size_t scripts = 0;
    for (const ir::Plan& plan : plans) {
        for (const ir::Target& one : plan.targets) {
            const BuiltTree tree(plan, one);
            for (const backends::Artifact& file : tree.artifacts().files) {
                if (!file.path.ends_with(".sh")) continue;
                INFO(one.name << "/" << file.path);
                ++scripts;
                const std::string path = tree.folder() + "/" + file.path;
                const bool bash = file.content.starts_with("#!/bin/bash");
                CHECK(tree.run({bash ? "bash" : "dash", "-n", path}, {}).errors == "");
                CHECK(tree.run({"bash", "-n", path}, {}).errors == "");
                const Outcome found = tree.run({"shellcheck", "-S", "warning", "-e",
                                                "SC2034,SC2154,SC1090,SC1091,SC2088", path},
                                               {});
                CHECK(found.output + found.errors == "");
                CHECK(file.content.ends_with("\n"));
                CHECK(file.content.find("@name") == std::string::npos);
            }
        }
    }
    CHECK(scripts >= 12);
}
