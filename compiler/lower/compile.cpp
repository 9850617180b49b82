// SPDX-License-Identifier: MIT
#include "compiler/lower/compile.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/lower/condition_values.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/settings.hpp"
#include "compiler/lower/shown_object.hpp"
#include "compiler/sema/space_builder.hpp"

#include <boost/filesystem/path.hpp>
#include <fmt/ranges.h>

#include <algorithm>

namespace expc {

using sema::ExprRef;
using sema::Value;

struct Program::State {
    CompileOptions options;
    Surroundings surroundings;
    Sources sources;
    diag::Sink sink;
    sema::Schema schema;
    sema::ModuleLoader loader;
    sema::Checker checker;
    sema::Evaluator evaluator;
    lower::Settings settings;
    const sema::Module* root = nullptr;
    std::vector<lower::NamedInput> inputs;
    lower::ToldApart told_apart;
    ir::Plan plan;
    std::vector<std::string> remarks;

    State(const CompileOptions& given, const Surroundings& around)
        : options(given), surroundings(around),
          loader(sources, sink, around.read_file, given.project_root),
          checker(sink, sources, schema),
          evaluator(checker, {around.read_file, around.environment}),
          settings(sources, evaluator), told_apart{.by_id = given.depth == Depth::plan,
                                                   .found = {}} {}

