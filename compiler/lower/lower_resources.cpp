// SPDX-License-Identifier: MIT
// What runs ask for, and the groups of runs that ask for the same (ruling 15).
#include "compiler/lower/lower_target.hpp"

#include "compiler/ir/attempts.hpp"
#include "compiler/ir/packing.hpp"
#include "compiler/sema/space_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

struct Limit {
    std::string_view field;
    std::int64_t least;
};
constexpr std::array limits = {Limit{"cpus", 1}, Limit{"gpus", 0}, Limit{"nodes", 1},
                               Limit{"tasks", 1}};

/// That may have resources of their own: each stands in the plan.
constexpr std::int64_t most_attempts = 100;

/// What no engine reads in another way.
bool is_one_word(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return c > ' ' && c != 0x7f && c != ',' && c != ':';
    });
}

/// Reports a share or nodes that do not fit what stands beside them; `place` finds a field.
template <typename Place>
void check_consistency(sema::Evaluator& evaluator, const ir::Resources& resources,
                       const Place& place) {
    if (!(resources.gpu_share > 0 && resources.gpu_share <= 1)) {
        evaluator.fail(diag::Code::E0309, place("gpu_share"), "`gpu_share`",
                       fmt::format("above 0 and at most 1, not {}", resources.gpu_share));
        return;
    }
    if (resources.gpus > 1 && resources.gpu_share < 1) {
        auto report =
            evaluator.fail(diag::Code::E0309, place("gpu_share"), "`gpu_share`",
                           fmt::format("a share of one GPU, but `gpus` is {}", resources.gpus));
        if (report) report->help("`gpus = 1` beside it");
        return;
    }
    if (resources.nodes > resources.tasks) {
        auto report = evaluator.fail(
            diag::Code::E0309, place("nodes"), "`nodes`",
            fmt::format("at most `tasks`, which is {}, not {}", resources.tasks, resources.nodes));
        if (report)
            report->help(fmt::format("a node without a task does nothing: `tasks = {}` starts one "
                                     "on each",
                                     resources.nodes));
    }
}

} // namespace

std::optional<ir::Resources> TargetLowering::resources_of(const Value& value,
                                                          const LoweredExperiment& experiment) {
    const sema::FieldNode* node = experiment.object->field("resources");
    const auto place = [&](std::string_view field) {
        const sema::FieldNode* child = node != nullptr ? node->child(field) : nullptr;
        return child != nullptr  ? child->range
               : node != nullptr ? node->range
                                 : experiment.object->name_range;
    };
    ir::Resources resources;
    const auto whole = [&](std::string_view field, std::int64_t& target) {
        const Value* given = sema::field_of(value, field);
        if (given != nullptr && given->get_if<std::int64_t>() != nullptr)
            target = *given->get_if<std::int64_t>();
    };
    whole("cpus", resources.cpus);
    whole("gpus", resources.gpus);
    whole("nodes", resources.nodes);
    whole("tasks", resources.tasks);
    sema::IndependentParts parts(evaluator_);
    for (const Limit& limit : limits) {
        std::int64_t given = limit.least;
        whole(limit.field, given);
        if (given >= limit.least) continue;
        parts.next();
        evaluator_.fail(diag::Code::E0309, place(limit.field), fmt::format("`{}`", limit.field),
                        fmt::format("at least {}, not {}", limit.least, given));
    }
    if (const Value* share = sema::field_of(value, "gpu_share");
        share != nullptr && share->get_if<double>() != nullptr)
        resources.gpu_share = *share->get_if<double>();
    // Numbers that are nothing contradict others without need.
    if (!parts.failed()) check_consistency(evaluator_, resources, place);
    if (const Value* type = sema::field_of(value, "gpu_type");
        type != nullptr && type->get_if<algebra::Text>() != nullptr)
        resources.gpu_type = type->as_text();
    if (resources.gpu_type && !is_one_word(*resources.gpu_type)) {
        parts.next();
        evaluator_.fail(diag::Code::E0309, place("gpu_type"), "`gpu_type`",
                        "one word: not empty, and without blanks, `,` and `:`");
    }
    const auto positive = [&](std::string_view field, const auto* quantity, std::int64_t amount,
                              auto& target) {
        if (quantity == nullptr) return;
        target = *quantity;
        if (amount > 0) return;
        parts.next();
        evaluator_.fail(diag::Code::E0309, place(field), fmt::format("`{}`", field),
                        "more than nothing");
    };
    const auto size_of = [&](std::string_view field) {
        const Value* given = sema::field_of(value, field);
        return given != nullptr ? given->get_if<algebra::Size>() : nullptr;
    };
    const Value* time_value = sema::field_of(value, "time");
    const auto* time = time_value != nullptr ? time_value->get_if<algebra::Duration>() : nullptr;
    const auto* memory = size_of("memory");
    const auto* disk = size_of("disk");
    positive("time", time, time != nullptr ? time->milliseconds : 1, resources.time);
    positive("memory", memory, memory != nullptr ? memory->bytes : 1, resources.memory);
    positive("disk", disk, disk != nullptr ? disk->bytes : 1, resources.disk);
    return parts.failed() ? std::nullopt : std::optional(resources);
}

