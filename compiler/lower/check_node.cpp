// SPDX-License-Identifier: MIT
// What a node has and how long a job may take, against what runs ask for, alone and in packs.
#include "compiler/lower/lower_target.hpp"

#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"
#include "compiler/lower/excess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

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

/// What a node of the platform has and how long its jobs may take.
class NodeLimits {
  public:
    NodeLimits(Value node, Value longest, const ir::Platform& platform)
        : node_(std::move(node)), longest_(std::move(longest)), platform_(platform) {}

    [[nodiscard]] std::vector<Excess> of_run(const ir::Resources& asked) const {
        std::vector<Excess> found = find(asked, {});
        if (auto counted = counted_excess(asked); counted && !has_field(found, counted->field))
            found.push_back(std::move(*counted));
        // The same field is told once, by what the platform says of its nodes.
        if (auto more = engine_excess(asked); more && !has_field(found, more->field))
            found.push_back(std::move(*more));
        return found;
    }
    /// Of the runs of a group that share a job.
    [[nodiscard]] std::vector<Excess> of_pack(const ir::Group& group) const {
        const ir::Pack pack = ir::pack_of(platform_, group);
        if (pack.runs <= 1) return {};
        return find(ir::shared_resources(platform_, group), pack);
    }
    [[nodiscard]] static bool has_field(const std::vector<Excess>& found, std::string_view field) {
        return std::ranges::find(found, field, &Excess::field) != found.end();
    }

  private:
    /// `asked` is what one run asks for, or the pack that shares a job.
    [[nodiscard]] std::vector<Excess> find(const ir::Resources& asked, const ir::Pack& pack) const {
        const bool is_shared = pack.runs > 1;
        const std::string at_once =
            is_shared ? fmt::format(" for {} at once", runs_text(pack.at_once)) : "";
        std::vector<Excess> found;
        const auto* gpus = limit_of<std::int64_t>(node_, "gpus");
        if (gpus != nullptr && asked.gpus > *gpus)
            found.push_back({"gpus", gpus_text(*gpus, " per node"),
                             fmt::format("{}{}", asked.gpus, is_shared ? at_once : " per run"),
                             *gpus});
        const auto* cpus = limit_of<std::int64_t>(node_, "cpus");
        const std::int64_t on_one_node =
            asked.cpus * ((asked.tasks + asked.nodes - 1) / asked.nodes);
        if (cpus != nullptr && on_one_node > *cpus)
            found.push_back({"cpus", fmt::format("has {} CPUs per node", *cpus),
                             fmt::format("{} on one node{}", on_one_node, at_once), *cpus});
        const auto* memory = limit_of<algebra::Size>(node_, "memory");
        if (memory != nullptr && asked.memory && *memory < *asked.memory)
            found.push_back({"memory", fmt::format("has {} per node", algebra::display(*memory)),
                             algebra::display(*asked.memory) + at_once});
        const auto* type = limit_of<algebra::Text>(node_, "gpu_type");
        if (type != nullptr && asked.gpu_type && asked.gpus > 0 &&
            *type->content != *asked.gpu_type && !has_field(found, "gpus"))
            found.push_back(
                {"gpu_type", fmt::format("has GPUs of type {}", *type->content), *asked.gpu_type});
        const auto* time = longest_.get_if<algebra::Duration>();
        if (time != nullptr && asked.time && *time < *asked.time)
            found.push_back({"time",
                             fmt::format("allows {} per {}", algebra::display(*time),
                                         is_shared ? "job" : "run"),
                             algebra::display(*asked.time) + waves_text(pack), 0, "max_time"});
        return found;
    }

    /// Memory that fits the node, but not as the engine counts it.
    [[nodiscard]] std::optional<Excess> counted_excess(const ir::Resources& asked) const {
        constexpr std::int64_t mebibyte = 1'048'576;
        const auto* memory = limit_of<algebra::Size>(node_, "memory");
        if (memory == nullptr || !asked.memory) return std::nullopt;
        const algebra::Size counted{ir::counted_memory(platform_, asked)};
        if (counted.bytes <= memory->bytes) return std::nullopt;
        const algebra::Size most{memory->bytes / mebibyte / asked.cpus * asked.cpus * mebibyte};
        Excess excess{"memory", fmt::format("has {} per node", algebra::display(*memory)),
                      fmt::format("{} on {} CPUs, which a taskfile counts as {}",
                                  algebra::display(*asked.memory), asked.cpus,
                                  algebra::display(counted))};
        excess.help = fmt::format("a taskfile asks for memory by CPU, in whole MiB: at most `{}`",
                                  algebra::display(most));
        return excess;
    }

