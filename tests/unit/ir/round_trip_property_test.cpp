// SPDX-License-Identifier: MIT
// Random plans survive the JSON form: same JSON, same text, and every run still has the same
// canonical form.
#include "compiler/ir/forms.hpp"
#include "compiler/ir/run.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace expc;

namespace {

/// Uniform from the first case on: left alone, rapidcheck begins with small numbers.
std::int64_t number(std::int64_t below) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(0, below));
}
bool coin() {
    return number(2) == 1;
}

std::string any_string() {
    return *rc::gen::elementOf(samples::hostile_strings());
}

ir::Value any_word() {
    switch (number(3)) {
    case 0: return ir::Value::of<std::int64_t>(*rc::gen::arbitrary<std::int64_t>());
    case 1: return ir::Value::of<double>(static_cast<double>(number(1000)) / 8.0);
    default: return ir::Value::text(any_string());
    }
}

algebra::Domain any_domain() {
    if (coin()) return samples::ints(number(100), static_cast<std::uint64_t>(1 + number(3)));
    std::vector<ir::Value> values;
    for (std::int64_t left = 1 + number(3); left > 0; --left)
        values.push_back(any_word());
    return {{std::move(values)}};
}

/// A product of two to four axes, sometimes with a filter, a conditional axis or a concat.
ir::Space any_space() {
    std::vector<ir::Space> axes;
    const std::int64_t count = 2 + number(3);
    for (std::int64_t at = 0; at < count; ++at) {
        axes.push_back(samples::axis("axis" + std::to_string(at), any_domain()));
    }
    ir::Space space = samples::product(std::move(axes));
    if (coin()) {
        const auto first = [](std::span<const algebra::Ordinal> row) { return row[0] == 0; };
        space = samples::expect(algebra::with_guarded_axis(
            space, {"maybe", "maybe", any_domain(), {}, {}}, {{0}, first, {}}));
    }
    if (coin()) {
        const auto keep = [](std::span<const algebra::Ordinal> row) { return row[0] + row[1] < 3; };
        space = samples::expect(algebra::filtered(space, {{0, 1}, keep, {}}));
    }
    if (coin()) space = samples::expect(algebra::concat({space, space}, {}));
    return space;
}

std::vector<ir::ColumnIndex> any_columns(const ir::Space& space) {
    std::vector<ir::ColumnIndex> columns;
    for (ir::ColumnIndex column = 0; column < space.columns.size(); ++column) {
        if (number(3) == 0) columns.push_back(column);
    }
    return columns;
}

std::size_t combinations(const ir::Space& space, const std::vector<ir::ColumnIndex>& columns) {
    std::size_t product = 1;
    for (const ir::ColumnIndex column : columns)
        product *= space.columns[column].domain.size();
    return product;
}

ir::Part any_part(const ir::Space& space) {
    switch (number(4)) {
    case 0: return any_string();
    case 1: return ir::ColumnText{static_cast<ir::ColumnIndex>(number(2))};
    case 2: {
        ir::TableText table{any_columns(space), {}};
        for (std::size_t left = combinations(space, table.columns); left > 0; --left) {
            table.texts.push_back(any_string());
        }
        return table;
    }
    default: {
        ir::RuntimePart part{static_cast<ir::RuntimeKind>(number(10)),
                             "NAME_" + std::to_string(number(9)), nullptr, 3};
        if (coin()) part.fallback = std::make_shared<const std::string>(any_string());
        return part;
    }
    }
}

ir::Text any_text(const ir::Space& space) {
    ir::Text text;
    for (std::int64_t left = number(4); left > 0; --left)
        text.parts.push_back(any_part(space));
    return text;
}

std::optional<ir::Condition> any_condition(const ir::Space& space) {
    if (coin()) return std::nullopt;
    ir::Condition condition{any_columns(space), {}};
    for (std::size_t left = combinations(space, condition.columns); left > 0; --left)
        condition.holds.push_back(coin());
    return condition;
}

ir::Words any_words(const ir::Space& space) {
    ir::Words words;
    for (std::int64_t left = number(4); left > 0; --left) {
        if (coin()) {
            words.emplace_back(ir::Word{any_condition(space), any_text(space), {}});
            continue;
        }
        ir::WordTable table{any_columns(space), {}, {}};
        for (std::size_t rows = combinations(space, table.columns); rows > 0; --rows) {
            table.words.push_back(coin() ? std::vector<std::string>{any_string()}
                                         : std::vector<std::string>{});
        }
        words.emplace_back(std::move(table));
    }
    return words;
}

