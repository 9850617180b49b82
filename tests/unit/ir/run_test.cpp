// SPDX-License-Identifier: MIT
#include "compiler/ir/run.hpp"
#include "tests/support/sample_plans.hpp"
#include "tests/unit/ir/shell.hpp"

#include <catch2/catch.hpp>

using namespace expc;

namespace {

std::vector<std::string> shown_words(const std::vector<ir::ResolvedText>& argv) {
    std::vector<std::string> words;
    for (const ir::ResolvedText& word : argv)
        words.push_back(ir::shown(word));
    return words;
}

std::vector<std::string> shown_variables(const std::vector<ir::ResolvedVariable>& variables) {
    std::vector<std::string> lines;
    for (const ir::ResolvedVariable& variable : variables) {
        lines.push_back(variable.name + '=' + ir::shown(variable.value));
    }
    return lines;
}

const ir::Experiment& find(const ir::Plan& plan, std::string_view name) {
    for (const ir::Experiment& experiment : plan.targets[0].experiments) {
        if (experiment.name == name) return experiment;
    }
    FAIL("no experiment " << name);
    return plan.targets[0].experiments[0];
}

/// The canonical form as README.md describes it, printed by a shell of the system.
std::string digest_by_shell(const ir::Experiment& experiment, const ir::ResolvedRun& run) {
    std::string script = "{ printf '%s\\0' 'expc-run=1'";
    const auto add = [&](const std::string& text) { script += ' ' + tests::single_quoted(text); };
    if (experiment.container && experiment.container->oci)
        add("image-oci=" + *experiment.container->oci);
    for (const ir::Mount& mount : experiment.mounts)
        add("mount=" + mount.at);
    add("workdir=" + ir::shown(run.workdir));
    const auto add_variables = [&](const std::string& tag,
                                   const std::vector<ir::ResolvedVariable>& variables) {
        for (const ir::ResolvedVariable& variable : variables) {
            if (variable.name.starts_with("EXPC_")) continue;
            add(tag + (variable.prepends ? "-prepend=" : "=") + variable.name + '=' +
                ir::shown(variable.value));
        }
    };
    add_variables("env", run.environment);
    for (const auto& step : run.steps) {
        script += "; set --";
        for (const ir::ResolvedText& word : step)
            add(ir::shown(word));
        script += "; printf 'step=\\0'; [ $# -eq 0 ] || printf 'word=%s\\0' \"$@\"";
    }
    if (run.bash != nullptr) {
        script += "; printf '%s\\0'";
        add("bash=" + run.bash->script);
        add_variables("var", run.bash_variables);
    }
    return tests::output_of("sh", script + "; } | sha256sum | cut -c1-20 | tr -d '\\n'");
}

} // namespace

TEST_CASE("a run has the words of its row, and parts of the job by name") {
    const ir::Plan plan = samples::mnist();
    ir::Resolver resolver(plan.targets[0].experiments[0]);
    const ir::ResolvedRun run = resolver.resolve(10);
    CHECK(shown_words(run.steps.at(0)) ==
          std::vector<std::string>{"python3", "train.py", "--lr=0.0003", "--width=512", "--seed=1",
                                   "--out", "${run.dir}/model.pt"});
    CHECK(run.steps[0].back().size() == 2);
    CHECK(ir::shown(run.outputs.at(0)) == "${run.dir}/model.pt");
    CHECK(run.workdir.empty());
    const std::string id = run.id.hex();
    CHECK(run.name == "mnist-" + id.substr(0, 12));
    CHECK(shown_variables(run.environment) ==
          std::vector<std::string>{"EXPC_PARAM_lr=0.0003", "EXPC_PARAM_width=512",
                                   "EXPC_PARAM_seed=1", "EXPC_RUN_ID=" + id, "EXPC_RUN_INDEX=10",
                                   "EXPC_RUN_NAME=" + run.name, "EXPC_EXPERIMENT=mnist"});
}

TEST_CASE("conditional words, tables and variables follow the row") {
    const ir::Plan plan = samples::hostile();
    ir::Resolver resolver(find(plan, "words"));
    // Rows of one text: plain 7, plain 8, then prune with keep 0.1 and 0.5, each with seeds 7
    // and 8.
    const ir::ResolvedRun plain = resolver.resolve(12);
    const ir::ResolvedRun pruned = resolver.resolve(17);
    const std::string plain_id = plain.id.hex();
    CHECK(shown_words(plain.steps.at(0)) ==
          std::vector<std::string>{"printf", "%s\\0", "fixed words", "$NOT_A_VARIABLE", "it's",
                                   "--text=it's'it's 0/0", "p 7", "${run.dir}/it's " + plain_id,
                                   "${run.env(\"EXPC_UNSET\", default = \"fall back\")}",
                                   "12-words-" + plain_id.substr(0, 12)});
    CHECK(shown_words(pruned.steps.at(0)).at(6) == "--keep=0.5");
    CHECK(shown_words(pruned.steps.at(0)).at(7) == "q8\n");
    CHECK(shown_words(pruned.steps.at(0)).at(8) == "-m");
    CHECK(shown_words(pruned.steps.at(0)).at(9) == "two words");
    CHECK(shown_variables(plain.environment).at(1) == "PATH_OF_RUN=${run.dir}");
    CHECK(shown_variables(pruned.environment).at(1) == "KEEP=0.5");
    CHECK(pruned.environment.at(3).prepends);
    // none has no variable, and a name that no shell can set is made fit
    CHECK(shown_variables(plain.environment).at(4) == "EXPC_PARAM_mode=plain");
    CHECK(shown_variables(plain.environment).at(5) == "EXPC_PARAM_optimizer_seed=7");
}

