// SPDX-License-Identifier: MIT
// Proofs over the whole space without expanding it: rules of platforms, budgets.
#include "compiler/lower/lower_target.hpp"

#include "compiler/ir/attempts.hpp"
#include "compiler/lower/condition_values.hpp"
#include "compiler/lower/known_runs.hpp"
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

bool mentions_total(ExprRef condition) {
    return std::ranges::any_of(sema::free_names(condition),
                               [](const sema::FreeName& name) { return name.name == "total"; });
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

namespace {

/// A rule of a platform, asked about the resources of runs; where it names the run itself, about
/// each run.
class PlatformRule {
  public:
    PlatformRule(sema::Evaluator& evaluator, const sema::Object& platform, const sema::Rule& rule,
                 const ir::Experiment& experiment)
        : evaluator_(evaluator), rule_(rule), experiment_(experiment) {
        environment_.self = &platform;
        environment_.specials.emplace_back("resources", Value());
    }

    /// Whether some run of the group breaks it.
    bool is_broken(const ir::Group& group, const ir::Resources& asked) {
        environment_.specials.back().second = resources_record(asked);
        environment_.run = nullptr;
        bool is_broken = false;
        const bool needs_runs = evaluator_.asks_for_run([&] { is_broken = breaks(); });
        return needs_runs ? is_broken_in_a_run(group) : is_broken;
    }
    bool is_broken(const ir::Group& group) {
        const std::vector<ir::Resources> attempts = ir::attempts_of(group);
        return std::ranges::any_of(
            attempts, [&](const ir::Resources& asked) { return is_broken(group, asked); });
    }
    /// What the names in the condition stood for when it was found broken.
    [[nodiscard]] std::string values() {
        return condition_values(evaluator_, rule_.condition, environment_);
    }
    [[nodiscard]] std::string message() { return message_of(evaluator_, rule_, environment_); }

  private:
    [[nodiscard]] bool breaks() { return lower::breaks(evaluator_, rule_, environment_); }

    bool is_broken_in_a_run(const ir::Group& group) {
        if (!are_few_enough(evaluator_, group.space, rule_.condition.range())) return false;
        bool is_broken = false;
        const auto visit = [&](std::span<const algebra::Ordinal>, const sema::KnownRun& run) {
            run_ = run;
            environment_.run = &run_;
            evaluator_.forget_steps();
            is_broken = breaks();
            return !is_broken && !evaluator_.failed();
        };
        for_each_known_run(experiment_, group.space, visit);
        return is_broken;
    }

    sema::Evaluator& evaluator_;
    const sema::Rule& rule_;
    const ir::Experiment& experiment_;
    sema::Environment environment_;
    sema::KnownRun run_;
};

} // namespace

bool TargetLowering::check_platform_rules(const LoweredExperiment& experiment,
                                          const RunScope& scope) {
    sema::IndependentParts rules(evaluator_);
    bool are_kept = true;
    for (const sema::Rule& rule : target_.platform->rules) {
        if (mentions_total(rule.condition)) continue;
        rules.next();
        are_kept = check_platform_rule(experiment, scope, rule) && are_kept;
    }
    return are_kept;
}

bool TargetLowering::check_platform_rule(const LoweredExperiment& experiment, const RunScope& scope,
                                         const sema::Rule& rule) {
    const sema::FieldNode* resources = experiment.object->field("resources");
    PlatformRule check(evaluator_, *target_.platform, rule, experiment.plan);
    for (const auto& [group, asked] : ir::all_attempts(experiment.plan)) {
        const bool is_broken = check.is_broken(*group, asked);
        if (evaluator_.failed()) return false;
        if (!is_broken) continue;
        const std::string values = check.values();
        const std::string message = check.message();
        const std::string broken_in =
            place_of_groups(experiment, scope,
                            [&](const ir::Group& candidate) { return check.is_broken(candidate); });
        const SourceRange place =
            resources != nullptr ? resources->range : experiment.object->name_range;
        const std::string refusal = fmt::format("{} {}", rule.range.begin, message);
        if (!across_.refused.emplace(place, refusal).second) return false;
        auto report = evaluator_.fail(diag::Code::E0801, place, experiment.object->name,
                                      target_.platform->name, message);
        if (!report) return false;
        report->here(experiment.plan.groups.size() > 1
                         ? fmt::format("these resources: {}", broken_in)
                     : resources != nullptr ? "these resources"
                                            : "this experiment");
        report->label(experiment.use, "checked because of this target")
            .label(rule.range, "the rule");
        report->note("the values:\n" + values);
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
    sema::IndependentParts parts(evaluator_);
    bool are_kept = true;
    for (const sema::Rule& rule : rules) {
        parts.next();
        are_kept = check_budget(rule, budget) && are_kept;
    }
    return are_kept;
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
                                  message_of(evaluator_, rule, environment));
    if (!report) return false;
    report->note("the values:\n" + values);
    return false;
}

} // namespace expc::lower
