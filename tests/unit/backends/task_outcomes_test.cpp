// SPDX-License-Identifier: MIT
// What task.sh does around a command: folders, logs, environment, the record of the outcome, under
// every shell.
#include "compiler/ir/run.hpp"
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/probe.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace expc;
using namespace expc::tests;

TEST_CASE("a run that succeeds leaves logs, outputs and a record") {
    ir::Experiment experiment =
        shell_line("echo out; echo err >&2; echo result > \"$EXPC_RUN_DIR/deep/model.pt\"");
    experiment.outputs = {
        {"model",
         ir::OutputKind::file,
         {{ir::RuntimePart{ir::RuntimeKind::run_dir, "", nullptr}, "/deep/model.pt"}},
         {}}};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        const Outcome outcome = probe.run(shell, {{"EXPC_JOB_ID", "77_3"}});
        CHECK(outcome.code == 0);
        CHECK(outcome.output + outcome.errors == "");
        CHECK(probe.log("out.log") == "out\n");
        CHECK(probe.log("err.log") == "err\n");
        CHECK(probe.recorded("state") == "succeeded");
        CHECK(probe.recorded("exit") == "0");
        CHECK(probe.recorded("signal") == "(none)");
        CHECK(probe.recorded("experiment") == "probe");
        CHECK(probe.recorded("target") == "probe@here");
        CHECK(probe.recorded("index") == "0");
        CHECK(probe.recorded("id") == probe.id());
        CHECK(probe.recorded("digest").size() == 20);
        CHECK(probe.recorded("attempt") == "1");
        CHECK(probe.recorded("job") == "local:77_3");
        CHECK(std::stoll(probe.recorded("end")) >= std::stoll(probe.recorded("start")));
    });
}

TEST_CASE("the exit code of a run is the command's, and a signal is recorded as one") {
    struct Case {
        std::string script;
        int code;
        std::string exit;
        std::string signal;
    };
    const std::vector<Case> cases = {{"exit 7", 7, "7", "(none)"},
                                     {"exit 255", 255, "255", "(none)"},
                                     {"kill -9 $$", 137, "(none)", "9"},
                                     {"kill -TERM $$", 143, "(none)", "15"}};
    for (const Case& one : cases) {
        INFO(one.script);
        under_every_shell(shell_line(one.script), {}, [&](const Probe& probe, const auto& shell) {
            CHECK(probe.run(shell).code == one.code);
            CHECK(probe.recorded("state") == "failed");
            CHECK(probe.recorded("exit") == one.exit);
            CHECK(probe.recorded("signal") == one.signal);
        });
    }
}

TEST_CASE("a declared output that is not there makes a failure of exit code 0") {
    ir::Experiment experiment = shell_line("exit 0");
    experiment.outputs = {{"metrics", ir::OutputKind::file, {{"never/written.json"}}, {}}};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 1);
        CHECK(probe.recorded("state") == "output_missing");
        CHECK(probe.recorded("exit") == "0");
        CHECK(probe.recorded("reason") == "output metrics is missing");
        CHECK(probe.log("err.log") == "expc: output metrics is missing\n");
        CHECK(probe.tree().exists("never"));
    });
}

TEST_CASE("a run-time variable that is unset keeps a run from starting, unless it has a default") {
    const auto read = [](std::shared_ptr<const std::string> fallback) {
        ir::Experiment experiment = shell_line("printf %s \"$GIVEN\"");
        experiment.environment = {variable(
            "GIVEN",
            {"<", ir::RuntimePart{ir::RuntimeKind::variable, "FROM_NODE", fallback}, ">"})};
        return experiment;
    };
    under_every_shell(read(nullptr), {}, [](const Probe& probe, const auto& shell) {
        const Outcome outcome = probe.run(shell);
        CHECK(outcome.code == 1);
        CHECK_THAT(outcome.errors, Catch::Contains("FROM_NODE"));
        CHECK(probe.recorded("state") == "setup_failed");
        CHECK_THAT(probe.recorded("reason"), Catch::EndsWith(": FROM_NODE"));
        CHECK_FALSE(probe.tree().exists(probe.run_folder() + "/out.log"));
        CHECK(probe.run(shell, {{"FROM_NODE", "a\nb\n"}}).code == 0);
        CHECK(probe.log("out.log") == "<a\nb\n>");
    });
    const auto fallback = std::make_shared<const std::string>("");
    under_every_shell(read(fallback), {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 0);
        CHECK(probe.log("out.log") == "<>");
    });
}

