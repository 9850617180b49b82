// SPDX-License-Identifier: MIT
// Proofs over the whole space without expanding it: rules of experiments and platforms, what a node
// has, budgets.
#include "compiler/lower/lower_target.hpp"

#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"
#include "compiler/lower/condition_values.hpp"
#include "compiler/lower/excess.hpp"
#include "compiler/lower/violations.hpp"
#include "compiler/sema/space_builder.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

constexpr double milliseconds_per_hour = 3'600'000.0;

Value as_value(const std::optional<algebra::Size>& size) {
    return size ? Value::of(*size) : Value();
}

Value resources_record(const ir::Resources& resources) {
    return Value::record({
        {"cpus", Value::of(resources.cpus)},
        {"gpus", Value::of(resources.gpus)},
        {"gpu_share", Value::of(resources.gpu_share)},
        {"gpu_type", resources.gpu_type ? Value::text(*resources.gpu_type) : Value()},
        {"memory", as_value(resources.memory)},
        {"time", resources.time ? Value::of(*resources.time) : Value()},
        {"nodes", Value::of(resources.nodes)},
        {"tasks", Value::of(resources.tasks)},
        {"disk", as_value(resources.disk)},
    });
}

std::string message_of(sema::Evaluator& evaluator, const sema::Rule& rule) {
    if (rule.message) {
        const Value message = evaluator.evaluate(rule.message, {});
        if (message.get_if<algebra::Text>() != nullptr) return message.as_text();
    }
    return evaluator.checker().source_text(rule.condition.range());
}

bool mentions_total(ExprRef condition) {
    return std::ranges::any_of(sema::free_names(condition),
                               [](const sema::FreeName& name) { return name.name == "total"; });
}

template <typename T>
const T* limit_of(const Value& shape, std::string_view field) {
    const Value* value = sema::field_of(shape, field);
    return value != nullptr ? value->get_if<T>() : nullptr;
}

std::string runs_text(std::int64_t runs) {
    return fmt::format("{} run{}", runs, runs == 1 ? "" : "s");
}

/// Why a job that runs share takes longer than one of them.
std::string waves_text(const ir::Pack& pack) {
    if (pack.runs == 1) return "";
    return fmt::format(" for {}, {} at once", runs_text(pack.runs), pack.at_once);
}

/// `asked` is what one run asks for, or the pack that shares a job.
std::optional<Excess> find_excess(const Value& node, const Value& longest,
                                  const ir::Resources& asked, const ir::Pack& pack) {
    const bool is_shared = pack.runs > 1;
    const std::string at_once =
        is_shared ? fmt::format(" for {} at once", runs_text(pack.at_once)) : "";
    const auto* gpus = limit_of<std::int64_t>(node, "gpus");
    if (gpus != nullptr && asked.gpus > *gpus) {
        return Excess{"gpus", gpus_text(*gpus, " per node"),
                      fmt::format("{}{}", asked.gpus, is_shared ? at_once : " per run"), *gpus};
    }
    const auto* cpus = limit_of<std::int64_t>(node, "cpus");
    const std::int64_t on_one_node = asked.cpus * ((asked.tasks + asked.nodes - 1) / asked.nodes);
    if (cpus != nullptr && on_one_node > *cpus)
        return Excess{"cpus", fmt::format("has {} CPUs per node", *cpus),
                      fmt::format("{} on one node{}", on_one_node, at_once), *cpus};
    const auto* memory = limit_of<algebra::Size>(node, "memory");
    if (memory != nullptr && asked.memory && *memory < *asked.memory)
        return Excess{"memory", fmt::format("has {} per node", algebra::display(*memory)),
                      algebra::display(*asked.memory) + at_once};
    const auto* type = limit_of<algebra::Text>(node, "gpu_type");
    if (type != nullptr && asked.gpu_type && asked.gpus > 0 && *type->content != *asked.gpu_type)
        return Excess{"gpu_type", fmt::format("has GPUs of type {}", *type->content),
                      *asked.gpu_type};
    const auto* time = longest.get_if<algebra::Duration>();
    if (time != nullptr && asked.time && *time < *asked.time)
        return Excess{
            "time",
            fmt::format("allows {} per {}", algebra::display(*time), is_shared ? "job" : "run"),
            algebra::display(*asked.time) + waves_text(pack), 0, "max_time"};
    return std::nullopt;
}

