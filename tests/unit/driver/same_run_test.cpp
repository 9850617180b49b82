// SPDX-License-Identifier: MIT
// A run that the supervisor starts by itself and the same run through task.sh: equal words,
// environment, folder, outputs and records (ruling 46).
#include "compiler/backends/backend.hpp"
#include "compiler/driver/launch_maker.hpp"
#include "runtime/status/scan.hpp"
#include "tests/support/sample_plans.hpp"
#include "tests/unit/runtime/support.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace expc;
using namespace expc::driver;

namespace {

enum class Start { directly, through_script };

/// What is left of a run: its logs, and the parts of its record that do not tell the time.
struct Trace {
    std::string output;
    std::string errors;
    std::string record;
    bool operator==(const Trace&) const = default;
};
using Traces = std::map<std::string, Trace>;

/// The command of an experiment replaced by a program that tells what it sees.
void observe(ir::Experiment& experiment) {
    constexpr std::string_view script =
        "pwd; printf '%s\\0' \"$@\"; ls -d \"$EXPC_RUN_DIR\"/*/ 2>/dev/null; "
        "env -0 | grep -z -E '^(EXPC_|HOSTILE|KEEP|PATH_OF_RUN|PYTHONPATH|PLATFORM)' | sort -z";
    ir::Words words = samples::words({"sh", "-c", std::string(script)});
    const ir::Words& old = std::get<ir::Argv>(experiment.command).words;
    words.insert(words.end(), old.begin(), old.end());
    std::get<ir::Argv>(experiment.command).words = std::move(words);
}

class Project {
  public:
    explicit Project(ir::Plan plan) : plan_(std::move(plan)), target_(plan_.targets.front()) {
        places_ = {scratch_.path(), scratch_ / "runs", scratch_ / "tree"};
        REQUIRE(files::make_folders(scratch_ / "sub folder"));
        const backends::Artifacts artifacts = backends::find("local")->emit(plan_, target_);
        for (const backends::Artifact& file : artifacts.files) {
            const std::string path = places_.tree + "/" + file.path;
            REQUIRE(files::make_folders(files::parent(path)));
            REQUIRE(files::write(path, file.content, file.executable ? 0777 : 0666));
        }
    }

    /// Runs every run of the first experiment and keeps what is left of them.
    Traces run(Start start) {
        const ir::Experiment& experiment = target_.experiments.front();
        const Result<JobEnvironment> job = job_environment(target_, places_);
        REQUIRE(job);
        LaunchMaker maker(target_, experiment, places_, job.value());
        if (start == Start::through_script) maker.use_task_script();
        local::Batch batch;
        batch.target = target_.name;
        batch.run_root = places_.run_root;
        batch.environment = job.value().lines();
        batch.cores = 4;
        const local::RunSource source{experiment.space.count,
                                      [&](std::uint64_t position, local::Launch& launch) {
                                          maker.fill(position, launch);
                                          return Result<Done>(Done{});
                                      }};
        test::Recorder recorder;
        static_cast<void>(local::supervise(batch, source, recorder));
        Traces traces;
        for (const local::RunOutcome& outcome : recorder.outcomes)
            traces[outcome.id.hex()] = trace(experiment, outcome);
        REQUIRE(files::remove_tree(places_.run_root));
        return traces;
    }

  private:
    Trace trace(const ir::Experiment& experiment, const local::RunOutcome& outcome) const {
        const std::string folder =
            run_folder(places_.run_root, target_.name, experiment.name, outcome.id.hex());
        const auto log = [&](const char* name) {
            auto text = files::read(folder + name);
            return text ? text.value() : "(none)";
        };
        const auto record = expc::status::read(
            status::folder(places_.run_root, target_.name, experiment.name), outcome.id);
        REQUIRE(record);
        return {log("/out.log"), log("/err.log"),
                fmt::format("{} {} {} {} {} {} {} {} exit={} signal={} step={} {}",
                            status::name(record->state), record->target, record->experiment,
                            record->index, record->id.hex(), record->digest.hex(), record->attempt,
                            record->job, record->exit.value_or(-1), record->signal.value_or(-1),
                            record->step.value_or(99), record->reason)};
    }

