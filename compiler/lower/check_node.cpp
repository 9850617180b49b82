// SPDX-License-Identifier: MIT
// What a node has and how long a job may take, against what runs ask for, alone and in packs.
#include "compiler/lower/lower_target.hpp"

#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"
#include "compiler/lower/excess.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

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

} // namespace

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
    for (const auto& [group, asked_for] : ir::all_attempts(experiment.plan)) {
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

} // namespace expc::lower