    void load();
    void check();
    void evaluate_declarations();
    void lower_targets();
    void describe_sources();
    [[nodiscard]] bool is_wanted(const std::string& target) const;
    /// The experiment, platform or other record with a schema that an expression stands for.
    [[nodiscard]] std::shared_ptr<const sema::Object> object_of(ExprRef expression,
                                                                const sema::Type& type);
};

Program::Program(std::unique_ptr<State> state) : state_(std::move(state)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

Program Program::compile(const CompileOptions& options, const Surroundings& surroundings) {
    auto state = std::make_unique<State>(options, surroundings);
    state->load();
    if (state->root != nullptr) {
        state->check();
        if (!state->sink.has_errors()) state->evaluate_declarations();
        if (!state->sink.has_errors()) state->lower_targets();
        if (options.depth == Depth::plan) state->describe_sources();
    }
    return Program(std::move(state));
}

void Program::State::load() {
    root = loader.load_root(options.path);
    if (root == nullptr) return;
    inputs = lower::all_inputs(*root, loader.modules());
    settings.read_overrides(options.overrides, *root);
}

/// Types of every module; imported ones first, so that their mistakes come before those of their
/// users.
void Program::State::check() {
    for (const auto& module : loader.modules()) {
        if (module.get() != root) checker.check_module(*module);
    }
    checker.check_module(*root);
    if (!sink.has_errors()) checker.warn_unused(*root);
    if (!sink.has_errors()) settings.set_inputs(options, surroundings, inputs);
}

/// Values of inputs, lets and spaces, also of those that no target uses.
void Program::State::evaluate_declarations() {
    evaluator.require_inputs(options.depth == Depth::plan);
    for (const lower::NamedInput& input : inputs) {
        static_cast<void>(evaluator.value_of(input.symbol));
        evaluator.recover();
    }
    if (!evaluator.missing_inputs().empty() && options.depth == Depth::check) {
        std::vector<std::string> names;
        for (const sema::Symbol& symbol : evaluator.missing_inputs())
            names.push_back("`" + std::get<ast::Input>(symbol.get().node).name.text + "`");
        remarks.push_back(
            fmt::format("only types were checked: {} {} no value (set it with `--set`)",
                        fmt::join(names, ", "), names.size() == 1 ? "has" : "have"));
        return;
    }
    for (std::uint32_t index = 0; index < root->file.declarations.size(); ++index) {
        const sema::Symbol symbol{root, index, false};
        const auto* definition = std::get_if<ast::Definition>(&symbol.get().node);
        const bool is_let = std::holds_alternative<ast::Let>(symbol.get().node);
        if (is_let) static_cast<void>(evaluator.value_of(symbol));
        if (definition != nullptr && definition->kind == ast::Kind::space) {
            auto description = sema::SpaceReader(evaluator).read({root, definition->value});
            if (description != nullptr && !description->table) {
                description->name = definition->name.text;
                if (description->range == root->file.exprs[definition->value].range)
                    description->range = definition->name.range;
            }
            static_cast<void>(evaluator.space_of(ExprRef{root, definition->value}, description));
        }
        evaluator.recover();
    }
}

bool Program::State::is_wanted(const std::string& target) const {
    return options.targets.empty() ||
           std::ranges::find(options.targets, target) != options.targets.end();
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

void Program::State::lower_targets() {
    if (!remarks.empty()) return;
    for (const ast::Declaration& declaration : root->file.declarations) {
        const auto* target = std::get_if<ast::Target>(&declaration.node);
        if (target == nullptr) continue;
        const auto objects = checker.read_target(*root, *target, declaration.range);
        if (!objects || !is_wanted(objects->name)) continue;
        evaluator.recover();
        auto lowered = lower::TargetLowering(evaluator, *objects, told_apart)
                           .lower(options.appended_words, options.engine_flags);
        if (!lowered) continue;
        if (options.depth == Depth::check) lowered->experiments.clear();
        plan.targets.push_back(std::move(*lowered));
    }
    evaluator.recover();
}

void Program::State::describe_sources() {
    namespace fs = boost::filesystem;
    const auto relative = [&](const std::string& path) {
        const fs::path from = fs::path(options.project_root).lexically_normal();
        const fs::path whole = fs::path(options.working_folder) / path;
        const fs::path result = whole.lexically_normal().lexically_relative(from);
        return result.empty() ? path : result.string();
    };
    plan.root_file = relative(root->path);
    for (const auto& module : loader.modules()) {
        const bool is_standard = module->path.starts_with("std/");
        plan.sources.push_back({is_standard ? module->path : relative(module->path),
                                algebra::sha256_hex(sources[module->file.source].text)});
    }
    if (sink.has_errors()) return;
    for (const lower::NamedInput& input : inputs) {
        plan.inputs.push_back({input.name, algebra::display(evaluator.value_of(input.symbol))});
        evaluator.recover();
    }
    for (const std::string& setting : options.overrides) {
        const std::size_t equals = setting.find('=');
        plan.overrides.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
    }
    for (const std::string& word : options.appended_words)
        plan.overrides.push_back({"--", word});
    for (const std::string& flag : options.engine_flags)
        plan.overrides.push_back({"--engine-flag", flag});
}

const Sources& Program::sources() const {
    return state_->sources;
}
diag::Sink& Program::sink() {
    return state_->sink;
}
const ir::Plan& Program::plan() const {
    return state_->plan;
}
const std::vector<std::string>& Program::remarks() const {
    return state_->remarks;
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
    if (state_->root == nullptr) return std::nullopt;
    const sema::Module* module = state_->settings.expression("eval", expression, *state_->root);
    if (module == nullptr) return std::nullopt;
    const auto* let = std::get_if<ast::Let>(&module->file.declarations.front().node);
    if (let == nullptr) return std::nullopt;
    const ExprRef value{module, let->value};
    sema::Scope scope;
    scope.module = module;
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

std::optional<algebra::Predicate> Program::row_predicate(const ir::Experiment& experiment,
                                                         std::string_view condition) {
    if (state_->root == nullptr) return std::nullopt;
    const sema::Module* module = state_->settings.expression("--where", condition, *state_->root);
    const auto* let = module != nullptr
                          ? std::get_if<ast::Let>(&module->file.declarations.front().node)
                          : nullptr;
    if (let == nullptr) return std::nullopt;
    sema::TypeFields columns;
    for (const algebra::Column& column : experiment.space.columns)
        columns.emplace_back(column.alias, lower::type_of_column(column));
    sema::Scope scope;
    scope.module = module;
    scope.place = sema::Place::space;
    scope.columns = &columns;
    const std::size_t before = state_->sink.error_count();
    state_->checker.expect({module, let->value}, scope, sema::Type(sema::TypeKind::boolean),
                           "--where");
    if (state_->sink.error_count() != before) return std::nullopt;
    state_->evaluator.recover();
    return sema::SpaceBuilder(state_->evaluator)
        .predicate({module, let->value}, experiment.space, false);
}

} // namespace expc