/// What only the platform's engine knows.
std::optional<Excess> engine_excess(const ir::Platform& platform, const ir::Resources& asked) {
    if (const auto* local = std::get_if<ir::Local>(&platform.settings))
        return local_excess(*local, asked);
    if (const auto* ray = std::get_if<ir::Ray>(&platform.settings))
        return machines_excess(*ray, asked);
    return std::nullopt;
}

/// Each group with what each attempt of its runs asks for.
std::vector<std::pair<const ir::Group*, ir::Resources>>
all_attempts(const LoweredExperiment& experiment) {
    std::vector<std::pair<const ir::Group*, ir::Resources>> all;
    for (const ir::Group& group : experiment.plan.groups) {
        for (const ir::Resources& asked : ir::attempts_of(group))
            all.emplace_back(&group, asked);
    }
    return all;
}

Budget budget_of(const std::vector<LoweredExperiment>& experiments) {
    Budget budget;
    for (const LoweredExperiment& experiment : experiments) {
        budget.runs += experiment.space->count;
        // Outputs, a status file and two logs per run.
        budget.files += experiment.space->count * (experiment.plan.outputs.size() + 3);
        for (const ir::Group& group : experiment.plan.groups) {
            const ir::Resources& asked = group.resources;
            if (!asked.time) budget.untimed = &experiment;
            const double hours =
                static_cast<double>(group.space.count) *
                static_cast<double>(asked.time.value_or(algebra::Duration{}).milliseconds) /
                milliseconds_per_hour;
            budget.cpu_hours += hours * static_cast<double>(asked.tasks * asked.cpus);
            budget.gpu_hours +=
                hours * static_cast<double>(asked.nodes * asked.gpus) * asked.gpu_share;
        }
    }
    return budget;
}

} // namespace

Value Budget::as_record() const {
    return Value::record({{"runs", Value::of(static_cast<std::int64_t>(runs))},
                          {"cpu_hours", Value::of(cpu_hours)},
                          {"gpu_hours", Value::of(gpu_hours)},
                          {"files", Value::of(static_cast<std::int64_t>(files))}});
}

bool TargetLowering::check_experiment_rules(const LoweredExperiment& experiment,
                                            const RunScope& scope) {
    for (const sema::Rule& rule : experiment.object->rules) {
        std::vector<ColumnIndex> columns = scope.dependencies.of(rule.condition);
        if (rule.guard) {
            const auto more = scope.dependencies.of(rule.guard);
            columns.insert(columns.end(), more.begin(), more.end());
            std::ranges::sort(columns);
            columns.erase(std::ranges::unique(columns).begin(), columns.end());
        }
        sema::KnownColumns row(*experiment.space, columns);
        const sema::Environment environment = scope.environment(&row);
        const auto holds = [&](ExprRef condition) {
            const Value value = evaluator_.evaluate(condition, environment);
            const bool* answer = value.get_if<bool>();
            return answer != nullptr && *answer;
        };
        std::vector<Combination> combinations;
        std::string values;
        const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t runs) {
            row.set(ordinals);
            evaluator_.forget_steps();
            const bool is_broken = (!rule.guard || holds(rule.guard)) && !holds(rule.condition);
            if (is_broken && values.empty())
                values = condition_values(evaluator_, rule.condition, environment);
            combinations.push_back({{ordinals.begin(), ordinals.end()}, runs, is_broken});
            return !evaluator_.failed();
        };
        if (algebra::for_each_projection(*experiment.space, columns, visit)) {
            evaluator_.fail(diag::Code::E0507, rule.range, "this rule",
                            fmt::format("more than {}", algebra::candidate_limit));
        }
        if (evaluator_.failed()) return false;
        if (std::ranges::none_of(combinations, &Combination::breaks_rule)) continue;
        auto report = evaluator_.fail(diag::Code::E0317, rule.condition.range(),
                                      message_of(evaluator_, rule));
        if (!report) return false;
        report->here(describe_violations(*experiment.space, columns, combinations));
        report->note("the values in the first of these runs:\n" + values);
        return false;
    }
    return true;
}

