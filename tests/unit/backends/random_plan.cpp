// SPDX-License-Identifier: MIT
#include "tests/unit/backends/random_plan.hpp"

#include "compiler/algebra/identity.hpp"
#include "tests/support/sample_plans.hpp"

namespace expc::tests {
namespace {

using algebra::ColumnIndex;
using algebra::Value;
using algebra::test::Choices;

std::string hostile_text(Choices& choices) {
    const std::vector<std::string> texts = samples::hostile_strings();
    return texts[choices.below(texts.size())];
}

bool starts_with_none(const algebra::Domain& domain) {
    return domain.size() > 0 && domain.at(0).is_none();
}

/// Other values for the same ordinals: hostile texts, a range, or what was there.
void change_values(Choices& choices, algebra::Column& column) {
    const std::uint64_t size = column.domain.size();
    const bool none = starts_with_none(column.domain);
    switch (choices.below(3)) {
    case 0: return;
    case 1: {
        std::vector<Value> values;
        if (none) values.emplace_back();
        while (values.size() < size)
            values.push_back(
                Value::text(hostile_text(choices) + std::string(values.size() / 8, '+')));
        column.domain = {{values}};
        return;
    }
    default:
        if (none) return;
        column.domain = {{algebra::IntRange{-3, 7, size}}};
        return;
    }
}

std::vector<ColumnIndex> some_columns(Choices& choices, const algebra::Space& space) {
    std::vector<ColumnIndex> columns;
    std::uint64_t entries = 1;
    for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
        const std::uint64_t size = space.columns[column].domain.size();
        if (choices.below(3) != 0 || entries * size > 1'000) continue;
        entries *= size;
        columns.push_back(column);
    }
    return columns;
}

std::uint64_t combinations(const algebra::Space& space, const std::vector<ColumnIndex>& columns) {
    std::uint64_t entries = 1;
    for (const ColumnIndex column : columns)
        entries *= space.columns[column].domain.size();
    return entries;
}

ir::Condition random_condition(Choices& choices, const algebra::Space& space) {
    ir::Condition condition{some_columns(choices, space), {}};
    for (std::uint64_t at = 0; at < combinations(space, condition.columns); ++at)
        condition.holds.push_back(choices.below(2) == 1);
    return condition;
}

ir::Part random_part(Choices& choices, const algebra::Space& space) {
    if (choices.below(3) == 0) return hostile_text(choices);
    if (choices.below(2) == 0) {
        ir::TableText table{some_columns(choices, space), {}};
        for (std::uint64_t at = 0; at < combinations(space, table.columns); ++at)
            table.texts.push_back(hostile_text(choices));
        return table;
    }
    const auto column = static_cast<ColumnIndex>(choices.below(space.columns.size()));
    if (!starts_with_none(space.columns[column].domain)) return ir::ColumnText{column};
    return ir::RuntimePart{ir::RuntimeKind::run_id, "", nullptr};
}

ir::WordTable random_words(Choices& choices, const algebra::Space& space) {
    ir::WordTable table{some_columns(choices, space), {}, {}};
    for (std::uint64_t at = 0; at < combinations(space, table.columns); ++at) {
        std::vector<std::string> words(choices.below(3));
        for (std::string& word : words)
            word = hostile_text(choices);
        table.words.push_back(words);
    }
    return table;
}

ir::Words random_command(Choices& choices, const algebra::Space& space) {
    ir::Words words = samples::words({"printf", "%s\\0"});
    const std::size_t count = 1 + choices.below(8);
    for (std::size_t at = 0; at < count; ++at) {
        if (choices.below(5) == 0) {
            words.emplace_back(random_words(choices, space));
            continue;
        }
        ir::Word word;
        if (choices.below(3) == 0) word.when = random_condition(choices, space);
        for (std::size_t part = choices.below(3); part > 0; --part)
            word.text.parts.push_back(random_part(choices, space));
        words.emplace_back(word);
    }
    return words;
}

/// One group, or two that a condition divides.
std::vector<ir::Group> random_groups(Choices& choices, const algebra::Space& space) {
    ir::Resources small;
    ir::Resources large;
    large.cpus = 2;
    const std::vector<ColumnIndex> columns = some_columns(choices, space);
    const std::size_t modulus = 2 + choices.below(2);
    const auto number = [](std::span<const algebra::Ordinal> ordinals) {
        std::uint64_t sum = 0;
        for (const algebra::Ordinal ordinal : ordinals)
            sum += ordinal;
        return sum;
    };
    auto first = algebra::filtered(
        space, {columns, [=](auto ordinals) { return number(ordinals) % modulus == 0; }, {}});
    auto second = algebra::filtered(
        space, {columns, [=](auto ordinals) { return number(ordinals) % modulus != 0; }, {}});
    if (!first || !second || first.space().count == 0 || second.space().count == 0)
        return {{small, space}};
    return {{small, first.space()}, {large, second.space()}};
}

} // namespace

ir::Plan random_plan(Choices& choices, algebra::Space space) {
    for (algebra::Column& column : space.columns)
        change_values(choices, column);
    ir::Experiment experiment;
    experiment.name = "random";
    experiment.identity = algebra::identity_columns(space);
    experiment.groups = random_groups(choices, space);
    experiment.command = ir::Argv{random_command(choices, space)};
    experiment.environment = {
        {"HOSTILE", random_condition(choices, space), ir::Text{{random_part(choices, space)}}, {}}};
    experiment.workdir = {{random_part(choices, space)}};
    experiment.list_files = {{"a list", random_command(choices, space), {}}};
    experiment.space = std::move(space);
    ir::Target target;
    target.name = "random@here";
    target.platform.name = "here";
    target.platform.engine = "local";
    target.platform.settings = ir::Local{};
    target.experiments.push_back(std::move(experiment));
    ir::Plan plan;
    plan.root_file = "random.exp";
    plan.targets.push_back(std::move(target));
    return plan;
}

} // namespace expc::tests
