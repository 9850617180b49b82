// SPDX-License-Identifier: MIT
// The rules of an experiment, over the values of the columns that they name; where they name the
// run itself, run by run.
#include "compiler/base/grouped.hpp"
#include "compiler/lower/condition_values.hpp"
#include "compiler/lower/known_runs.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/violations.hpp"
#include "compiler/sema/space_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

namespace expc::lower {

namespace {

/// The columns of a rule, and for which combinations of them it does not hold.
class RuleCheck {
  public:
    RuleCheck(const RunScope& scope, const sema::Rule& rule) : scope_(scope), rule_(rule) {}

    /// False after an error.
    bool look() {
        bool is_done = false;
        const bool needs_runs =
            scope_.evaluator.asks_for_run([&] { is_done = look_at_combinations(); });
        by_runs_ = needs_runs;
        return needs_runs ? look_at_runs() : is_done;
    }
    /// What the rule says of the first run that breaks it. Its message may name more columns than
    /// its condition; where these are too many together, the condition stands for it.
    [[nodiscard]] std::string message() const {
        std::optional<std::string> found;
        const auto visit = [&](std::span<const algebra::Ordinal>, std::uint64_t,
                               const sema::Environment& environment) {
            if (breaks(scope_.evaluator, rule_, environment))
                found = message_of(scope_.evaluator, rule_, environment);
            return !found && !scope_.evaluator.failed();
        };
        if (by_runs_)
            for_each_run(visit);
        else
            static_cast<void>(for_each_combination(
                columns_of({rule_.condition, rule_.guard, rule_.message}), visit));
        return found.value_or(scope_.evaluator.checker().source_text(rule_.condition.range()));
    }
    [[nodiscard]] bool is_broken() const {
        return std::ranges::any_of(combinations_, &Combination::breaks_rule);
    }
    [[nodiscard]] std::string place() const {
        return describe_violations(scope_.space, columns_, combinations_);
    }
    /// What the names in the condition stand for in the first run that breaks it.
    [[nodiscard]] const std::string& values() const { return values_; }

  private:
    /// Combinations of columns that occur, in how many runs, and what is known in them.
    using Visit = std::function<bool(std::span<const algebra::Ordinal> ordinals, std::uint64_t runs,
                                     const sema::Environment& environment)>;

    [[nodiscard]] std::vector<ColumnIndex> columns_of(std::initializer_list<ExprRef> parts) const {
        std::set<ColumnIndex> columns;
        for (const ExprRef part : parts) {
            const auto named = scope_.dependencies.of(part);
            columns.insert(named.begin(), named.end());
        }
        return {columns.begin(), columns.end()};
    }

    /// False where the columns are too many together.
    [[nodiscard]] bool for_each_combination(const std::vector<ColumnIndex>& columns,
                                            const Visit& visit) const {
        sema::KnownColumns row(scope_.space, columns);
        const auto too_coupled = algebra::for_each_projection(
            scope_.space, columns,
            [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t runs) {
                row.set(ordinals);
                scope_.evaluator.forget_steps();
                return visit(ordinals, runs, scope_.environment(&row));
            });
        return !too_coupled;
    }

    void for_each_run(const Visit& visit) const {
        std::vector<ColumnIndex> all(scope_.space.columns.size());
        std::iota(all.begin(), all.end(), ColumnIndex{0});
        sema::KnownColumns row(scope_.space, all);
        for_each_known_run(
            *scope_.experiment, scope_.space,
            [&](std::span<const algebra::Ordinal> ordinals, const sema::KnownRun& run) {
                row.set(ordinals);
                scope_.evaluator.forget_steps();
                sema::Environment environment = scope_.environment(&row);
                environment.run = &run;
                return visit(ordinals, 1, environment);
            });
    }

    bool look_at_combinations() {
        columns_ = columns_of({rule_.condition, rule_.guard});
        if (!for_each_combination(columns_, adding()))
            scope_.evaluator.fail(diag::Code::E0507, rule_.range, "this rule", "too many",
                                  grouped(algebra::candidate_limit));
        return !scope_.evaluator.failed();
    }

    bool look_at_runs() {
        if (!are_few_enough(scope_.evaluator, scope_.space, rule_.condition.range())) return false;
        columns_.resize(scope_.space.columns.size());
        std::iota(columns_.begin(), columns_.end(), ColumnIndex{0});
        combinations_.clear();
        for_each_run(adding());
        return !scope_.evaluator.failed();
    }

    [[nodiscard]] Visit adding() {
        return [this](std::span<const algebra::Ordinal> ordinals, std::uint64_t runs,
                      const sema::Environment& environment) {
            return add(ordinals, runs, environment);
        };
    }

    bool add(std::span<const algebra::Ordinal> ordinals, std::uint64_t runs,
             const sema::Environment& environment) {
        const bool is_broken = breaks(scope_.evaluator, rule_, environment);
        if (scope_.evaluator.failed()) return false;
        if (is_broken && values_.empty())
            values_ = condition_values(scope_.evaluator, rule_.condition, environment);
        combinations_.push_back({{ordinals.begin(), ordinals.end()}, runs, is_broken});
        return !scope_.evaluator.failed();
    }

    const RunScope& scope_;
    const sema::Rule& rule_;
    std::vector<ColumnIndex> columns_;
    std::vector<Combination> combinations_;
    std::string values_;
    bool by_runs_ = false; ///< the condition names the run itself
};

} // namespace

bool TargetLowering::check_experiment_rules(const LoweredExperiment& experiment,
                                            const RunScope& scope) {
    sema::IndependentParts rules(evaluator_);
    for (const sema::Rule& rule : experiment.object->rules) {
        rules.next();
        RuleCheck check(scope, rule);
        if (!check.look() || !check.is_broken()) continue;
        auto report = evaluator_.fail(diag::Code::E0317, rule.condition.range(), check.message());
        if (!report) continue;
        report->here(check.place());
        if (experiment.object->layers > 0)
            report->label(experiment.use, fmt::format("`{}` breaks it", experiment.object->name));
        report->note("the values in the first of these runs:\n" + check.values());
    }
    return !rules.failed();
}

} // namespace expc::lower