/// The smallest part of the space whose groups break something, over the columns that `resources`
/// depend on (ruling 22).
std::string TargetLowering::place_of_groups(const LoweredExperiment& experiment,
                                            const RunScope& scope, const BreaksRule& is_broken) {
    const sema::FieldNode* node = experiment.object->field("resources");
    const auto attempts = attempts_with_resources(experiment, scope);
    const std::vector<ColumnIndex> columns =
        node != nullptr ? scope.dependencies.of(*node) : std::vector<ColumnIndex>{};
    sema::KnownColumns row(*experiment.space, columns);
    std::vector<Combination> combinations;
    const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t runs) {
        row.set(ordinals);
        evaluator_.forget_steps();
        const auto asked =
            resources_by_attempt(attempts.value_or(1), experiment, scope.environment(&row));
        const auto group =
            std::ranges::find_if(experiment.plan.groups, [&](const ir::Group& candidate) {
                return asked && ir::attempts_of(candidate) == *asked;
            });
        combinations.push_back({{ordinals.begin(), ordinals.end()},
                                runs,
                                group != experiment.plan.groups.end() && is_broken(*group)});
        return !evaluator_.failed();
    };
    // These columns were walked to make the groups, so they are few enough.
    static_cast<void>(algebra::for_each_projection(*experiment.space, columns, visit));
    return describe_violations(*experiment.space, columns, combinations);
}

bool TargetLowering::check_platform_rules(const LoweredExperiment& experiment,
                                          const RunScope& scope) {
    const sema::FieldNode* resources = experiment.object->field("resources");
    for (const sema::Rule& rule : target_.platform->rules) {
        if (mentions_total(rule.condition)) continue;
        sema::Environment environment;
        environment.self = target_.platform.get();
        environment.specials.emplace_back("resources", Value());
        const auto breaks = [&](const ir::Resources& asked) {
            environment.specials.back().second = resources_record(asked);
            const auto holds = [&](ExprRef condition) {
                const Value value = evaluator_.evaluate(condition, environment);
                const bool* answer = value.get_if<bool>();
                return answer != nullptr && *answer;
            };
            return (!rule.guard || holds(rule.guard)) && !holds(rule.condition);
        };
        for (const auto& [group, asked] : all_attempts(experiment)) {
            const bool is_broken = breaks(asked);
            if (evaluator_.failed()) return false;
            if (!is_broken) continue;
            const std::string values = condition_values(evaluator_, rule.condition, environment);
            const std::string broken_in =
                place_of_groups(experiment, scope, [&](const ir::Group& candidate) {
                    return std::ranges::any_of(ir::attempts_of(candidate), breaks);
                });
            const SourceRange place =
                resources != nullptr ? resources->range : experiment.object->name_range;
            auto report = evaluator_.fail(diag::Code::E0801, place, experiment.object->name,
                                          target_.platform->name, message_of(evaluator_, rule));
            if (!report) return false;
            report->here(experiment.plan.groups.size() > 1
                             ? fmt::format("these resources: {}", broken_in)
                             : "these resources");
            report->label(experiment.use, "checked because of this target")
                .label(rule.range, "the rule");
            report->note("the values:\n" + values);
            return false;
        }
    }
    return true;
}

namespace {

/// The platform's side of the disagreement: the one number of a node, where it is written.
void label_what_it_has(diag::Builder& report, const sema::Object& platform, const Excess& excess) {
    const sema::FieldNode* field = platform.field(excess.source);
    const sema::FieldNode* part = field->child(excess.field);
    if (excess.source != "node" || part == nullptr) {
        report.label(field->range, "what the platform has");
        return;
    }
    report.label(part->range, fmt::format("what a node of `{}` has", platform.name));
}

} // namespace