TEST_CASE("variables reach the run byte for byte, the platform's weaker than the experiment's") {
    ir::Experiment experiment = shell_line("env -0");
    std::vector<std::pair<std::string, std::string>> expected;
    for (const std::string& text : samples::hostile_strings()) {
        const std::string name = fmt::format("HOSTILE_{}", expected.size());
        experiment.environment.push_back(variable(name, {text}));
        expected.emplace_back(name, text);
    }
    for (const std::string name : {"IFS", "UID", "RANDOM", "OPTIND", "PPID", "LINENO", "SHELLOPTS",
                                   "_", "PATH", "ENV", "expc_id"}) {
        const std::string value = name == "PATH" ? "/usr/bin:/bin:/it's" : "ours " + name;
        experiment.environment.push_back(variable(name, {value}));
        // The probe's own shell changes these before it starts env.
        if (name != "_" && name != "PPID" && name != "OPTIND" && name != "UID" &&
            name != "SHELLOPTS" && name != "IFS" && name != "LINENO")
            expected.emplace_back(name, value);
    }
    experiment.command = ir::Argv{samples::words({"env", "-0"})};
    ir::Platform platform;
    platform.environment = {variable("HOSTILE_0", {"weaker"}), variable("PLATFORM", {"p"})};
    expected.emplace_back("PLATFORM", "p");
    expected.emplace_back("EXPC_EXPERIMENT", "probe");
    expected.emplace_back("EXPC_TARGET", "probe@here");
    expected.emplace_back("EXPC_RUN_INDEX", "0");
    expected.emplace_back("EXPC_ATTEMPT", "1");
    under_every_shell(experiment, platform, [&](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 0);
        const std::vector<std::string> seen = nul_ended(probe.log("out.log"));
        for (const auto& [name, value] : expected)
            CHECK_THAT(seen, Catch::VectorContains(name + "=" + value));
        CHECK_THAT(seen, Catch::VectorContains("EXPC_RUN_ID=" + probe.id()));
        CHECK_THAT(seen, Catch::VectorContains(std::string("UID=ours UID")));
        CHECK_THAT(seen, Catch::VectorContains(std::string("OPTIND=ours OPTIND")));
        CHECK_THAT(seen, Catch::VectorContains(std::string("IFS=ours IFS")));
        CHECK_THAT(seen, Catch::VectorContains(std::string("SHELLOPTS=ours SHELLOPTS")));
        for (const std::string& variable : seen)
            CHECK_FALSE((variable.starts_with("expc_") && !variable.starts_with("expc_id=ours")));
    });
}

TEST_CASE("parameters are exported as text, and none leaves its variable out") {
    ir::Experiment experiment;
    experiment.space = samples::axis(
        "odd name", {{std::vector{algebra::Value::list({algebra::Value::of<bool>(true)})}}});
    experiment.space = samples::product(
        {experiment.space, samples::axis("absent", {{std::vector{algebra::Value{}}}})});
    experiment.identity = {0, 1};
    experiment.command = ir::Argv{samples::words({"env", "-0"})};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 0);
        const std::vector<std::string> seen = nul_ended(probe.log("out.log"));
        CHECK_THAT(seen, Catch::VectorContains(std::string("EXPC_PARAM_odd_name=[true]")));
        for (const std::string& variable : seen)
            CHECK_FALSE(variable.starts_with("EXPC_PARAM_absent="));
    });
}

