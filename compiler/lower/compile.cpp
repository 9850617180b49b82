// SPDX-License-Identifier: MIT
#include "compiler/lower/joins.hpp"
#include "compiler/lower/program_state.hpp"
#include "compiler/sema/space_description.hpp"

#include <boost/filesystem/path.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace expc {

using sema::ExprRef;

Program::Program(std::unique_ptr<State> state) : state_(std::move(state)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() {
    // In a chain, where leak checkers find what nobody frees.
    static const State* newest = nullptr;
    if (state_ == nullptr || !state_->options.dies_with_process) return;
    state_->left_before = newest;
    newest = state_.release();
}

Program Program::compile(const CompileOptions& options, const Surroundings& surroundings) {
    auto state = std::make_unique<State>(options, surroundings);
    state->load();
    if (state->root != nullptr) {
        state->check();
        if (!state->sink.has_errors()) state->evaluate_declarations();
        if (!state->sink.has_errors() && options.depth != Depth::declarations) state->plan_runs();
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
        remarks.push_back(fmt::format("{} {} no value (set it with `--set`), so of what needs it "
                                      "only types were checked",
                                      fmt::join(names, ", "), names.size() == 1 ? "has" : "have"));
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

void Program::State::plan_runs() {
    lower_targets();
    check_idle_experiments();
    if (!sink.has_errors()) check_circles();
}

bool Program::State::is_wanted(const std::string& target) const {
    return options.targets.empty() ||
           std::ranges::find(options.targets, target) != options.targets.end();
}

void Program::State::lower_targets() {
    for (const ast::Declaration& declaration : root->file.declarations) {
        const auto* target = std::get_if<ast::Target>(&declaration.node);
        if (target == nullptr) continue;
        const auto objects = checker.read_target(*root, *target, declaration.range);
        if (!objects || !is_wanted(objects->name)) continue;
        for (const auto& experiment : objects->experiments)
            built.insert(experiment->name);
        evaluator.recover();
        auto lowered = lower::TargetLowering(evaluator, *objects, across)
                           .lower(options.appended_words, options.engine_flags);
        if (!lowered && !sink.has_errors() && evaluator.missing_inputs().empty())
            sink.report(diag::Code::E0313, declaration.range,
                        fmt::format("expc does not understand target `{}`", objects->name));
        if (!lowered) continue;
        plan.targets.push_back(std::move(*lowered));
    }
    evaluator.recover();
}

void Program::State::check_circles() {
    std::map<std::string, std::shared_ptr<const sema::Object>> experiments;
    for (std::uint32_t index = 0; index < root->file.declarations.size(); ++index) {
        const auto* definition = std::get_if<ast::Definition>(&root->file.declarations[index].node);
        if (definition == nullptr || definition->kind != ast::Kind::experiment) continue;
        if (auto object = checker.object({root, index, false}))
            experiments.emplace(object->name, std::move(object));
    }
    std::map<std::string, std::vector<std::string>> readers;
    std::map<std::string, std::size_t> waits;
    std::vector<std::string> free;
    for (const auto& [name, experiment] : experiments) {
        for (const lower::UpstreamCall& call : lower::upstream_calls(*experiment)) {
            if (!experiments.contains(call.experiment)) continue;
            readers[call.experiment].push_back(name);
            ++waits[name];
        }
        if (!waits.contains(name)) free.push_back(name);
    }
    while (!free.empty()) {
        const std::string done = std::move(free.back());
        free.pop_back();
        experiments.erase(done);
        for (const std::string& reader : readers[done])
            if (--waits[reader] == 0) free.push_back(reader);
    }
    sema::TargetObjects left;
    for (const auto& [name, experiment] : experiments)
        left.experiments.push_back(experiment);
    if (!left.experiments.empty()) lower::report_circle(evaluator, left);
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
bool Program::has_values() const {
    return state_->evaluator.missing_inputs().empty();
}
const std::vector<std::string>& Program::remarks() const {
    return state_->remarks;
}

} // namespace expc
