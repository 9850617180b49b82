// SPDX-License-Identifier: MIT
// A platform's fields as the plan's platform.
#include "compiler/ir/secrets.hpp"
#include "compiler/lower/field_places.hpp"
#include "compiler/lower/field_values.hpp"
#include "compiler/lower/gpu_indexes.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/queue_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace expc::lower {

namespace {

bool is_one_line(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20; });
}

/// `user@host`, or a name of the user's configuration of ssh; never an option, nor a path of rsync.
bool is_host_word(const std::string& text) {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
    return !text.empty() && text.front() != '-' &&
           text.find_first_not_of(letters) == std::string::npos;
}

} // namespace

bool TargetLowering::lower_platform() {
    const sema::Object& object = *target_.platform;
    sema::Environment environment;
    environment.self = &object;
    const FieldValues fields(evaluator_, object, environment);
    ir::Platform& platform = plan_.platform;
    platform.name = object.name;
    platform.engine = object.root.constructor;
    platform.origin = object.name_range;
    platform.places = field_places(object);
    fields.read("max_parallel", platform.max_parallel);
    fields.read("run_root", platform.run_root);
    fields.read("inherit_env", platform.inherit_env);
    fields.read("extra_flags", platform.extra_flags);
    bool is_sound = hold({fields.at_least("max_parallel", platform.max_parallel.value_or(1), 1),
                          fields.is_something("max_time"), fields.is_path("run_root")});
    const auto part = [&](bool (TargetLowering::*step)(const sema::Environment&)) {
        fields.next();
        if (!(this->*step)(environment)) is_sound = false;
    };
    part(&TargetLowering::check_node_shape);
    part(&TargetLowering::lower_platform_variables);
    part(&TargetLowering::lower_submission);
    part(&TargetLowering::lower_runtime);
    if (object.field("patch") != nullptr)
        request(ir::Capability::patches, "`patch`", object.field("patch")->range);
    part(&TargetLowering::lower_settings);
    return is_sound && !evaluator_.failed();
}

bool TargetLowering::lower_platform_variables(const sema::Environment&) {
    const sema::Object& object = *target_.platform;
    const sema::FieldNode* env = object.field("env");
    if (env == nullptr) return true;
    static const algebra::Space no_columns;
    const sema::PlatformView view;
    const RunScope scope{
        evaluator_, object, no_columns, view,
        RowDependencies(object, no_columns, [](ExprRef) { return std::vector<std::string>{}; })};
    return WordLowering(scope).variables(*env, plan_.platform.environment);
}

bool TargetLowering::lower_submission(const sema::Environment& environment) {
    const sema::FieldNode* submit = target_.platform->field("submit");
    return submit == nullptr ||
           read_remote_host(evaluator_.evaluate(*submit, environment), submit->range);
}

/// What a node has is some of it; a node without GPUs has 0.
bool TargetLowering::check_node_shape(const sema::Environment& environment) {
    const sema::FieldNode* node = target_.platform->field("node");
    if (node == nullptr) return true;
    sema::IndependentParts parts(evaluator_);
    const Value value = evaluator_.evaluate(*node, environment);
    if (evaluator_.failed()) return false;
    const ir::NodeShape shape = node_shape(value);
    const auto at_least = [&](std::string_view field, bool holds, std::string_view rule) {
        if (holds) return true;
        parts.next();
        const sema::FieldNode* part = node->child(field);
        evaluator_.fail(diag::Code::E0309, part != nullptr ? part->range : node->range,
                        fmt::format("`node.{}`", field), std::string(rule));
        return false;
    };
    return hold(
        {at_least("cpus", shape.cpus.value_or(1) >= 1, "at least 1"),
         at_least("gpus", shape.gpus.value_or(0) >= 0, "at least 0"),
         at_least("memory", !shape.memory || shape.memory->bytes > 0, "more than nothing")});
}

bool TargetLowering::read_remote_host(const Value& submit, SourceRange place) {
    const RecordFields fields(submit);
    ir::RemoteHost remote{fields.text("host").value_or(""), fields.text("dir"), {}, place};
    fields.read("exclude", remote.exclude);
    const auto refuse = [&](std::string_view subject, std::string_view rule) {
        evaluator_.fail(diag::Code::E0309, place, std::string(subject), std::string(rule));
        return false;
    };
    if (!is_host_word(remote.host))
        return refuse("`host`", "what stands behind `ssh`: `user@host`, of letters, digits and "
                                "`.`, `_`, `-`, not with `-` in front");
    if (remote.dir && !is_one_line(*remote.dir)) return refuse("`dir`", "one line");
    if (!std::ranges::all_of(remote.exclude, is_one_line))
        return refuse("`exclude`", "patterns of one line each");
    request(ir::Capability::remote_submission, "`submit`", place);
    plan_.platform.submit = std::move(remote);
    return true;
}