std::vector<ir::Variable> any_variables(const ir::Space& space) {
    std::vector<ir::Variable> variables;
    for (std::int64_t at = number(3); at > 0; --at) {
        ir::Variable variable{"V" + std::to_string(at), any_condition(space), any_text(space), {}};
        if (number(3) == 0)
            variable.value = ir::Text{{ir::RuntimePart{ir::RuntimeKind::secret, "key", {}, 0}}};
        if (number(3) == 0) variable.value = ir::Variable::Prepended{any_text(space)};
        variables.push_back(std::move(variable));
    }
    return variables;
}

ir::Experiment any_experiment() {
    ir::Experiment experiment;
    experiment.name = "random";
    experiment.space = any_space();
    experiment.identity = algebra::identity_columns(experiment.space);
    experiment.groups = {{ir::Resources{}, experiment.space}};
    experiment.groups[0].resources.cpus = 1 + number(9);
    if (coin()) experiment.groups[0].resources.time = ir::Duration{number(1'000'000)};
    if (coin()) experiment.groups[0].resources.memory = ir::Size{number(1'000'000'000)};
    const ir::Space& space = experiment.space;
    switch (number(3)) {
    case 0: experiment.command = ir::Argv{any_words(space)}; break;
    case 1: experiment.command = ir::Steps{{any_words(space), any_words(space)}}; break;
    default: experiment.command = ir::BashScript{any_string(), any_variables(space)}; break;
    }
    experiment.environment = any_variables(space);
    experiment.workdir = any_text(space);
    experiment.outputs = {
        {"out", coin() ? ir::OutputKind::file : ir::OutputKind::directory, any_text(space), {}}};
    if (coin()) experiment.container = {any_string(), any_string(), {}, any_string()};
    if (coin()) {
        experiment.mounts = {{"data", "/" + any_string(), coin(), {}}, {"m", "/m", coin(), {}}};
    }
    if (coin()) experiment.stdout_path = any_text(space);
    return experiment;
}

ir::Plan any_plan() {
    ir::Plan plan = samples::mnist();
    plan.targets[0].platform.secrets = {{"key", ir::SecretSource::From::environment, "KEY", {}}};
    plan.targets[0].platform.runtime = {"podman", {any_string()}, {}};
    plan.targets[0].platform.storage = {{"data", "bind", "/" + any_string(), {}, {}},
                                        {"m", "scratch", {}, ir::Size{number(1'000'000)}, {}}};
    plan.targets[0].experiments = {any_experiment()};
    return plan;
}

/// More than a product of free axes.
bool is_interesting(const ir::Space& space) {
    return space.components.size() < space.digits.size() ||
           !std::holds_alternative<algebra::Plain>(space.digits[0].meaning);
}

std::vector<std::string> canonical_runs(const ir::Experiment& experiment) {
    std::vector<std::string> forms;
    ir::Resolver resolver(experiment);
    for (std::uint64_t index = 0; index < experiment.space.count; ++index) {
        const ir::ResolvedRun run = resolver.resolve(index);
        forms.push_back(run.id.hex() + ir::canonical(experiment, run));
    }
    return forms;
}

} // namespace

TEST_CASE("random plans survive the JSON form") {
    int interesting = 0;
    int total = 0;
    const bool holds = rc::check("from_json(to_json(plan)) is the plan", [&] {
        const ir::Plan plan = any_plan();
        RC_ASSERT(ir::verify(plan).empty());
        const std::string json = ir::to_json(plan);
        const Result<ir::Plan> back = ir::from_json(json);
        RC_ASSERT(static_cast<bool>(back));
        RC_ASSERT(ir::to_json(back.value()) == json);
        RC_ASSERT(ir::to_text(back.value()) == ir::to_text(plan));
        const ir::Experiment& before = plan.targets[0].experiments[0];
        RC_ASSERT(canonical_runs(back.value().targets[0].experiments[0]) == canonical_runs(before));
        interesting += is_interesting(before.space) ? 1 : 0;
        ++total;
    });
    CHECK(holds);
    WARN(interesting << " of " << total << " plans have a filter, a conditional axis or a concat");
    CHECK(10 * interesting >= 3 * total);
}
