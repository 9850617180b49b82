// SPDX-License-Identifier: MIT
#include "tests/support/sample_plans.hpp"

namespace expc::samples {

using namespace ir;
using algebra::Ordinal;
using algebra::Predicate;

namespace {

constexpr Duration minutes(std::int64_t count) {
    return {count * 60'000};
}
constexpr Size gibibytes(std::int64_t count) {
    return {count << 30};
}

RuntimePart runtime(RuntimeKind kind) {
    return {kind, {}, nullptr, 0};
}

Experiment mnist_experiment(std::int64_t gpus, Duration time) {
    Experiment mnist;
    mnist.name = "mnist";
    mnist.doc = "Train a two-layer MLP on MNIST.";
    mnist.space = product(
        {axis("lr", floats({1e-4, 3e-4, 1e-3})),
         axis("width", {{std::vector{Value::of<std::int64_t>(128), Value::of<std::int64_t>(512)}}}),
         axis("seed", ints(0, 3))});
    mnist.identity = {0, 1, 2};
    Resources resources;
    resources.cpus = 4;
    resources.gpus = gpus;
    resources.memory = gibibytes(8);
    resources.time = time;
    mnist.groups = {{resources, mnist.space}};
    mnist.outputs = {
        {"model", OutputKind::file, {{runtime(RuntimeKind::run_dir), "/model.pt"}}, {}}};
    Words command = words({"python3", "train.py"});
    command.emplace_back(word({"--lr=", ColumnText{0}}));
    command.emplace_back(word({"--width=", ColumnText{1}}));
    command.emplace_back(word({"--seed=", ColumnText{2}}));
    command.emplace_back(word({"--out"}));
    command.emplace_back(word({runtime(RuntimeKind::run_dir), "/model.pt"}));
    mnist.command = Argv{std::move(command)};
    return mnist;
}

Platform local_platform(std::string name) {
    Platform platform;
    platform.name = std::move(name);
    platform.engine = "local";
    platform.settings = Local{};
    platform.max_parallel = 2;
    return platform;
}

Platform slurm_platform() {
    Platform platform;
    platform.name = "cluster";
    platform.engine = "slurm";
    Slurm slurm;
    slurm.account = "ml";
    slurm.partition = "gpu";
    platform.settings = std::move(slurm);
    return platform;
}

Target target_of(std::string name, std::vector<Experiment> experiments, Platform platform) {
    Target target;
    target.name = std::move(name);
    target.platform = std::move(platform);
    for (const Experiment& experiment : experiments)
        target.totals.runs += experiment.space.count;
    target.experiments = std::move(experiments);
    return target;
}

/// Runs with a pruned model (`keep` is not none) get more memory.
std::vector<Group> two_groups(const Space& space, ColumnIndex column, Ordinal large) {
    Resources small;
    small.memory = gibibytes(1);
    Resources more = small;
    more.memory = gibibytes(2);
    more.time = minutes(5);
    const auto is_large = [large](std::span<const Ordinal> row) { return row[0] == large; };
    const auto is_small = [large](std::span<const Ordinal> row) { return row[0] != large; };
    return {{small, expect(algebra::filtered(space, {{column}, is_small, {}}))},
            {more, expect(algebra::filtered(space, {{column}, is_large, {}}))}};
}

/// text x mode x (keep, where mode is "prune") x seed, and label derived from mode and seed.
Space hostile_space() {
    Space space =
        product({axis("text", texts(hostile_strings())), axis("mode", texts({"plain", "prune"}))});
    const auto pruned = [](std::span<const Ordinal> row) { return row[0] == 1; };
    space = expect(algebra::with_guarded_axis(space, {"keep", "keep", floats({0.1, 0.5}), {}, {}},
                                              {{1}, pruned, {}}));
    space = product({std::move(space), axis("optimizer.seed", ints(7, 2))});
    const auto label = [](std::span<const Ordinal> row) {
        return Value::text("it's " + std::to_string(row[0]) + "/" + std::to_string(row[1]));
    };
    return expect(algebra::with_derived(space, {"label", "label", {}, {1, 3}, label, false}));
}

Words hostile_words() {
    Words command = words({"printf", "%s\\0", "fixed words", "$NOT_A_VARIABLE"});
    command.emplace_back(word({ColumnText{0}}));
    command.emplace_back(word({"--text=", ColumnText{0}, "'", ColumnText{4}}));
    // keep has the ordinals none, 0.1, 0.5
    command.emplace_back(
        Word{Condition{{2}, {false, true, true}}, {{"--keep=", ColumnText{2}}}, {}});
    command.emplace_back(word({TableText{{1, 3}, {"p 7", "p 8", "", "q8\n"}}}));
    command.emplace_back(WordTable{{1}, {{}, {"-m", "two words"}}, {}});
    command.emplace_back(
        word({runtime(RuntimeKind::run_dir), "/it's ", runtime(RuntimeKind::run_id)}));
    command.emplace_back(word({RuntimePart{RuntimeKind::variable, "EXPC_UNSET",
                                           std::make_shared<const std::string>("fall back"), 0}}));
    command.emplace_back(
        word({runtime(RuntimeKind::run_index), "-", runtime(RuntimeKind::run_name)}));
    return command;
}

Experiment words_experiment() {
    Experiment words;
    words.name = "words";
    words.space = hostile_space();
    words.identity = {0, 1, 2, 3};
    words.groups = two_groups(words.space, 1, 1);
    words.command = Argv{hostile_words()};
    words.environment = {
        {"HOSTILE", {}, Text{{ColumnText{0}, " $x"}}, {}},
        {"KEEP", Condition{{2}, {false, true, true}}, Text{{ColumnText{2}}}, {}},
        {"PATH_OF_RUN", {}, Text{{runtime(RuntimeKind::run_dir)}}, {}},
        {"PYTHONPATH", {}, Variable::Prepended{{{"/opt/it's here"}}}, {}},
    };
    words.outputs = {
        {"log dir", OutputKind::directory, {{runtime(RuntimeKind::run_dir), "/log dir"}}, {}}};
    return words;
}

Experiment stepped_experiment() {
    Experiment stepped;
    stepped.name = "stepped";
    stepped.space =
        product({axis("text", texts(hostile_strings())),
                 axis("flag", {{std::vector{Value::of<bool>(false), Value::of<bool>(true)}}})});
    stepped.identity = {0, 1};
    stepped.groups = {{Resources{}, stepped.space}};
    Words first = words({"printf", "%s\\0"});
    first.emplace_back(word({ColumnText{0}}));
    Words second = words({"printf", "%s\\0", "second"});
    second.emplace_back(Word{Condition{{1}, {false, true}}, {{"--flag"}}, {}});
    stepped.command = Steps{{std::move(first), std::move(second)}};
    return stepped;
}

Experiment scripted_experiment() {
    Experiment scripted;
    scripted.name = "scripted";
    scripted.space = axis("text", texts(hostile_strings()));
    scripted.identity = {0};
    scripted.groups = {{Resources{}, scripted.space}};
    scripted.command =
        BashScript{"printf '%s\\0' \"$VALUE\" 'it'\\''s'\nprintf '%s\\0' \"${EXPC_PARAM_text}\"\n",
                   {{"VALUE", {}, Text{{"<", ColumnText{0}, ">"}}, {}}}};
    return scripted;
}

} // namespace

Plan mnist() {
    Plan plan;
    plan.root_file = "mnist.exp";
    plan.sources = {{"mnist.exp", std::string(64, '0')}};
    Target laptop =
        target_of("mnist@laptop", {mnist_experiment(0, minutes(30))}, local_platform("laptop"));
    laptop.totals.cpu_hours = 36;
    laptop.totals.gpu_hours = 0;
    Target short_one = target_of("short", {mnist_experiment(1, minutes(10))}, slurm_platform());
    short_one.totals.cpu_hours = 12;
    short_one.totals.gpu_hours = 3;
    plan.targets = {std::move(laptop), std::move(short_one)};
    return plan;
}

Plan hostile() {
    Plan plan;
    plan.root_file = "hostile.exp";
    plan.targets = {target_of("hostile",
                              {words_experiment(), stepped_experiment(), scripted_experiment()},
                              local_platform("here"))};
    return plan;
}

} // namespace expc::samples