bool TargetLowering::asks_to_inherit() const {
    return target_.platform->field("inherit_env") != nullptr && plan_.platform.inherit_env;
}

bool TargetLowering::lower_settings(const sema::Environment& environment) {
    using Lowering = bool (TargetLowering::*)(const sema::Environment&);
    static const std::map<std::string_view, Lowering> engines = {
        {"local", &TargetLowering::lower_local},
        {"slurm", &TargetLowering::lower_slurm},
        {"gridengine", &TargetLowering::lower_grid_engine},
        {"kubernetes", &TargetLowering::lower_kubernetes},
        {"ray", &TargetLowering::lower_ray}};
    return (this->*engines.at(plan_.platform.engine))(environment);
}

bool TargetLowering::lower_local(const sema::Environment& environment) {
    ir::Local local;
    const FieldValues fields(evaluator_, *target_.platform, environment);
    fields.read("gpus", local.gpus);
    const auto broken = local.gpus ? broken_index(*local.gpus) : std::nullopt;
    if (broken) {
        evaluator_.fail(diag::Code::E0309, fields.range("gpus"), "`gpus`", *broken);
        return false;
    }
    plan_.platform.settings = std::move(local);
    return true;
}

bool TargetLowering::lower_slurm(const sema::Environment& environment) {
    ir::Slurm slurm;
    const FieldValues fields(evaluator_, *target_.platform, environment);
    fields.read("account", slurm.account);
    fields.read("partition", slurm.partition);
    fields.read("qos", slurm.qos);
    fields.read("max_array_size", slurm.max_array_size);
    fields.read("max_array_tasks", slurm.max_array_tasks);
    fields.read("max_submit", slurm.max_submit);
    fields.read("max_script_size", slurm.max_script_size);
    fields.read("gpu_request", slurm.gpu_request);
    fields.read("reservation", slurm.reservation);
    fields.read("nodelist", slurm.nodelist);
    fields.read("exclude", slurm.exclude);
    fields.read("signal", slurm.signal);
    fields.read("requeue", slurm.requeue);
    fields.read("comment", slurm.comment);
    fields.read("constraint", slurm.constraint);
    fields.read("exclusive", slurm.exclusive);
    fields.read("log_dir", slurm.log_dir);
    if (const auto launcher = fields.find("launcher")) {
        if (!lower_launcher(*launcher, slurm)) return false;
    }
    fields.read("gpu_types", slurm.gpu_types);
    if (const auto mail = fields.find("mail")) {
        const RecordFields mail_fields(*mail);
        slurm.mail = ir::SlurmMail{{}, {"END", "FAIL"}};
        mail_fields.read("to", slurm.mail->to);
        mail_fields.read("on", slurm.mail->on);
    }
    const QueueValues values(fields);
    const bool is_sound = hold(
        {values.are_words({"account", "partition", "qos", "reservation", "nodelist", "exclude"}),
         values.are_lines({"comment"}), values.are_features("constraint"),
         values.read_signal(slurm.signal), fields.are_plain_words("gpu_types", slurm.gpu_types),
         !slurm.mail || values.is_mail_address(slurm.mail->to),
         !slurm.mail || values.are_mail_events(slurm.mail->on), fields.is_path("log_dir"),
         fields.at_least("max_array_size", slurm.max_array_size, 2),
         fields.at_least("max_array_tasks", slurm.max_array_tasks.value_or(1), 1),
         fields.at_least("max_submit", slurm.max_submit.value_or(1), 1),
         fields.is_something("max_script_size")});
    plan_.platform.settings = std::move(slurm);
    return is_sound;
}