TEST_CASE("a prepended variable is joined to the value that is found, if any") {
    ir::Experiment experiment = shell_line("printf %s \"$PYTHONPATH\"");
    experiment.environment = {
        {"PYTHONPATH", std::nullopt, ir::Variable::Prepended{{{"/my code"}}}, {}}};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 0);
        CHECK(probe.log("out.log") == "/my code");
        CHECK(probe.run(shell, {{"PYTHONPATH", "/theirs"}}).code == 0);
        CHECK(probe.log("out.log") == "/my code:/theirs");
    });
}

TEST_CASE("secrets come from the environment, from submit.sh's files or from the user's file") {
    ir::Experiment experiment = shell_line("printf %s \"$KEY\"; [ \"$AUTH\" = \"Bearer $KEY!\" ]");
    const ir::RuntimePart wandb{ir::RuntimeKind::secret, "wandb", {}, 0};
    experiment.environment = {{"KEY", std::nullopt, ir::Text{{wandb}}, {}},
                              {"AUTH", std::nullopt, ir::Text{{"Bearer ", wandb, "!"}}, {}}};
    ir::Platform from_environment;
    from_environment.secrets = {{"wandb", ir::SecretSource::From::environment, "WANDB_KEY", {}}};
    under_every_shell(experiment, from_environment, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 1);
        CHECK_THAT(probe.recorded("reason"), Catch::EndsWith(": WANDB_KEY"));
        CHECK(probe.run(shell, {{"WANDB_KEY", "s3 cr'et"}}).code == 0);
        CHECK(probe.log("out.log") == "s3 cr'et");
        probe.tree().write("secrets/WANDB_KEY", "from a file");
        CHECK(probe.run(shell, {{"EXPC_SECRETS", probe.tree().project() + "/secrets"}}).code == 0);
        CHECK(probe.log("out.log") == "from a file");
    });
    ir::Platform from_file;
    from_file.secrets = {{"wandb", ir::SecretSource::From::file, "~/.wandb", {}}};
    under_every_shell(experiment, from_file, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 1);
        CHECK_THAT(probe.recorded("reason"), Catch::EndsWith(": wandb (file ~/.wandb)"));
        probe.tree().write(".wandb", "at home\n");
        CHECK(probe.run(shell).code == 0);
        CHECK(probe.log("out.log") == "at home");
    });
}

TEST_CASE("a run stands in its workdir, with nothing to read, and writes where it is told") {
    ir::Experiment experiment = shell_line("pwd -P; cat; echo loud >&2");
    experiment.workdir = {{"code of mine"}};
    experiment.stdout_path = ir::Text{{"logs/all.txt"}};
    experiment.stderr_path = ir::Text{{"logs/all.txt"}};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 1);
        CHECK_THAT(probe.recorded("reason"), Catch::Contains("code of mine"));
        probe.tree().write("code of mine/train.py", "");
        CHECK(probe.run(shell).code == 0);
        CHECK(probe.tree().read("code of mine/logs/all.txt") ==
              probe.tree().project() + "/code of mine\nloud\n");
    });
}

TEST_CASE("steps end with the first that fails, whose number is recorded") {
    ir::Experiment experiment;
    experiment.command = ir::Steps{{samples::words({"echo", "one"}),
                                    samples::words({"sh", "-c", "echo two; exit 3"}),
                                    samples::words({"echo", "three"})}};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 3);
        CHECK(probe.log("out.log") == "one\ntwo\n");
        CHECK(probe.recorded("step") == "1");
    });
}

TEST_CASE(
    "a bash script runs verbatim with its variables, and stops at the first failing command") {
    ir::Experiment experiment;
    experiment.command = ir::BashScript{"printf '<%s>' \"$LR\"\nfalse | true\nprintf never",
                                        {variable("LR", {"it's"})}};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 1);
        CHECK(probe.log("out.log") == "<it's>");
    });
}

