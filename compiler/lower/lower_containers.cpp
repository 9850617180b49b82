// SPDX-License-Identifier: MIT
// Containers and mounts: the experiment says which, the platform says what starts the one and where
// the other comes from.
#include "compiler/lower/lower_target.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

/// The text of a record's field; nothing if it has none.
std::optional<std::string> text_field(const Value& record, std::string_view name) {
    const Value* field = sema::field_of(record, name);
    const bool is_text = field != nullptr && field->get_if<algebra::Text>() != nullptr;
    return is_text ? std::optional(field->as_text()) : std::nullopt;
}

/// `bind`, `pvc`: the constructor that says where a mount comes from.
std::string source_kind(const sema::FieldNode& source) {
    const auto* call = source.value ? std::get_if<ast::Call>(&source.value.get().node) : nullptr;
    return call != nullptr ? call->callee.text : source.constructor;
}

ir::Capability capability_of(std::string_view kind) {
    if (kind == "bind") return ir::Capability::bind_mounts;
    if (kind == "scratch") return ir::Capability::scratch_mounts;
    if (kind == "pvc") return ir::Capability::claims;
    return kind == "nfs" ? ir::Capability::nfs_mounts : ir::Capability::storage;
}

/// These platforms start containers by themselves: Ray does on machines that it starts.
bool has_own_runtime(const sema::Object& platform) {
    const std::string& engine = platform.root.constructor;
    return engine == "kubernetes" || (engine == "ray" && platform.field("cluster") != nullptr);
}

/// The image that a runtime starts first, and the one it takes where that is missing.
struct Images {
    std::string_view best;
    std::string_view other = {};
};
Images images_of(std::string_view runtime) {
    if (runtime == "charliecloud") return {"root"};
    if (runtime == "singularity" || runtime == "apptainer") return {"sif", "oci"};
    return {"oci"};
}

} // namespace

bool TargetLowering::lower_runtime() {
    const sema::FieldNode* node = target_.platform->field("runtime");
    if (node == nullptr) return true;
    sema::Environment environment;
    environment.self = target_.platform.get();
    const Value value = evaluator_.evaluate(*node, environment);
    if (evaluator_.failed()) return false;
    ir::ContainerRuntime runtime{sema::tag_of(value), {}, node->range};
    if (const Value* words = sema::field_of(value, "extra_args")) {
        for (const Value& word : **words->get_if<algebra::Shared<algebra::List>>())
            runtime.extra_args.push_back(algebra::word_text(word));
    }
    plan_.platform.runtime = std::move(runtime);
    return true;
}

bool TargetLowering::lower_container(LoweredExperiment& experiment, const RunScope& scope) {
    if (experiment.object->field("container") == nullptr) return true;
    const sema::FieldNode& node = *experiment.object->field("container");
    const Value container = evaluator_.evaluate(node, scope.environment(nullptr));
    if (evaluator_.failed()) return false;
    const std::string name = sema::tag_of(container);
    request(ir::Capability::containers, fmt::format("container `{}`", name), node.range);
    if (!has_container(*experiment.object)) return true;
    experiment.plan.container = {name, text_field(container, "oci"), text_field(container, "sif"),
                                 text_field(container, "root")};
    const std::string& engine = plan_.platform.engine;
    const bool starts_itself = has_own_runtime(*target_.platform);
    if (!plan_.platform.runtime && !starts_itself) return refuse_container(name, node.range);
    const std::string& starter = starts_itself ? engine : plan_.platform.runtime.value().name;
    const Images images = images_of(starter);
    const auto has = [&](std::string_view image) {
        return !image.empty() && sema::field_of(container, image) != nullptr;
    };
    if (has(images.best) || has(images.other)) return true;
    auto report = evaluator_.fail(diag::Code::E0808, node.range, name, starter);
    if (report) report->help(fmt::format("add `{} = \"...\"` to the container", images.best));
    return false;
}

bool TargetLowering::refuse_container(const std::string& name, SourceRange place) {
    auto report = evaluator_.fail(diag::Code::E0804, place, target_.platform->name,
                                  fmt::format("container `{}`", name));
    if (report)
        report->here("it has no `runtime` that starts containers")
            .label(target_.platform->name_range, "this platform")
            .help("say what starts containers there: `runtime = apptainer {}`")
            .help("or run without: `allow_drop = [\"container\"]` in the platform");
    return false;
}