TEST_CASE("the text of a parameter is what a program expects of its type") {
    struct Case {
        ir::Value value;
        std::string text;
    };
    using ir::Value;
    const std::vector<Case> cases = {
        {Value::text("it's"), "it's"},
        {Value::of<std::int64_t>(-3), "-3"},
        {Value::of<double>(1.0), "1.0"},
        {Value::of<double>(1e-5), "1e-05"},
        {Value::of<bool>(true), "true"},
        {Value::of<ir::Duration>({5'400'000}), "1h30m"},
        {Value::of<ir::Size>({std::int64_t{8} << 30}), "8GiB"},
        {Value::list({Value::of<std::int64_t>(1), Value::text("x")}), "[1,\"x\"]"},
        {Value::record({{"b", Value::of<bool>(false)}, {"a", Value{}}}),
         "{\"b\":false,\"a\":null}"},
    };
    for (const Case& c : cases)
        CHECK(ir::parameter_text(c.value) == c.text);
}

TEST_CASE("slugs are labels of RFC 1123 and run names fit 63 characters") {
    struct Case {
        std::string text;
        std::string slug;
    };
    const std::vector<Case> cases = {
        {"mnist", "mnist"},  {"Train_V2", "train-v2"},
        {"__a  b__", "a-b"}, {"caf\xc3\xa9.x", "caf-x"},
        {"---", ""},
    };
    for (const Case& c : cases)
        CHECK(ir::slug(c.text) == c.slug);
    const algebra::RunId id{0x123456789A, 0xBCDEF01234};
    CHECK(ir::run_name("Train_V2", id) == "train-v2-123456789abc");
    CHECK(ir::run_name(std::string(80, 'x'), id) == std::string(40, 'x') + "-123456789abc");
    CHECK(ir::run_name("_", id) == "run-123456789abc");
    CHECK(ir::parameter_variable("optimizer.lr-\xc3\xa9") == "EXPC_PARAM_optimizer_lr___");
}

TEST_CASE("a tag's number is the index from one, padded") {
    ir::RuntimePart part{ir::RuntimeKind::run_number, {}, nullptr, 3};
    CHECK(ir::known_text(part, {8, "", ""}) == "009");
    part.width = 0;
    CHECK(ir::known_text(part, {8, "", ""}) == "9");
}

TEST_CASE("a shell computes the digest that expc computes") {
    for (const ir::Plan& plan : {samples::mnist(), samples::hostile(), samples::pipeline()}) {
        for (const ir::Experiment& experiment : plan.targets[0].experiments) {
            ir::Resolver resolver(experiment);
            for (std::uint64_t index = 0; index < experiment.space.count; index += 7) {
                const ir::ResolvedRun run = resolver.resolve(index);
                CAPTURE(experiment.name, index);
                CHECK(digest_by_shell(experiment, run) == ir::digest(experiment, run));
            }
        }
    }
}

TEST_CASE("the digest changes with what a run does and with nothing else") {
    const ir::Plan plan = samples::pipeline();
    const ir::Experiment original = find(plan, "train");
    const auto digest_of = [](const ir::Experiment& experiment) {
        return ir::digest(experiment, ir::Resolver(experiment).resolve(1));
    };
    const std::string before = digest_of(original);

    const auto changed = [&](auto&& change) {
        ir::Experiment experiment = original;
        change(experiment);
        return digest_of(experiment) != before;
    };
    CHECK(changed([](auto& e) { e.workdir = {{"/elsewhere"}}; }));
    CHECK(changed([](auto& e) { e.container = {"vision", "vision:2.4", {}, {}}; }));
    CHECK(changed([](auto& e) { e.mounts = {{"data", "/data", false, {}}}; }));
    CHECK(changed([](auto& e) { e.environment[0].name = "OTHER"; }));
    CHECK(changed([](auto& e) { e.environment[0].value = ir::Text{{"wandb_key"}}; }));
    CHECK(changed([](auto& e) { std::get<ir::Argv>(e.command).words.pop_back(); }));
    CHECK(changed([](auto& e) {
        e.command = ir::Steps{{samples::words({"a"}), samples::words({"b"})}};
    }));
    CHECK_FALSE(changed([](auto& e) { e.groups[0].resources.cpus = 99; }));
    CHECK_FALSE(changed([](auto& e) { e.setup = {{"module load gcc", {}}}; }));
    CHECK_FALSE(changed([](auto& e) { e.outputs.clear(); }));
    CHECK_FALSE(changed([](auto& e) { e.retry.reset(); }));
}

TEST_CASE(
    "one step and a plain argv are the same run, two steps are another than their words in one") {
    ir::Experiment experiment;
    experiment.name = "x";
    experiment.groups = {{{}, experiment.space}};
    const auto digest_of = [&](ir::Command command) {
        experiment.command = std::move(command);
        return ir::digest(experiment, ir::Resolver(experiment).resolve(0));
    };
    const std::string plain = digest_of(ir::Argv{samples::words({"a", "b"})});
    CHECK(plain == digest_of(ir::Steps{{samples::words({"a", "b"})}}));
    CHECK(plain != digest_of(ir::Steps{{samples::words({"a"}), samples::words({"b"})}}));
    CHECK(plain != digest_of(ir::BashScript{"a b", {}}));
}