/// How many attempts are told apart: one where all of them ask for the same.
std::optional<std::int64_t>
TargetLowering::attempts_with_resources(const LoweredExperiment& experiment,
                                        const RunScope& scope) {
    const sema::FieldNode* node = experiment.object->field("resources");
    const auto& retry = experiment.plan.retry;
    if (node == nullptr || !retry || !scope.dependencies.has_attempt(*node)) return 1;
    if (retry->attempts > most_attempts) {
        evaluator_.fail(diag::Code::E0309, retry->origin, "`attempts`",
                        fmt::format("at most {} where `resources` depend on `attempt`, not {}",
                                    most_attempts, retry->attempts));
        return std::nullopt;
    }
    return retry->attempts;
}

/// What the attempts of the runs with these columns ask for, from the first one on; a single
/// element where all ask for the same.
std::optional<std::vector<ir::Resources>>
TargetLowering::resources_by_attempt(std::int64_t attempts, const LoweredExperiment& experiment,
                                     sema::Environment environment) {
    const sema::FieldNode* node = experiment.object->field("resources");
    std::vector<ir::Resources> asked;
    environment.specials.emplace_back("attempt", Value());
    for (std::int64_t attempt = 1; attempt <= attempts; ++attempt) {
        environment.specials.back().second = Value::of(attempt);
        const auto resources = resources_of(
            node != nullptr ? evaluator_.evaluate(*node, environment) : Value(), experiment);
        if (!resources || evaluator_.failed()) return std::nullopt;
        asked.push_back(*resources);
    }
    if (std::ranges::count(asked, asked.front()) == attempts) asked.resize(1);
    return asked;
}