bool TargetLowering::lower_mounts(LoweredExperiment& experiment, const RunScope& scope) {
    const sema::FieldNode* node = experiment.object->field("mounts");
    if (node == nullptr) return true;
    const auto* list = node->value ? std::get_if<ast::List>(&node->value.get().node) : nullptr;
    const Value mounts = evaluator_.evaluate(*node, scope.environment(nullptr));
    const auto* elements = mounts.get_if<algebra::Shared<algebra::List>>();
    if (evaluator_.failed() || elements == nullptr) return false;
    for (std::size_t i = 0; i < (*elements)->size(); ++i) {
        const Value& mount = (**elements)[i];
        const SourceRange place =
            list != nullptr && i < list->elements.size() ? list->elements[i].range : node->range;
        ir::Mount seen{sema::tag_of(mount), text_field(mount, "at").value_or(""),
                       text_field(mount, "mode") == "rw", place};
        if (!check_absolute(seen.at, place) || !lower_source(*experiment.object, seen))
            return false;
        experiment.plan.mounts.push_back(std::move(seen));
    }
    return true;
}

/// Paths that begin with `${...}` show only now what they are.
bool TargetLowering::check_absolute(const std::string& path, SourceRange place) {
    if (path.starts_with('/')) return true;
    evaluator_.fail(diag::Code::E0316, place, "absolute", path);
    return false;
}

namespace {

std::optional<ir::NewClaim> new_claim(const Value* create) {
    if (create == nullptr || create->is_none()) return std::nullopt;
    ir::NewClaim claim;
    const Value* size = sema::field_of(*create, "size");
    if (size != nullptr && size->get_if<algebra::Size>() != nullptr)
        claim.size = *size->get_if<algebra::Size>();
    claim.access = text_field(*create, "access").value_or(claim.access);
    claim.storage_class = text_field(*create, "storage_class");
    return claim;
}

/// `nfs("server:/path")` is `nfs { server, path }`.
void split_server(ir::MountSource& source) {
    const std::size_t colon = source.server.value_or("").find(":/");
    if (source.path || colon == std::string::npos) return;
    source.path = source.server->substr(colon + 1);
    source.server->resize(colon);
}

void read_source_fields(const Value& value, ir::MountSource& source) {
    if (source.kind == "bind") source.path = text_field(value, "path").value_or("");
    if (source.kind == "nfs") {
        source.server = text_field(value, "server");
        source.path = text_field(value, "path");
        split_server(source);
        if (!source.path) source.path = "";
    }
    if (source.kind == "pvc") {
        source.claim = text_field(value, "claim");
        source.sub_path = text_field(value, "sub_path");
        source.create = new_claim(sema::field_of(value, "create"));
    }
    const Value* size = sema::field_of(value, "size");
    if (size != nullptr && size->get_if<algebra::Size>() != nullptr)
        source.size = *size->get_if<algebra::Size>();
}

} // namespace

/// What the platform says of a mount; experiments of a target share it.
bool TargetLowering::lower_source(const sema::Object& experiment, const ir::Mount& mount) {
    const sema::FieldNode* storage = target_.platform->field("storage");
    const sema::FieldNode* node = storage != nullptr ? storage->child(mount.name) : nullptr;
    if (node == nullptr) return refuse_mount(experiment, mount);
    ir::MountSource source;
    source.mount = mount.name;
    source.kind = source_kind(*node);
    source.origin = node->range;
    request(capability_of(source.kind),
            fmt::format("mount `{}` from `{}`", mount.name, source.kind), mount.origin);
    if (std::ranges::find(plan_.platform.storage, mount.name, &ir::MountSource::mount) !=
        plan_.platform.storage.end())
        return true;
    sema::Environment environment;
    environment.self = target_.platform.get();
    const Value value = evaluator_.evaluate(*node, environment);
    if (evaluator_.failed()) return false;
    read_source_fields(value, source);
    if (source.path && !check_absolute(*source.path, node->range)) return false;
    plan_.platform.storage.push_back(std::move(source));
    return true;
}

bool TargetLowering::refuse_mount(const sema::Object& experiment, const ir::Mount& mount) {
    auto report =
        evaluator_.fail(diag::Code::E0803, mount.origin, target_.platform->name, mount.name);
    if (!report) return false;
    report->here(fmt::format("used by `{}`", experiment.name));
    if (const sema::FieldNode* storage = target_.platform->field("storage")) {
        std::string bound;
        for (const sema::FieldNode& child : storage->children)
            bound += (bound.empty() ? "" : ", ") + child.name;
        report->label(storage->range, fmt::format("binds {}", bound));
    } else {
        report->label(target_.platform->name_range, "has no `storage`");
    }
    report->help(fmt::format("add a source, for example `{} = {}`", mount.name,
                             plan_.platform.engine == "kubernetes"
                                 ? fmt::format("pvc {{ claim = \"{}\" }}", mount.name)
                                 : "bind(\"/path/there\")"));
    return false;
}

} // namespace expc::lower