bool TargetLowering::check_node(const LoweredExperiment& experiment, const RunScope& scope) {
    sema::Environment environment;
    environment.self = target_.platform.get();
    const sema::FieldNode* node = target_.platform->field("node");
    const sema::FieldNode* max_time = target_.platform->field("max_time");
    const Value shape = node != nullptr ? evaluator_.evaluate(*node, environment) : Value();
    const Value longest =
        max_time != nullptr ? evaluator_.evaluate(*max_time, environment) : Value();
    if (evaluator_.failed()) return false;
    const sema::FieldNode* resources = experiment.object->field("resources");
    const auto excess_of_run = [&](const ir::Resources& asked) {
        auto excess = find_excess(shape, longest, asked, {});
        return excess ? excess : engine_excess(plan_.platform, asked);
    };
    const auto excess_of_pack = [&](const ir::Group& group) -> std::optional<Excess> {
        const ir::Pack pack = ir::pack_of(plan_.platform, group);
        if (pack.runs <= 1) return std::nullopt;
        return find_excess(shape, longest, ir::shared_resources(plan_.platform, group), pack);
    };
    for (const auto& [group, asked_for] : all_attempts(experiment)) {
        auto excess = excess_of_run(asked_for);
        const bool is_packs_fault = !excess;
        if (is_packs_fault) excess = excess_of_pack(*group);
        if (!excess) continue;
        const auto has_same_fault = [&](const ir::Group& other) {
            const auto is_it = [&](const std::optional<Excess>& found) {
                return found && found->field == excess->field;
            };
            const std::vector<ir::Resources> attempts = ir::attempts_of(other);
            return is_packs_fault ? is_it(excess_of_pack(other))
                                  : std::ranges::any_of(attempts, [&](const auto& asked) {
                                        return is_it(excess_of_run(asked));
                                    });
        };
        const std::string asked_here =
            experiment.plan.groups.size() > 1
                ? place_of_groups(experiment, scope, has_same_fault)
                : fmt::format("`{}` asks for it here", experiment.object->name);
        const sema::FieldNode* asked = resources != nullptr && !excess->field.empty()
                                           ? resources->child(excess->field)
                                           : resources;
        const SourceRange place = asked != nullptr ? asked->range : experiment.object->name_range;
        auto report = evaluator_.fail(diag::Code::E0802, place, target_.platform->name, excess->has,
                                      experiment.object->name, excess->asks);
        if (!report) return false;
        report->here(asked_here);
        label_what_it_has(*report, *target_.platform, *excess);
        report->label(experiment.use, "because of this target");
        if (is_packs_fault)
            report->label(target_.platform->field("launcher")->range, "these runs share a job");
        else if (!excess->help.empty())
            report->help(excess->help);
        else if (excess->field == "gpus")
            report->help(fmt::format("`target {} with {{ resources.gpus = {} }} on {}`",
                                     experiment.object->name, excess->limit,
                                     target_.platform->name));
        return false;
    }
    return true;
}

bool TargetLowering::check_totals() {
    const Budget budget = budget_of(experiments_);
    plan_.totals.runs = budget.runs;
    if (budget.untimed == nullptr) {
        plan_.totals.cpu_hours = budget.cpu_hours;
        plan_.totals.gpu_hours = budget.gpu_hours;
    }
    std::vector<sema::Rule> rules = target_.rules;
    std::ranges::copy_if(target_.platform->rules, std::back_inserter(rules),
                         [](const sema::Rule& rule) { return mentions_total(rule.condition); });
    return std::ranges::all_of(rules,
                               [&](const sema::Rule& rule) { return check_budget(rule, budget); });
}

bool TargetLowering::check_budget(const sema::Rule& rule, const Budget& budget) {
    const std::string text = evaluator_.checker().source_text(rule.condition.range());
    const bool needs_time = text.find("_hours") != std::string::npos;
    if (needs_time && budget.untimed != nullptr) {
        auto report = evaluator_.fail(diag::Code::E0806, budget.untimed->object->name_range,
                                      target_.name, "hours");
        if (report)
            report->here("its `resources` say no `time`")
                .label(rule.range, "the rule that needs it")
                .help("add `time` to the resources");
        return false;
    }
    sema::Environment environment;
    environment.specials.emplace_back("total", budget.as_record());
    const Value holds = evaluator_.evaluate(rule.condition, environment);
    const bool* answer = holds.get_if<bool>();
    if (evaluator_.failed()) return false;
    if (answer == nullptr || *answer) return true;
    const std::string values = condition_values(evaluator_, rule.condition, environment);
    auto report = evaluator_.fail(diag::Code::E0805, rule.condition.range(), target_.name,
                                  message_of(evaluator_, rule));
    if (!report) return false;
    report->note("the values:\n" + values);
    return false;
}

} // namespace expc::lower
