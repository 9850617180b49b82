// SPDX-License-Identifier: MIT
// What the command line asks of a compiled program.
#include "compiler/lower/condition_values.hpp"
#include "compiler/lower/program_state.hpp"
#include "compiler/lower/shown_object.hpp"
#include "compiler/sema/space_builder.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc {

using sema::ExprRef;
using sema::Value;

namespace {

bool has_column(const ir::Experiment& experiment, const std::string& name) {
    return std::ranges::find(experiment.space.columns, name, &algebra::Column::alias) !=
           experiment.space.columns.end();
}

bool is_column_of_any(const ir::Plan& plan, const std::string& name) {
    return std::ranges::any_of(plan.targets, [&](const ir::Target& target) {
        return std::ranges::any_of(target.experiments,
                                   [&](const auto& each) { return has_column(each, name); });
    });
}

} // namespace

ExprRef Program::State::expression(const std::string& option, const std::string& text) {
    if (root == nullptr) return {};
    const auto [known, is_new] = expressions.try_emplace({option, text});
    if (!is_new) return known->second;
    const sema::Module* module = settings.expression(option, text, *root);
    if (module == nullptr) return {};
    const auto* let = std::get_if<ast::Let>(&module->file.declarations.front().node);
    if (let != nullptr) known->second = {module, let->value};
    return known->second;
}

std::shared_ptr<const sema::Object> Program::State::object_of(ExprRef expression,
                                                              const sema::Type& type) {
    if (type.is(sema::TypeKind::experiment))
        return checker.read_member(expression, ast::Kind::experiment, "");
    if (type.is(sema::TypeKind::platform))
        return checker.read_member(expression, ast::Kind::platform, "");
    const auto* name = std::get_if<ast::NameUse>(&expression.get().node);
    if (name == nullptr) return nullptr;
    const auto symbol = expression.module->names.find(name->name);
    if (symbol == expression.module->names.end() || symbol->second.is_module) return nullptr;
    const auto* definition = std::get_if<ast::Definition>(&symbol->second.get().node);
    if (definition == nullptr || definition->kind == ast::Kind::space) return nullptr;
    return checker.object(symbol->second);
}

std::vector<InputDescription> Program::inputs() const {
    std::vector<InputDescription> result;
    for (const lower::NamedInput& named : state_->inputs) {
        const auto& input = std::get<ast::Input>(named.symbol.get().node);
        const ast::File& file = named.symbol.module->file;
        InputDescription description;
        description.name = named.name;
        description.type = std::string(state_->sources.text(file.types[input.type].range));
        if (input.default_value)
            description.default_value =
                std::string(state_->sources.text(file.exprs[input.default_value].range));
        state_->evaluator.require_inputs(false);
        const Value value = state_->evaluator.value_of(named.symbol);
        if (!state_->evaluator.failed()) description.value = algebra::display(value);
        state_->evaluator.recover();
        description.doc = named.symbol.get().doc;
        description.origin = input.name.range;
        result.push_back(std::move(description));
    }
    return result;
}

std::vector<TestOutcome> Program::run_tests() {
    std::vector<TestOutcome> outcomes;
    if (state_->root == nullptr || state_->sink.has_errors()) return outcomes;
    sema::Evaluator& evaluator = state_->evaluator;
    for (const ast::Declaration& declaration : state_->root->file.declarations) {
        const auto* test = std::get_if<ast::Test>(&declaration.node);
        if (test == nullptr) continue;
        TestOutcome outcome{test->name, true, test->name_range};
        sema::Environment environment;
        for (const ast::Entry& entry : test->block.entries) {
            evaluator.recover();
            const auto* let = std::get_if<ast::LocalLet>(&entry.node);
            if (let != nullptr)
                environment.locals.emplace_back(
                    let->name.text,
                    evaluator.evaluate(ExprRef{state_->root, let->value}, environment));
            const auto* assertion = std::get_if<ast::Assert>(&entry.node);
            if (assertion == nullptr) continue;
            const ExprRef condition{state_->root, assertion->condition};
            const Value value = evaluator.evaluate(condition, environment);
            const bool* holds = value.get_if<bool>();
            if (holds != nullptr && *holds) continue;
            outcome.passed = false;
            if (evaluator.failed()) continue;
            auto report = state_->sink.report(diag::Code::E0318, condition.range(), test->name);
            report.note("the values:\n" +
                        lower::condition_values(evaluator, condition, environment));
        }
        outcomes.push_back(std::move(outcome));
    }
    evaluator.recover();
    return outcomes;
}

std::optional<std::string> Program::evaluate(std::string_view expression) {
    const ExprRef value = state_->expression("eval", std::string(expression));
    if (!value) return std::nullopt;
    sema::Scope scope;
    scope.module = value.module;
    const sema::Type type = state_->checker.infer(value, scope);
    if (type.is_invalid() || state_->sink.has_errors()) return std::nullopt;
    state_->evaluator.recover();
    if (type.is(sema::TypeKind::space)) {
        const auto space = state_->evaluator.space_of(value);
        if (space == nullptr) return std::nullopt;
        std::vector<std::string> columns;
        for (const algebra::Column& column : space->columns)
            columns.push_back(column.alias);
        return fmt::format("{} rows: {}", space->count, fmt::join(columns, ", "));
    }
    if (const auto object = state_->object_of(value, type))
        return lower::shown_object(*object, state_->sources);
    const Value result = state_->evaluator.evaluate(value, {});
    if (state_->evaluator.failed()) return std::nullopt;
    return algebra::display(result);
}

bool Program::asks_for_columns_of_others(const ir::Experiment& experiment,
                                         std::string_view condition) {
    const ExprRef asked = state_->expression("--where", std::string(condition));
    if (!asked) return false;
    const auto is_of_others = [&](const sema::FreeName& used) {
        return !has_column(experiment, used.name) && is_column_of_any(plan(), used.name);
    };
    return std::ranges::any_of(sema::free_names(asked), is_of_others);
}

std::optional<algebra::Predicate> Program::row_predicate(const ir::Experiment& experiment,
                                                         std::string_view condition) {
    const ExprRef asked = state_->expression("--where", std::string(condition));
    if (!asked) return std::nullopt;
    sema::TypeFields columns;
    for (const algebra::Column& column : experiment.space.columns)
        columns.emplace_back(column.alias, lower::type_of_column(column));
    sema::Scope scope;
    scope.module = asked.module;
    scope.place = sema::Place::space;
    scope.columns = &columns;
    const std::size_t before = state_->sink.error_count();
    state_->checker.expect(asked, scope, sema::Type(sema::TypeKind::boolean), "--where");
    if (state_->sink.error_count() != before) return std::nullopt;
    state_->evaluator.recover();
    return sema::SpaceBuilder(state_->evaluator).predicate(asked, experiment.space, false);
}

} // namespace expc
