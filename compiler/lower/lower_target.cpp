// SPDX-License-Identifier: MIT
#include "compiler/lower/lower_target.hpp"

#include "compiler/algebra/digit_values.hpp"
#include "compiler/base/grouped.hpp"
#include "compiler/ir/platform.hpp"
#include "compiler/ir/run.hpp"
#include "compiler/lower/equal_ids.hpp"
#include "compiler/lower/field_places.hpp"
#include "compiler/lower/mount_paths.hpp"
#include "compiler/lower/output_paths.hpp"
#include "compiler/lower/word_limits.hpp"
#include "compiler/sema/column_names.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::lower {

namespace {

constexpr std::uint64_t default_max_runs = 100'000;

std::string sizes_of(const algebra::Space& space) {
    std::vector<std::string> factors;
    for (const algebra::Digit& digit : space.digits) {
        if (digit.size > 1) factors.push_back(fmt::format("{} `{}`", digit.size, digit.label));
    }
    return fmt::format("{}", fmt::join(factors, " x "));
}

} // namespace

std::optional<ir::Target> TargetLowering::lower(const std::vector<std::string>& appended_words,
                                                const std::vector<std::string>& engine_flags) {
    plan_.name = target_.name;
    plan_.origin = target_.range;
    if (!order_experiments()) return std::nullopt;
    sema::IndependentParts parts(evaluator_);
    is_platform_sound_ = lower_platform() && !evaluator_.failed();
    parts.next();
    if (!lower_experiments() || !is_platform_sound_) return std::nullopt;
    std::vector<const LoweredExperiment*> all;
    for (const LoweredExperiment& experiment : experiments_)
        all.push_back(&experiment);
    if (!lower_secrets() || !check_totals() || !check_output_paths(evaluator_, all))
        return std::nullopt;
    for (LoweredExperiment& experiment : experiments_) {
        if (!append_words(experiment, appended_words)) return std::nullopt;
        if (!check_word_limits(experiment.plan, plan_.platform, evaluator_.sink()))
            return std::nullopt;
        plan_.experiments.push_back(std::move(experiment.plan));
    }
    plan_.platform.extra_flags.insert(plan_.platform.extra_flags.end(), engine_flags.begin(),
                                      engine_flags.end());
    return std::move(plan_);
}

/// What stands behind `--` on the command line (ruling 30).
bool TargetLowering::append_words(LoweredExperiment& experiment,
                                  const std::vector<std::string>& appended) {
    if (appended.empty()) return true;
    auto* argv = std::get_if<ir::Argv>(&experiment.plan.command);
    if (argv == nullptr) {
        const bool is_bash = std::holds_alternative<ir::BashScript>(experiment.plan.command);
        const sema::FieldNode* field = experiment.object->field(is_bash ? "command" : "steps");
        auto report =
            evaluator_.fail(diag::Code::E0905, field->range, "-- " + appended.front(),
                            fmt::format("words follow one command, but `{}` runs {}",
                                        experiment.object->name, is_bash ? "a script" : "steps"));
        if (report && is_bash)
            report->help("let a value enter through `vars`, from an `input`, and set it with "
                         "`--set`");
        return false;
    }
    for (const std::string& word : appended)
        argv->words.emplace_back(ir::Word{std::nullopt, ir::Text{{word}}, target_.range});
    return true;
}

/// Parents before children; otherwise as the target lists them.
bool TargetLowering::order_experiments() {
    const auto members = [this] {
        std::vector<std::string> names;
        for (const auto& experiment : target_.experiments)
            names.push_back(experiment->name);
        return names;
    };
    for (std::size_t i = 0; i < target_.experiments.size(); ++i)
        experiments_.push_back({target_.experiments[i], nullptr, target_.uses[i], {}, {}});
    std::vector<LoweredExperiment> ordered;
    const auto is_placed = [&](const std::string& name) {
        return std::ranges::any_of(
            ordered, [&](const LoweredExperiment& e) { return e.object->name == name; });
    };
    const auto is_here = [&](const std::string& name) {
        return std::ranges::any_of(
            experiments_, [&](const LoweredExperiment& e) { return e.object->name == name; });
    };
    while (ordered.size() < experiments_.size()) {
        const std::size_t before = ordered.size();
        for (const LoweredExperiment& experiment : experiments_) {
            if (is_placed(experiment.object->name)) continue;
            const auto parents = upstream_calls(*experiment.object);
            for (const UpstreamCall& parent : parents) {
                if (is_here(parent.experiment)) continue;
                auto report = evaluator_.fail(diag::Code::E0704, parent.call.range(),
                                              parent.experiment, target_.name);
                if (report)
                    report->here(fmt::format("`{}` needs it", experiment.object->name))
                        .label(experiment.use, "in this target")
                        .help(fmt::format("add it: `target {} = [{}, {}] on ...`",
                                          target_.name.find('@') == std::string::npos ? target_.name
                                                                                      : "NAME",
                                          parent.experiment, fmt::join(members(), ", ")));
                return false;
            }
            const bool is_ready = std::ranges::all_of(
                parents, [&](const UpstreamCall& parent) { return is_placed(parent.experiment); });
            if (is_ready) ordered.push_back(experiment);
        }
        if (ordered.size() != before) continue;
        report_circle(evaluator_, target_);
        return false;
    }
    experiments_ = std::move(ordered);
    return true;
}

