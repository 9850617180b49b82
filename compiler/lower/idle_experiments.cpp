// SPDX-License-Identifier: MIT
// Experiments that no target builds: their values are checked before any platform is asked, like
// those of all others.
#include "compiler/lower/joins.hpp"
#include "compiler/lower/program_state.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc {

namespace {

bool has_experiment(const sema::TargetObjects& target, const std::string& name) {
    return std::ranges::any_of(target.experiments,
                               [&](const auto& experiment) { return experiment->name == name; });
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
    lower::TargetLowering(evaluator, idle, told_apart).check_without_platform();
    evaluator.recover();
    if (options.depth != Depth::check) return;
    remarks.push_back(fmt::format("no target builds {}, so no platform was asked about {}",
                                  fmt::join(names, ", "), names.size() == 1 ? "it" : "them"));
}

std::vector<std::shared_ptr<const sema::Object>> Program::State::idle_experiments() {
    std::vector<std::shared_ptr<const sema::Object>> idle;
    for (std::uint32_t index = 0; index < root->file.declarations.size(); ++index) {
        const auto* definition = std::get_if<ast::Definition>(&root->file.declarations[index].node);
        const bool is_idle = definition != nullptr && definition->kind == ast::Kind::experiment &&
                             !root->used[index];
        const auto declared = is_idle ? checker.object({root, index, false}) : nullptr;
        if (declared == nullptr) continue;
        auto object = checker.overridden(declared, "");
        if (object == declared || checker.check_object(*object)) idle.push_back(std::move(object));
    }
    return idle;
}

void Program::State::add_parents(sema::TargetObjects& target) {
    for (std::size_t i = 0; i < target.experiments.size(); ++i) {
        for (const lower::UpstreamCall& call : lower::upstream_calls(*target.experiments[i])) {
            if (has_experiment(target, call.experiment)) continue;
            const auto as_built = built.find(call.experiment);
            const auto symbol = call.call.module->find(call.experiment);
            auto parent = as_built != built.end() ? as_built->second
                          : symbol                ? checker.object(*symbol)
                                                  : nullptr;
            if (parent != nullptr) target.experiments.push_back(std::move(parent));
        }
    }
}

} // namespace expc
