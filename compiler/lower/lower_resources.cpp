// SPDX-License-Identifier: MIT
// What runs ask for, and the groups of runs that ask for the same (ruling 15).
#include "compiler/lower/field_values.hpp"
#include "compiler/lower/lower_target.hpp"

#include "compiler/base/grouped.hpp"
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

/// Each becomes a group of runs, which are submitted together.
constexpr std::size_t most_kinds = 2000;

/// That may have resources of their own: each stands in the plan.
constexpr std::int64_t most_attempts = 100;

/// Reports a share or nodes that do not fit what stands beside them; `place` finds a field.
template <typename Place>
void check_consistency(sema::Evaluator& evaluator, const ir::Resources& resources,
                       const Place& place) {
    // Ray takes no smaller one.
    if (!(resources.gpu_share >= 0.0001 && resources.gpu_share <= 1)) {
        evaluator.fail(diag::Code::E0309, place("gpu_share"), "`gpu_share`",
                       fmt::format("at least 0.0001 and at most 1, not {}", resources.gpu_share));
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

/// Reads the record of `resources` of one run; each field that breaks a rule is told at its place.
class ResourceFields {
  public:
    ResourceFields(sema::Evaluator& evaluator, const Value& value, const sema::Object& experiment)
        : evaluator_(evaluator), value_(value), experiment_(experiment), parts_(evaluator) {}

    /// Nothing after an error.
    std::optional<ir::Resources> read() {
        ir::Resources resources;
        read_numbers(resources);
        if (const auto* share = field<double>("gpu_share")) resources.gpu_share = *share;
        // Numbers that are nothing contradict others without need.
        if (!parts_.failed())
            check_consistency(evaluator_, resources,
                              [this](std::string_view name) { return place(name); });
        read_type(resources);
        read_amount("time", &algebra::Duration::milliseconds, resources.time);
        read_amount("memory", &algebra::Size::bytes, resources.memory);
        read_amount("disk", &algebra::Size::bytes, resources.disk);
        return parts_.failed() ? std::nullopt : std::optional(resources);
    }

  private:
    template <typename T>
    [[nodiscard]] const T* field(std::string_view name) const {
        const Value* given = sema::field_of(value_, name);
        return given != nullptr ? given->get_if<T>() : nullptr;
    }

    [[nodiscard]] SourceRange place(std::string_view name) const {
        const sema::FieldNode* node = experiment_.field("resources");
        if (node == nullptr) return experiment_.name_range;
        const sema::FieldNode* child = node->child(name);
        return child != nullptr ? child->range : node->range;
    }

    void refuse(std::string_view name, const std::string& rule) {
        parts_.next();
        evaluator_.fail(diag::Code::E0309, place(name), fmt::format("`{}`", name), rule);
    }

    void read_numbers(ir::Resources& resources) {
        const auto read = [&](std::string_view name, std::int64_t& number) {
            if (const auto* given = field<std::int64_t>(name)) number = *given;
        };
        read("cpus", resources.cpus);
        read("gpus", resources.gpus);
        read("nodes", resources.nodes);
        read("tasks", resources.tasks);
        for (const Limit& limit : limits) {
            std::int64_t given = limit.least;
            read(limit.field, given);
            if (given < limit.least)
                refuse(limit.field, fmt::format("at least {}, not {}", limit.least, given));
        }
    }

    void read_type(ir::Resources& resources) {
        if (const auto* type = field<algebra::Text>("gpu_type"))
            resources.gpu_type = *type->content;
        if (resources.gpu_type && !is_plain_word(*resources.gpu_type))
            refuse("gpu_type", std::string(rule_of_plain_words));
    }

    template <typename Amount>
    void read_amount(std::string_view name, std::int64_t Amount::*number,
                     std::optional<Amount>& amount) {
        const auto* given = field<Amount>(name);
        if (given == nullptr) return;
        amount = *given;
        if (given->*number <= 0) refuse(name, "more than nothing");
    }

    sema::Evaluator& evaluator_;
    const Value& value_;
    const sema::Object& experiment_;
    sema::IndependentParts parts_;
};

void report_many_kinds(sema::Evaluator& evaluator, SourceRange place) {
    auto report = evaluator.fail(
        diag::Code::E0313, place,
        fmt::format("runs ask for more than {} kinds of resources", grouped(most_kinds)));
    if (report)
        report->here("runs of one kind are submitted together")
            .help("let more runs ask for the same: `memory = if n > 1000 then 32GiB else 8GiB`");
}

} // namespace

std::optional<ir::Resources> TargetLowering::resources_of(const Value& value,
                                                          const LoweredExperiment& experiment) {
    return ResourceFields(evaluator_, value, *experiment.object).read();
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
        return kinds.size() <= most_kinds;
    };
    if (algebra::for_each_projection(*experiment.space, columns, visit)) {
        evaluator_.fail(diag::Code::E0507, place, "these resources", "too many",
                        grouped(algebra::candidate_limit));
    }
    if (kinds.size() > most_kinds) report_many_kinds(evaluator_, place);
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
                evaluator_.fail(diag::Code::E0507, place, "these resources", "too many",
                                grouped(algebra::candidate_limit));
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