    test::ScratchFolder scratch_;
    ir::Plan plan_;
    ir::Target& target_;
    RunPlaces places_;
};

ir::Plan hostile_words() {
    ir::Plan plan = samples::hostile();
    ir::Target& target = plan.targets.front();
    target.experiments.resize(1);
    observe(target.experiments.front());
    target.platform.environment = {
        {"PLATFORM", {}, ir::Text{{std::string("it's $HOME")}}, {}},
        {"PYTHONPATH", {}, ir::Variable::Prepended{{{std::string("/site")}}}, {}}};
    return plan;
}

/// What a log says, but for a shell's own words about a program that is not there.
std::string told(const std::string& log) {
    const bool by_shell = log.find("task.sh: ") != std::string::npos;
    const bool by_expc = log.starts_with("expc: cannot start ");
    return by_shell || by_expc ? "it did not start" : log;
}

void check_equal(ir::Plan plan, std::size_t runs, const char* part) {
    Project project(std::move(plan));
    const Traces direct = project.run(Start::directly);
    const Traces scripted = project.run(Start::through_script);
    REQUIRE(direct.size() == runs);
    REQUIRE(scripted.size() == runs);
    for (const auto& [id, trace] : direct) {
        CAPTURE(id);
        CHECK(trace.output == scripted.at(id).output);
        CHECK(told(trace.errors) == told(scripted.at(id).errors));
        CHECK(trace.record == scripted.at(id).record);
        CHECK_THAT(trace.record + trace.output, Catch::Contains(part));
    }
}

ir::Plan one_run(ir::Words words) {
    ir::Plan plan = samples::hostile();
    ir::Target& target = plan.targets.front();
    target.experiments.resize(1);
    ir::Experiment& experiment = target.experiments.front();
    experiment.space = algebra::unit();
    experiment.identity.clear();
    experiment.groups = {{ir::Resources{}, experiment.space}};
    experiment.environment.clear();
    experiment.outputs.clear();
    experiment.command = ir::Argv{std::move(words)};
    return plan;
}

ir::Part variable(const char* name) {
    return ir::RuntimePart{ir::RuntimeKind::variable, name, nullptr, 0};
}

} // namespace

TEST_CASE("a run sees the same whether it is started directly or through task.sh") {
    check_equal(hostile_words(), 96, "succeeded");
}

TEST_CASE("a run in a folder of its own sees the same folder both ways") {
    ir::Plan plan = hostile_words();
    plan.targets.front().experiments.front().workdir = {{std::string("sub folder")}};
    check_equal(std::move(plan), 96, "/sub folder\n");
}

TEST_CASE("a variable that is not set is the same refusal both ways") {
    ir::Words words = samples::words({"echo"});
    words.emplace_back(
        samples::word({variable("EXPC_TEST_NOT_SET"), variable("EXPC_TEST_NOR_THIS")}));
    check_equal(one_run(words), 1, "EXPC_TEST_NOT_SET, EXPC_TEST_NOR_THIS");
}

TEST_CASE("an exit code, a signal and a missing program leave the same record both ways") {
    check_equal(one_run(samples::words({"sh", "-c", "echo bad >&2; exit 3"})), 1, "failed");
    check_equal(one_run(samples::words({"sh", "-c", "kill -9 $$"})), 1, "signal=9");
    check_equal(one_run(samples::words({"no-such-program-anywhere"})), 1, "setup_failed");
    check_equal(one_run(samples::words({"/etc/passwd"})), 1, "Permission denied");
    check_equal(one_run(samples::words({"sh", "-c", "exit 126"})), 1, "exit=126");
    check_equal(one_run(samples::words({"sh", "-c", "exit 127"})), 1, "exit=127");
}

TEST_CASE("a run over its time is the same outcome both ways") {
    ir::Plan plan = one_run(samples::words({"sleep", "600"}));
    ir::Experiment& experiment = plan.targets.front().experiments.front();
    experiment.groups.front().resources.time = algebra::Duration{200};
    check_equal(std::move(plan), 1, "timed_out");
}

TEST_CASE("a missing output is the same outcome both ways") {
    ir::Plan plan = one_run(samples::words({"true"}));
    plan.targets.front().experiments.front().outputs = {
        {"model", ir::OutputKind::file, {{std::string("models/m.pt")}}, {}}};
    check_equal(std::move(plan), 1, "output_missing");
}
