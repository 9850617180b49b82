// SPDX-License-Identifier: MIT
#include "tests/support/sample_plans.hpp"

namespace expc::samples {

using namespace ir;
using algebra::Ordinal;

namespace {

enum Columns : ColumnIndex {
    lr,
    text,
    width,
    batch,
    opt,
    momentum,
    dataset,
    augment,
    layers,
    seed,
    scaled
};

std::vector<std::string> fifty_strings() {
    std::vector<std::string> strings;
    for (std::size_t copy = 0; strings.size() < 50; ++copy) {
        for (const std::string& hostile : hostile_strings()) {
            if (strings.size() < 50) strings.push_back(hostile + std::string(copy, '+'));
        }
    }
    return strings;
}

Space datasets() {
    Space small =
        product({axis("dataset", texts({"mnist"})), axis("augment", texts({"none", "flip"}))});
    Space large = product(
        {axis("dataset", texts({"cifar"})), axis("augment", texts({"none", "flip", "crop"}))});
    return expect(algebra::concat({std::move(small), std::move(large)}, {}));
}

/// opt x (momentum where opt is "sgd").
Space optimizers() {
    const Space plain = axis("opt", texts({"adam", "sgd", "lion"}));
    const auto is_sgd = [](std::span<const Ordinal> row) { return row[0] == 1; };
    return expect(algebra::with_guarded_axis(
        plain, {"momentum", "momentum", floats({0.5, 0.9}), {}, {}}, {{0}, is_sgd, {}}));
}

Space big_space(std::uint64_t seeds) {
    Space sizes =
        expect(algebra::zip({axis("width", ints(64, 3)), axis("batch", ints(16, 3))}, {}));
    Space space =
        product({axis("lr", floats({1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2})),
                 axis("text", texts(fifty_strings())), std::move(sizes), optimizers(), datasets(),
                 axis("layers", ints(1, 8)), axis("seed", ints(0, seeds))});
    const auto keep = [](std::span<const Ordinal> row) { return !(row[0] == 9 && row[1] == 7); };
    space = expect(algebra::filtered(space, {{lr, layers}, keep, {}}));
    const auto product_of = [](std::span<const Ordinal> row) {
        return Value::of<std::int64_t>(static_cast<std::int64_t>((row[0] + 64) * (row[1] + 1)));
    };
    return expect(
        algebra::with_derived(space, {"scaled", "scaled", {}, {width, layers}, product_of, false}));
}

Argv big_command() {
    Words command = words({"python3", "-m", "train"});
    command.emplace_back(word({"--lr=", ColumnText{lr}}));
    command.emplace_back(word({"--text=", ColumnText{text}}));
    command.emplace_back(word({"--batch=", ColumnText{batch}}));
    command.emplace_back(word({"--opt=", ColumnText{opt}}));
    command.emplace_back(Word{
        Condition{{momentum}, {false, true, true}}, {{"--momentum=", ColumnText{momentum}}}, {}});
    command.emplace_back(word({ColumnText{dataset}, "/", ColumnText{augment}}));
    command.emplace_back(word({"--scaled=", ColumnText{scaled}}));
    command.emplace_back(word({"--seed=", ColumnText{seed}}));
    return {std::move(command)};
}

std::vector<Group> groups_by_layers(const Space& space) {
    const auto deep = [](std::span<const Ordinal> row) { return row[0] >= 4; };
    const auto shallow = [](std::span<const Ordinal> row) { return row[0] < 4; };
    Resources small;
    small.time = Duration{600'000};
    Resources large = small;
    large.cpus = 2;
    return {{small, expect(algebra::filtered(space, {{layers}, shallow, {}}))},
            {large, expect(algebra::filtered(space, {{layers}, deep, {}}))}};
}

} // namespace

Plan big(std::uint64_t seeds) {
    Experiment experiment;
    experiment.name = "big";
    experiment.space = big_space(seeds);
    experiment.identity = algebra::identity_columns(experiment.space);
    experiment.groups = groups_by_layers(experiment.space);
    experiment.command = big_command();
    experiment.outputs = {{"log",
                           OutputKind::directory,
                           {{"/results/big/", RuntimePart{RuntimeKind::run_id, {}, nullptr, 0}}},
                           {}}};

    Target target;
    target.name = "big";
    target.platform.name = "cluster";
    target.platform.engine = "slurm";
    target.platform.settings = Slurm{};
    target.totals.runs = experiment.space.count;
    target.experiments.push_back(std::move(experiment));

    Plan plan;
    plan.root_file = "big.exp";
    plan.targets.push_back(std::move(target));
    return plan;
}

} // namespace expc::samples