bool TargetLowering::lower_resources(LoweredExperiment& experiment, const RunScope& scope) {
    const sema::FieldNode* node = experiment.object->field("resources");
    const std::vector<ColumnIndex> columns =
        node != nullptr ? scope.dependencies.of(*node) : std::vector<ColumnIndex>{};
    const SourceRange place = node != nullptr ? node->range : experiment.object->name_range;
    const auto size = table_size(scope, columns, place);
    const auto attempts = attempts_with_resources(experiment, scope);
    if (!size || !attempts) return false;
    std::vector<std::vector<ir::Resources>> kinds;
    std::vector<std::size_t> kind_of(*size, 0);
    sema::KnownColumns row(*experiment.space, columns);
    const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t) {
        row.set(ordinals);
        evaluator_.forget_steps();
        const auto resources = resources_by_attempt(*attempts, experiment, scope.environment(&row));
        if (!resources) return false;
        const auto known = std::ranges::find(kinds, *resources);
        kind_of[table_index(*experiment.space, columns, ordinals)] =
            static_cast<std::size_t>(known - kinds.begin());
        if (known == kinds.end()) kinds.push_back(*resources);
        return true;
    };
    if (algebra::for_each_projection(*experiment.space, columns, visit)) {
        evaluator_.fail(diag::Code::E0507, place, "these resources",
                        fmt::format("more than {}", algebra::candidate_limit));
    }
    if (evaluator_.failed()) return false;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        ir::Group group{
            kinds[kind].front(), *experiment.space, {kinds[kind].begin() + 1, kinds[kind].end()}};
        if (kinds.size() > 1) {
            const algebra::Predicate is_it{
                columns,
                [&](std::span<const algebra::Ordinal> ordinals) {
                    return kind_of[table_index(*experiment.space, columns, ordinals)] == kind;
                },
                place};
            auto part = algebra::filtered(*experiment.space, is_it);
            if (!part) {
                evaluator_.fail(diag::Code::E0507, place, "these resources",
                                fmt::format("more than {}", algebra::candidate_limit));
                return false;
            }
            group.space = std::move(part.space());
        }
        experiment.plan.groups.push_back(std::move(group));
    }
    const auto first_run = [&](const ir::Group& group) {
        algebra::Digits digits;
        algebra::decode(group.space, 0, digits);
        return algebra::rank(*experiment.space, digits).value_or(0);
    };
    std::ranges::stable_sort(experiment.plan.groups, {}, first_run);
    request_resources(experiment);
    return true;
}

/// What not every engine, or not every launcher, can give to a run.
void TargetLowering::request_resources(const LoweredExperiment& experiment) {
    const sema::FieldNode* node = experiment.object->field("resources");
    if (node == nullptr) return;
    const auto place_of = [&](std::string_view field) {
        const sema::FieldNode* part = node->child(field);
        return part != nullptr ? part->range : node->range;
    };
    const auto any = [&](auto asks) {
        return std::ranges::any_of(experiment.plan.groups, [&](const ir::Group& group) {
            return std::ranges::any_of(ir::attempts_of(group), asks);
        });
    };
    if (std::ranges::any_of(experiment.plan.groups,
                            [](const ir::Group& group) { return !group.later.empty(); }))
        request(ir::Capability::retry_with_more, "`resources` that depend on `attempt`",
                node->range);
    const bool is_handed_out = ir::taskfile_of(plan_.platform) != nullptr;
    if (any([](const ir::Resources& kind) { return kind.nodes > 1 || kind.tasks > 1; })) {
        request(ir::Capability::multi_node, "`nodes` or `tasks` above 1", node->range);
        if (ir::shares_jobs(plan_.platform))
            request(ir::Capability::wide_packs,
                    "`nodes` or `tasks` above 1 of runs that share a job", node->range);
    }
    const auto* pods = std::get_if<ir::Kubernetes>(&plan_.platform.settings);
    const bool share_gpus = pods != nullptr && pods->gpu_sharing > 1;
    if (!share_gpus &&
        any([](const ir::Resources& kind) { return kind.gpus > 0 && kind.gpu_share < 1; }))
        request(ir::Capability::gpu_sharing, "`gpu_share`", node->range);
    if (any([](const ir::Resources& kind) { return kind.gpus > 0; }) && is_handed_out)
        request(ir::Capability::wide_packs, "`gpus` with `launcher = taskfile`", place_of("gpus"));
    if (any([](const ir::Resources& kind) { return kind.gpus > 0 && kind.gpu_type.has_value(); }))
        request(ir::Capability::gpu_types, "`gpu_type`", place_of("gpu_type"));
    if (any([](const ir::Resources& kind) { return kind.disk.has_value(); })) {
        request(ir::Capability::disk, "`disk`", place_of("disk"));
        if (is_handed_out)
            request(ir::Capability::wide_packs, "`disk` with `launcher = taskfile`",
                    place_of("disk"));
    }
}

} // namespace expc::lower