TEST_CASE("a bash script is wrapped, and its digest tells of the words and not of its folder") {
    ir::Experiment experiment;
    experiment.command = ir::BashScript{"printf '<%s %s>' \"$MODE\" \"$LR\"",
                                        {variable("LR", {"0.1"})},
                                        samples::words({"env", "MODE=it's"})};
    under_every_shell(experiment, {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell).code == 0);
        CHECK(probe.log("out.log") == "<it's 0.1>");
        const ir::Experiment& built = probe.experiment();
        CHECK(probe.recorded("digest") == ir::digest(built, ir::Resolver(built).resolve(0)));
    });
}

TEST_CASE("with EXPC_STATUS=append a job writes its records as lines of one file") {
    under_every_shell(shell_line("exit 0"), {}, [](const Probe& probe, const auto& shell) {
        CHECK(probe.run(shell, {{"EXPC_STATUS", "append"}, {"EXPC_JOB_ID", "5"}}).code == 0);
        const std::string lines = probe.tree().read("runs/probe@here/.status/probe/append/5");
        CHECK_THAT(lines, Catch::StartsWith("state=running\ttarget=probe@here\t"));
        CHECK_THAT(lines, Catch::Contains("\nstate=succeeded\t"));
        CHECK(probe.recorded("state") == "(none)");
    });
}

TEST_CASE("a signal to the shell alone reaches the command where the platform asks for one") {
    ir::Slurm settings;
    settings.signal = "USR1@60";
    ir::Plan plan = slurm_plan({1}, settings);
    ir::Target& target = plan.targets[0];
    target.experiments[0].command = ir::Argv{samples::words(
        {"sh", "-c", "trap 'echo caught; exit 9' USR1; kill -USR1 $PPID; sleep 5 & wait"})};
    for (const auto& shell : shells()) {
        INFO(shell.back());
        const BuiltTree tree(plan, target);
        CHECK(tree.task(shell, "sweep", {"--run", "0", "0"}).code == 9);
        CHECK(tree.run({"sh", "-c", "cat runs/sweep/sweep/*/out.log"}, {}).output == "caught\n");
    }
}

TEST_CASE("task.sh says what is wrong with its call") {
    const Probe probe(shell_line("true"));
    const std::vector<std::vector<std::string>> calls = {{},     {"1"}, {"-1"},
                                                         {"00"}, {"x"}, {"--print", "9"}};
    for (const auto& arguments : calls) {
        const Outcome outcome = probe.tree().task({"dash"}, "probe", arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Catch::Contains("task.sh: "));
    }
    const Outcome lost = probe.tree().run({"dash", probe.tree().folder() + "/probe/task.sh", "0"},
                                          {{"EXPC_PROJECT", "here"}});
    CHECK(lost.code == 2);
}

TEST_CASE("setup is sourced before each run and teardown runs after it") {
    ir::Experiment experiment = shell_line("echo \"$MADE_BY_SETUP\"; exit 4");
    experiment.setup = {{"export MADE_BY_SETUP='by setup'; unset_is_fine=$NOT_SET\n", {}}};
    experiment.teardown = {{"echo gone > \"$EXPC_PROJECT/torn\"; exit 9\n", {}}};
    const Probe probe(experiment);
    const std::string around = probe.tree().folder() + "/probe/around.sh";
    CHECK(probe.tree().run({"bash", "-l", around, "0"}, probe.tree().places()).code == 4);
    CHECK(probe.log("out.log") == "by setup\n");
    CHECK(probe.tree().read("torn") == "gone\n");

    experiment.setup.push_back({"false | true\n", {}});
    const Probe failing(experiment);
    const Outcome outcome = failing.tree().run(
        {"bash", "-l", failing.tree().folder() + "/probe/around.sh", "0"}, failing.tree().places());
    CHECK(outcome.code == 1);
    CHECK(failing.recorded("state") == "setup_failed");
    CHECK(failing.recorded("reason") == "setup 2 of 2 failed");
}
