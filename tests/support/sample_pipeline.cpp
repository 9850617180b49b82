// SPDX-License-Identifier: MIT
#include "tests/support/sample_plans.hpp"

namespace expc::samples {

using namespace ir;
using algebra::Ordinal;

namespace {

Value integer(std::int64_t number) {
    return Value::of<std::int64_t>(number);
}

/// A table of three rows with values of every kind, times two seeds.
Space rows_of_every_kind() {
    const auto column = [](std::string name, std::vector<Value> values) {
        return algebra::AxisSpec{name, name, {{std::move(values)}}, {}, {}};
    };
    const auto list = [](std::int64_t last) { return Value::list({integer(1), integer(last)}); };
    const auto record = [](double rate) {
        return Value::record({{"rate", Value::of<double>(rate)}, {"name", Value::text("x")}});
    };
    Space table = algebra::table(
        {column("case", {Value::text("a"), Value::text("b"), Value::text("c")}),
         column("amp", {Value::of<bool>(true), Value::of<bool>(false), Value{}}),
         column("layers", {list(2), list(3), list(4)}),
         column("schedule", {record(0.1), record(1.0), record(1e22)}),
         column("patience", {Value::of<Duration>({90'000}), Value::of<Duration>({500}), Value{}}),
         column("cache",
                {Value::of<Size>({1 << 20}), Value::of<Size>({1000}), Value::of<Size>({1})})},
        {}, "rows");
    Space seeds = algebra::axis({"seed", "s", ints(0, 2), {}, integer(0)});
    return product({std::move(table), std::move(seeds)});
}

Space sampled_space() {
    Space finite = product({axis("opt", texts({"adam", "sgd"})), axis("depth", ints(1, 10))});
    const auto all = [](std::span<const Ordinal>, std::span<const Value>) { return true; };
    return expect(algebra::sampled(6, 7, std::move(finite), {}, all, {}));
}

Experiment preprocess() {
    Experiment experiment;
    experiment.name = "preprocess";
    experiment.space = algebra::unit();
    experiment.groups = {{Resources{}, experiment.space}};
    experiment.command = Argv{words({"python3", "-m", "prep"})};
    experiment.outputs = {{"data", OutputKind::directory, {{"/shards/v3"}}, {}}};
    experiment.container = {"vision", "ghcr.io/lab/vision:2.4", {}, {}};
    experiment.mounts = {{"raw", "/raw", false, {}}, {"shards", "/shards", true, {}}};
    experiment.setup = {{"module load gcc\n", {}}};
    experiment.container_setup = {{"pip install -e .", {}}};
    experiment.teardown = {{"rm -rf \"$TMPDIR\"", {}}};
    return experiment;
}

Resources generous() {
    Resources resources;
    resources.cpus = 8;
    resources.gpus = 1;
    resources.gpu_share = 0.5;
    resources.gpu_type = "A100";
    resources.memory = Size{80'000'000'000};
    resources.time = Duration{43'200'000};
    resources.nodes = 2;
    resources.tasks = 4;
    resources.disk = Size{1'000'000};
    return resources;
}

Experiment train() {
    Experiment experiment;
    experiment.name = "train";
    experiment.doc = "Trains, and keeps the best checkpoint.";
    experiment.space = rows_of_every_kind();
    experiment.identity = algebra::identity_columns(experiment.space);
    experiment.groups = {{generous(), experiment.space}};
    Words command = words({"python3", "-m", "train", "--ckpt"});
    command.emplace_back(
        word({"/results/", RuntimePart{RuntimeKind::run_id, {}, nullptr, 0}, "/best.pt"}));
    command.emplace_back(word(
        {"name_", RuntimePart{RuntimeKind::run_number, {}, nullptr, 2}, "__s_", ColumnText{6}}));
    experiment.command = Argv{std::move(command)};
    experiment.environment = {
        {"WANDB_API_KEY", {}, Text{{RuntimePart{RuntimeKind::secret, "wandb_key", {}, 0}}}, {}}};
    experiment.workdir = {{"/workspace"}};
    experiment.outputs = {
        {"ckpt",
         OutputKind::file,
         {{"/results/", RuntimePart{RuntimeKind::run_id, {}, nullptr, 0}, "/best.pt"}},
         {}}};
    experiment.stdout_path =
        Text{{RuntimePart{RuntimeKind::run_dir, {}, nullptr, 0}, "/train.out"}};
    experiment.stderr_path = Text{{"/results/err"}};
    experiment.retry = Retry{3, {"preempted", "node_failure"}, {}};
    experiment.dependencies = {{Dependency::Join::each, "preprocess", {}, false, {}}};
    return experiment;
}

Experiment report() {
    Experiment experiment;
    experiment.name = "report";
    experiment.space = sampled_space();
    experiment.identity = algebra::identity_columns(experiment.space);
    experiment.groups = {{Resources{}, experiment.space}};
    experiment.command = Argv{words({"python3", "-m", "report"})};
    experiment.dependencies = {{Dependency::Join::gather, "train", {"seed"}, true, {}},
                               {Dependency::Join::all, "preprocess", {}, false, {}}};
    return experiment;
}

Platform kubernetes() {
    Platform platform;
    platform.name = "cluster";
    platform.engine = "kubernetes";
    Kubernetes settings;
    settings.name_space = "vision";
    platform.settings = settings;
    platform.max_parallel = 8;
    platform.run_root = "/results/runs";
    platform.environment = {{"HF_HOME", {}, Text{{"/cache"}}, {}}};
    platform.secrets = {{"wandb_key", SecretSource::From::file, "~/.wandb", {}}};
    platform.inherit_env = false;
    platform.runtime = {"podman", {"--net", "none"}, {}};
    platform.storage = {{"raw", "bind", "/data/raw", {}, {}},
                        {"shards", "scratch", {}, Size{1'000}, {}}};
    platform.extra_flags = {"--one", "two words"};
    return platform;
}

} // namespace

Plan pipeline() {
    Target target;
    target.name = "pipeline";
    target.experiments = {preprocess(), train(), report()};
    target.platform = kubernetes();
    target.requests = {{Capability::containers, "container `vision`", false, {}},
                       {Capability::retry_preempted, "`retry` after `preempted`", true, {}}};
    target.totals = {13, 96.5, {}};

    Plan plan;
    plan.root_file = "pipeline.exp";
    plan.sources = {{"pipeline.exp", std::string(64, 'a')},
                    {"lab/common.exp", std::string(64, 'b')}};
    plan.inputs = {{"epochs", "50"}};
    plan.overrides = {{"train.resources.time", "12h"}};
    plan.targets = {std::move(target)};
    return plan;
}

} // namespace expc::samples