bool TargetLowering::has_container(const sema::Object& experiment) const {
    return experiment.field("container") != nullptr && !drops("container");
}

sema::PlatformView TargetLowering::view_of(const LoweredExperiment& experiment) {
    sema::PlatformView view;
    const bool keeps_declared = has_container(*experiment.object);
    view.mount_place = [this, keeps_declared](const std::string& mount) -> std::optional<Value> {
        const sema::FieldNode* storage = target_.platform->field("storage");
        const sema::FieldNode* source = storage != nullptr ? storage->child(mount) : nullptr;
        if (keeps_declared || source == nullptr) return std::nullopt;
        sema::Environment environment;
        environment.self = target_.platform.get();
        const Value value = evaluator_.evaluate(*source, environment);
        if (ir::is_made_by_run(sema::tag_of(value)))
            return sema::text_of({algebra::RuntimePart{algebra::RuntimeKind::variable,
                                                       ir::mount_variable(mount), nullptr, 0}});
        const Value* path = sema::tag_of(value) == "bind" ? sema::field_of(value, "path") : nullptr;
        return path != nullptr ? std::optional(*path) : std::nullopt;
    };
    view.upstream = [this](ExprRef call, const std::string& output, const sema::Row* row) {
        return upstream_value(evaluator_, experiments_, call, output, row);
    };
    return view;
}

/// Each experiment whose parents are sound, so that all mistakes are told at once.
bool TargetLowering::lower_experiments() {
    sema::IndependentParts parts(evaluator_);
    std::set<std::string> broken;
    for (LoweredExperiment& experiment : experiments_) {
        parts.next();
        const auto parents = upstream_calls(*experiment.object);
        const bool has_parents = std::ranges::none_of(parents, [&](const UpstreamCall& parent) {
            return broken.contains(parent.experiment);
        });
        if (!has_parents || !lower_experiment(experiment)) broken.insert(experiment.object->name);
    }
    return broken.empty();
}

bool TargetLowering::lower_experiment(LoweredExperiment& experiment) {
    experiment.plan.name = experiment.object->name;
    experiment.plan.doc = experiment.object->doc;
    experiment.plan.origin = experiment.object->name_range;
    experiment.plan.places = field_places(*experiment.object);
    if (!lower_space(experiment)) return is_explained(*experiment.object, "space");
    const sema::PlatformView view = view_of(experiment);
    const auto upstream_columns = [this](ExprRef call) { return join_columns(experiments_, call); };
    const RunScope scope{evaluator_,
                         *experiment.object,
                         *experiment.space,
                         view,
                         RowDependencies(*experiment.object, *experiment.space, upstream_columns),
                         &experiment.plan};
    using Lowering = bool (TargetLowering::*)(LoweredExperiment&, const RunScope&);
    static constexpr std::pair<std::string_view, Lowering> fields[] = {
        {"retry", &TargetLowering::lower_retry},
        {"resources", &TargetLowering::lower_resources},
        {"container", &TargetLowering::lower_container},
        {"mounts", &TargetLowering::lower_mounts},
        {"outputs", &TargetLowering::lower_paths},
        {"inputs", &TargetLowering::lower_list_files},
        {"env", &TargetLowering::lower_environment},
        {"command", &TargetLowering::lower_command},
        {"setup", &TargetLowering::lower_setup},
    };
    if (!lower_identity(experiment) || !check_joins(evaluator_, experiments_, experiment))
        return is_explained(*experiment.object, "identity");
    sema::IndependentParts parts(evaluator_);
    bool is_whole = true;
    for (const auto& [field, lower] : fields) {
        parts.next();
        const bool needs_platform = field == "container" || field == "mounts";
        if (needs_platform && !is_platform_sound_) continue;
        if (field != "outputs" && is_checked_elsewhere(experiment)) continue;
        if (!(this->*lower)(experiment, scope)) is_whole = is_explained(*experiment.object, field);
    }
    if (!is_whole) return false;
    return is_checked_elsewhere(experiment) || check_rules(experiment, scope);
}

