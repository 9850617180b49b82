// SPDX-License-Identifier: MIT
// Experiments that no target builds: their values are checked before any platform is asked, like
// those of all others.
#include "compiler/lower/joins.hpp"
#include "compiler/lower/program_state.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace expc {

namespace {

bool has_experiment(const sema::TargetObjects& target, const std::string& name) {
    return std::ranges::any_of(target.experiments,
                               [&](const auto& experiment) { return experiment->name == name; });
}

/// The experiments of which others are made: `big = train with { ... }`.
std::set<std::string> bases_of(const ast::File& file) {
    std::set<std::string> bases;
    const auto add = [&](ast::ExprId base) {
        const auto* name = std::get_if<ast::NameUse>(&file.exprs[base].node);
        if (name != nullptr) bases.insert(name->name);
    };
    for (const ast::Expr& expr : file.exprs) {
        if (const auto* with = std::get_if<ast::With>(&expr.node)) add(with->base);
    }
    for (const ast::Declaration& declaration : file.declarations) {
        const auto* definition = std::get_if<ast::Definition>(&declaration.node);
        if (definition != nullptr) add(definition->value);
    }
    return bases;
}

} // namespace

void Program::State::check_idle_experiments() {
    if (!options.targets.empty()) return;
    sema::TargetObjects idle;
    idle.experiments = idle_experiments();
    if (idle.experiments.empty()) return;
    std::vector<std::string> names;
    for (const auto& experiment : idle.experiments)
        names.push_back("`" + experiment->name + "`");
    add_parents(idle);
    for (const auto& experiment : idle.experiments)
        idle.uses.push_back(experiment->name_range);
    idle.range = idle.uses.front();
    auto nowhere = std::make_shared<sema::Object>();
    nowhere->kind = ast::Kind::platform;
    idle.platform = std::move(nowhere);
    evaluator.recover();
    lower::TargetLowering(evaluator, idle, across).check_without_platform(built);
    evaluator.recover();
    if (options.depth != Depth::check) return;
    remarks.push_back(fmt::format("no target builds {}, so no platform was asked about {}",
                                  fmt::join(names, ", "), names.size() == 1 ? "it" : "them"));
}

std::vector<std::shared_ptr<const sema::Object>> Program::State::idle_experiments() {
    std::vector<std::shared_ptr<const sema::Object>> idle;
    const std::set<std::string> bases = bases_of(root->file);
    for (std::uint32_t index = 0; index < root->file.declarations.size(); ++index) {
        const auto* definition = std::get_if<ast::Definition>(&root->file.declarations[index].node);
        if (definition == nullptr || definition->kind != ast::Kind::experiment) continue;
        const std::string& name = definition->name.text;
        if (built.contains(name) || bases.contains(name)) continue;
        if (auto object = declared({root, index, false})) idle.push_back(std::move(object));
    }
    return idle;
}

std::shared_ptr<const sema::Object> Program::State::declared(const sema::Symbol& experiment) {
    const auto written = checker.object(experiment);
    if (written == nullptr) return nullptr;
    auto object = checker.overridden(written, "");
    return object == written || checker.check_object(*object) ? object : nullptr;
}

void Program::State::add_parents(sema::TargetObjects& target) {
    for (std::size_t i = 0; i < target.experiments.size(); ++i) {
        for (const lower::UpstreamCall& call : lower::upstream_calls(*target.experiments[i])) {
            const auto symbol = call.call.module->find(call.experiment);
            if (!symbol || has_experiment(target, call.experiment)) continue;
            if (auto parent = declared(*symbol)) target.experiments.push_back(std::move(parent));
        }
    }
}

} // namespace expc