    /// What only the platform's engine knows.
    [[nodiscard]] std::optional<Excess> engine_excess(const ir::Resources& asked) const {
        if (const auto* local = std::get_if<ir::Local>(&platform_.settings))
            return local_excess(*local, asked);
        if (const auto* ray = std::get_if<ir::Ray>(&platform_.settings))
            return machines_excess(*ray, asked);
        return std::nullopt;
    }

    Value node_;
    Value longest_;
    const ir::Platform& platform_;
};

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

/// The target as it is written, with other GPUs for one of its experiments.
std::string with_gpus(const sema::Checker& checker, SourceRange target, SourceRange use,
                      std::int64_t gpus) {
    const std::string change = fmt::format(" with {{ resources.gpus = {} }}", gpus);
    std::string text = checker.source_text(target);
    if (text.find('\n') != std::string::npos) return checker.source_text(use) + change;
    return text.insert(use.end - target.begin, change);
}

} // namespace

/// Each field of which some runs ask for too much is told once.
bool TargetLowering::check_node(const LoweredExperiment& experiment, const RunScope& scope) {
    sema::Environment environment;
    environment.self = target_.platform.get();
    const auto value_of = [&](std::string_view field) {
        const sema::FieldNode* node = target_.platform->field(field);
        return node != nullptr ? evaluator_.evaluate(*node, environment) : Value();
    };
    const NodeLimits limits(value_of("node"), value_of("max_time"), plan_.platform);
    if (evaluator_.failed()) return false;
    sema::IndependentParts parts(evaluator_);
    std::set<std::string_view> told;
    for (const auto& [group, asked] : ir::all_attempts(experiment.plan)) {
        std::vector<Excess> found = limits.of_run(asked);
        const bool is_packs_fault = found.empty();
        if (is_packs_fault) found = limits.of_pack(*group);
        for (const Excess& excess : found) {
            if (!told.insert(excess.field).second) continue;
            const auto has_same_fault = [&](const ir::Group& other) {
                if (is_packs_fault)
                    return NodeLimits::has_field(limits.of_pack(other), excess.field);
                const std::vector<ir::Resources> attempts = ir::attempts_of(other);
                return std::ranges::any_of(attempts, [&](const ir::Resources& attempt) {
                    return NodeLimits::has_field(limits.of_run(attempt), excess.field);
                });
            };
            parts.next();
            report_excess(experiment, excess, is_packs_fault,
                          experiment.plan.groups.size() > 1
                              ? place_of_groups(experiment, scope, has_same_fault)
                              : fmt::format("`{}` asks for it here", experiment.object->name));
        }
    }
    return told.empty();
}

void TargetLowering::report_excess(const LoweredExperiment& experiment, const Excess& excess,
                                   bool is_packs_fault, const std::string& asked_here) {
    const sema::FieldNode* resources = experiment.object->field("resources");
    const sema::FieldNode* asked =
        resources != nullptr && !excess.field.empty() ? resources->child(excess.field) : resources;
    const SourceRange place = asked != nullptr ? asked->range : experiment.object->name_range;
    const std::string refusal = target_.platform->name + " " + excess.has;
    if (!across_.refused.emplace(place, refusal).second) return;
    auto report = evaluator_.fail(diag::Code::E0802, place, target_.platform->name, excess.has,
                                  experiment.object->name, excess.asks);
    if (!report) return;
    report->here(asked_here);
    label_what_it_has(*report, *target_.platform, excess);
    report->label(experiment.use, "because of this target");
    if (is_packs_fault)
        report->label(target_.platform->field("launcher")->range, "these runs share a job");
    else if (!excess.help.empty())
        report->help(excess.help);
    else if (excess.field == "gpus" && experiment.plan.groups.size() == 1)
        report->help(fmt::format(
            "`{}`", with_gpus(evaluator_.checker(), target_.range, experiment.use, excess.limit)));
}

} // namespace expc::lower