/// A run may break several rules at once, and each of them is mended on its own.
bool TargetLowering::check_rules(const LoweredExperiment& experiment, const RunScope& scope) {
    sema::IndependentParts rules(evaluator_);
    bool are_kept = check_experiment_rules(experiment, scope);
    if (!is_platform_sound_) return are_kept;
    rules.next();
    are_kept = check_mount_paths(evaluator_, *experiment.object, experiment.plan, plan_.platform) &&
               are_kept;
    rules.next();
    are_kept = check_node(experiment, scope) && are_kept;
    rules.next();
    return check_platform_rules(experiment, scope) && are_kept;
}

/// False, and never without a message: what stops a target is told where it is written.
bool TargetLowering::is_explained(const sema::Object& object, std::string_view field) {
    const bool waits_for_input = !evaluator_.missing_inputs().empty();
    if (waits_for_input || evaluator_.sink().has_errors()) return false;
    const sema::FieldNode* node = object.field(field);
    evaluator_.sink()
        .report(diag::Code::E0313, node != nullptr ? node->range : object.name_range,
                fmt::format("expc does not understand what `{}` says of `{}`", object.name, field))
        .label(target_.range, "so this cannot be planned");
    return false;
}

bool TargetLowering::lower_space(LoweredExperiment& experiment) {
    const sema::FieldNode* node = experiment.object->field("space");
    experiment.space = node != nullptr && node->value ? evaluator_.space_of(node->value)
                                                      : std::make_shared<const algebra::Space>();
    if (experiment.space == nullptr) return false;
    experiment.plan.space = *experiment.space;
    std::uint64_t limit = default_max_runs;
    sema::Environment environment;
    environment.self = experiment.object.get();
    const sema::FieldNode* own_limit = experiment.object->field("max_runs");
    const Value given = target_.max_runs       ? evaluator_.evaluate(target_.max_runs, environment)
                        : own_limit != nullptr ? evaluator_.evaluate(*own_limit, environment)
                                               : Value();
    const bool is_given = target_.max_runs || own_limit != nullptr;
    if (is_given && !evaluator_.failed() && given.get_if<std::int64_t>() == nullptr) {
        evaluator_.fail(diag::Code::E0313,
                        target_.max_runs ? target_.max_runs.range() : own_limit->range,
                        "`max_runs` is one number for all runs, and no run may decide it");
        return false;
    }
    if (const auto* number = given.get_if<std::int64_t>()) {
        if (*number < 0) {
            evaluator_.fail(diag::Code::E0309,
                            target_.max_runs ? target_.max_runs.range() : own_limit->range,
                            "`max_runs`", fmt::format("at least 0, not {}", *number));
            return false;
        }
        limit = static_cast<std::uint64_t>(*number);
    }
    const std::uint64_t count = experiment.space->count;
    if (count <= limit || is_checked_elsewhere(experiment))
        return check_parameter_names(experiment);
    auto report = evaluator_.fail(diag::Code::E0505,
                                  node != nullptr ? node->range : experiment.object->name_range,
                                  experiment.object->name, grouped(count), grouped(limit));
    if (!report || node == nullptr) return false;
    report->here(sizes_of(*experiment.space));
    report->note("counted before expansion; nothing was generated");
    std::string underscored = grouped(count);
    std::ranges::replace(underscored, ' ', '_');
    report->help(fmt::format("draw some of them with `sample(n = {}, seed = 0) {{ ...{} }}`, or "
                             "allow them all with `max_runs = {}` in the {}",
                             std::clamp<std::uint64_t>(limit, 1, 200),
                             evaluator_.checker().source_text(node->range), underscored,
                             target_.max_runs ? "target" : "experiment"));
    return false;
}