bool TargetLowering::lower_grid_engine(const sema::Environment& environment) {
    ir::GridEngine engine;
    const FieldValues fields(evaluator_, *target_.platform, environment);
    fields.read("queue", engine.queue);
    fields.read("project", engine.project);
    fields.read("parallel_environment", engine.parallel_environment);
    fields.read("memory_resource", engine.memory_resource);
    fields.read("gpu_resource", engine.gpu_resource);
    fields.read("max_aj_tasks", engine.max_aj_tasks);
    fields.read("max_u_jobs", engine.max_u_jobs);
    const QueueValues values(fields);
    const bool is_sound = hold({values.are_words({"queue", "project", "parallel_environment"}),
                                values.are_resources({"memory_resource", "gpu_resource"}),
                                fields.at_least("max_aj_tasks", engine.max_aj_tasks, 1),
                                fields.at_least("max_u_jobs", engine.max_u_jobs.value_or(1), 1)});
    plan_.platform.settings = std::move(engine);
    return is_sound;
}

namespace {

/// `k8s { name, key }`.
void read_cluster_secret(const Value& declared, ir::SecretSource& source) {
    const RecordFields fields(declared);
    source.from = ir::SecretSource::From::cluster;
    fields.read("name", source.where);
    fields.read("key", source.key);
}

} // namespace

/// Names in `storage` and `secrets` are looked up in the program, not in a value.
bool TargetLowering::is_written_out(const sema::FieldNode& sources) {
    if (!sources.value) return true;
    auto report = evaluator_.fail(diag::Code::E0302, sources.range, "a record that is written out",
                                  "another expression");
    if (report)
        report->help(fmt::format("write `{} = {{ name = ... }}`, or the name of a `let` that holds "
                                 "such a record",
                                 sources.name));
    return false;
}

/// `env("X")`, `file("~/x")` or `k8s { ... }`; a variable or file is named here, and not read.
void TargetLowering::read_source(ExprRef declared, ir::SecretSource& source) {
    const auto* call = std::get_if<ast::Call>(&declared.get().node);
    if (call == nullptr) return;
    if (call->callee.text == "k8s") {
        read_cluster_secret(evaluator_.evaluate(declared, {}), source);
        return;
    }
    if (call->callee.text == "file") source.from = ir::SecretSource::From::file;
    if (call->arguments.empty()) return;
    const Value where = evaluator_.evaluate(declared.at(call->arguments.front().value), {});
    if (where.get_if<algebra::Text>() != nullptr) source.where = where.as_text();
}

/// One source per secret that a variable of a run needs (ruling 25).
bool TargetLowering::lower_secrets() {
    std::vector<std::pair<std::string, SourceRange>> needed;
    const auto collect = [&](const ir::Variable& variable) {
        for (const std::string& secret : ir::secrets_in(variable)) {
            if (std::ranges::find(needed, secret, &std::pair<std::string, SourceRange>::first) ==
                needed.end())
                needed.emplace_back(secret, variable.origin);
        }
    };
    std::ranges::for_each(plan_.platform.environment, collect);
    for (const LoweredExperiment& experiment : experiments_) {
        for (const ir::Variable* variable : ir::variables_of(experiment.plan))
            collect(*variable);
    }
    const sema::FieldNode* sources = target_.platform->field("secrets");
    if (sources != nullptr && !is_written_out(*sources)) return false;
    for (const auto& [name, origin] : needed) {
        const sema::FieldNode* given = sources != nullptr ? sources->child(name) : nullptr;
        ir::SecretSource source{name, ir::SecretSource::From::environment, name, origin};
        ExprRef value = given != nullptr ? given->value : ExprRef{};
        if (!value) value = secret_declaration(name);
        if (given != nullptr && given->constructor == "k8s")
            read_cluster_secret(evaluator_.evaluate(*given, {}), source);
        else if (value)
            read_source(value, source);
        if (source.from == ir::SecretSource::From::cluster)
            request(ir::Capability::cluster_secrets, fmt::format("secret `{}` from `k8s`", name),
                    given != nullptr ? given->range : origin);
        plan_.platform.secrets.push_back(std::move(source));
    }
    return !evaluator_.failed();
}

/// The expression that the `secret` declaration of that name gives, in any module of the target's
/// objects.
ExprRef TargetLowering::secret_declaration(const std::string& name) const {
    const auto find = [&](const sema::Module* module) -> ExprRef {
        for (const auto& [known, symbol] : module->names) {
            if (symbol.is_module) continue;
            const auto* secret = std::get_if<ast::Secret>(&symbol.get().node);
            if (secret != nullptr && secret->name.text == name)
                return {symbol.module, secret->value};
        }
        return {};
    };
    for (const LoweredExperiment& experiment : experiments_) {
        if (const ExprRef found = find(experiment.object->module)) return found;
    }
    return find(target_.platform->module);
}

} // namespace expc::lower