bool TargetLowering::check_parameter_names(const LoweredExperiment& experiment) {
    std::vector<std::pair<std::string, std::string>> seen;
    for (const algebra::Column& column : experiment.space->columns) {
        const std::string variable = ir::parameter_variable(column.name);
        const auto same =
            std::ranges::find(seen, variable, &std::pair<std::string, std::string>::first);
        if (same != seen.end()) {
            evaluator_.fail(diag::Code::E0516, column.origin, same->second, column.name, variable);
            return false;
        }
        seen.emplace_back(variable, column.name);
    }
    return true;
}

bool TargetLowering::lower_identity(LoweredExperiment& experiment) {
    const sema::FieldNode* node = experiment.object->field("identity");
    std::vector<algebra::ColumnIndex> identity = algebra::identity_columns(*experiment.space);
    if (node != nullptr && node->value) {
        identity.clear();
        for (const ast::ListElement& element :
             std::get<ast::List>(node->value.get().node).elements) {
            const auto name = sema::written_column(node->value.at(element.value));
            if (const auto column = experiment.space->find_column(name.value_or("")))
                identity.push_back(*column);
        }
    }
    experiment.plan.identity = identity;
    return check_rows(experiment, identity);
}

bool TargetLowering::check_rows(const LoweredExperiment& experiment,
                                const std::vector<algebra::ColumnIndex>& identity) {
    const auto key = std::pair(experiment.space.get(), identity);
    if (across_.told_apart.contains(key)) return true;
    const sema::FieldNode* node = experiment.object->field("space");
    const sema::FieldNode* named = experiment.object->field("identity");
    const SourceRange place = named != nullptr  ? named->range
                              : node != nullptr ? node->range
                                                : experiment.object->name_range;
    if (!check_values(experiment, identity, place)) return false;
    if (across_.compares_ids && !check_ids(experiment, identity, place)) return false;
    across_.told_apart.insert(key);
    return true;
}

/// That no two rows have the same values.
bool TargetLowering::check_values(const LoweredExperiment& experiment,
                                  const std::vector<algebra::ColumnIndex>& identity,
                                  SourceRange place) {
    const auto answer = algebra::check_unique(*experiment.space, identity);
    if (answer.answer == algebra::Uniqueness::Answer::unique) return true;
    if (answer.answer == algebra::Uniqueness::Answer::repeated) {
        auto report =
            evaluator_.fail(diag::Code::E0509, place, fmt::format("`{}`", experiment.object->name));
        if (!report) return false;
        explain_equal_rows(*report, *experiment.space, identity, {answer.first, answer.second});
        report->note("a run is known by its values, so equal rows could not be told apart")
            .help("to run the same values several times, add an axis such as `repeat in 0..<3`");
        return false;
    }
    auto report = evaluator_.fail(diag::Code::E0507, place, "telling whether two rows are equal",
                                  grouped(experiment.space->count), grouped(algebra::largest_scan));
    if (report)
        report->help("add a column that distinguishes the branches, for example `part = \"a\"` "
                     "in one and `part = \"b\"` in the other");
    return false;
}

/// That no two rows of different values have the same id.
bool TargetLowering::check_ids(const LoweredExperiment& experiment,
                               const std::vector<algebra::ColumnIndex>& identity,
                               SourceRange place) {
    const auto pair = algebra::find_id_collision(*experiment.space, identity);
    if (!pair) return true;
    auto report =
        evaluator_.fail(diag::Code::E0509, place, fmt::format("`{}`", experiment.object->name));
    if (report) explain_equal_ids(*report, *experiment.space, *pair);
    return false;
}

void TargetLowering::request(ir::Capability capability, std::string subject, SourceRange origin) {
    const std::string_view feature = ir::feature_of(capability);
    const bool may_drop = !feature.empty() && drops(feature);
    plan_.requests.push_back({capability, std::move(subject), may_drop, origin});
}

bool TargetLowering::drops(std::string_view feature) const {
    const sema::FieldNode* node = target_.platform->field("allow_drop");
    if (node == nullptr) return false;
    sema::Environment environment;
    environment.self = target_.platform.get();
    const Value list = evaluator_.evaluate(*node, environment);
    const auto* features = list.get_if<algebra::Shared<algebra::List>>();
    return features != nullptr && std::ranges::any_of(**features, [&](const Value& value) {
               return value.as_text() == feature;
           });
}

} // namespace expc::lower
