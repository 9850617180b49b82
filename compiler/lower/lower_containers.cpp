// SPDX-License-Identifier: MIT
// Containers and mounts: the experiment says which, the platform says what starts the one and where
// the other comes from.
#include "compiler/ir/platform.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

namespace {

ir::Capability capability_of(std::string_view kind) {
    if (kind == "bind") return ir::Capability::bind_mounts;
    if (kind == "scratch") return ir::Capability::scratch_mounts;
    if (kind == "pvc") return ir::Capability::claims;
    if (kind == "nfs") return ir::Capability::nfs_mounts;
    if (kind == "upload") return ir::Capability::uploads;
    return kind == "git" ? ir::Capability::git_clones : ir::Capability::buckets;
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

/// What a reference of an image cannot be: nothing, an option of the runtime, or several words.
bool is_image_reference(const std::string& text) {
    return !text.empty() && text.front() != '-' &&
           std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7f; }) &&
           text.find("://") == std::string::npos;
}

/// Where the image of a container is written: in its declaration, where that is named.
SourceRange place_of_image(sema::Evaluator& evaluator, const sema::FieldNode& container) {
    const sema::FieldNode* image = container.child("oci");
    if (image != nullptr) return image->range;
    const auto* name =
        container.value ? std::get_if<ast::NameUse>(&container.value.get().node) : nullptr;
    const auto symbol = name != nullptr ? container.value.module->find(name->name) : std::nullopt;
    const auto* definition =
        symbol && !symbol->is_module ? std::get_if<ast::Definition>(&symbol->get().node) : nullptr;
    const auto object = definition != nullptr && definition->kind == ast::Kind::container
                            ? evaluator.checker().object(*symbol)
                            : nullptr;
    image = object != nullptr ? object->field("oci") : nullptr;
    return image != nullptr ? image->range : container.range;
}

/// Characters that end a path where a runtime reads what is mounted.
struct BindMarks {
    std::string_view characters;
    std::string_view words;
};
BindMarks bind_marks(std::string_view runtime) {
    if (runtime == "charliecloud") return {":\n", "a colon or a newline"};
    return {",\"\n", "a comma, a quote or a newline"};
}

} // namespace

bool TargetLowering::lower_runtime(const sema::Environment& environment) {
    const sema::FieldNode* node = target_.platform->field("runtime");
    if (node == nullptr) return true;
    const Value value = evaluator_.evaluate(*node, environment);
    if (evaluator_.failed()) return false;
    ir::ContainerRuntime runtime{sema::tag_of(value), {}, node->range};
    RecordFields(value).read("extra_args", runtime.extra_args);
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
    const RecordFields fields(container);
    if (const auto oci = fields.text("oci"); oci && !is_image_reference(*oci)) {
        const SourceRange place = place_of_image(evaluator_, node);
        auto report =
            evaluator_.fail(diag::Code::E0309, place, fmt::format("`oci` of container `{}`", name),
                            fmt::format("the name of an image, not `{}`", *oci));
        if (report && oci->starts_with("docker://"))
            report->help(fmt::format("each runtime finds it by its name alone: `oci = \"{}\"`",
                                     oci->substr(std::string_view("docker://").size())));
        return false;
    }
    experiment.plan.container = {name, fields.text("oci"), fields.text("sif"), fields.text("root")};
    const std::string& engine = plan_.platform.engine;
    const bool starts_itself = ir::starts_containers_itself(plan_.platform);
    if (!plan_.platform.runtime && !starts_itself) return refuse_container(name, node.range);
    const std::string& starter = starts_itself ? engine : plan_.platform.runtime->name;
    const Images images = images_of(starter);
    const auto has = [&](std::string_view image) {
        return !image.empty() && fields.find(image) != nullptr;
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
        const RecordFields fields(mount);
        ir::Mount seen{sema::tag_of(mount), fields.text("at").value_or(declared_place(*node, i)),
                       fields.text("mode") == "rw", place};
        if (!check_absolute(seen.at, place) || !lower_source(*experiment.object, seen) ||
            !is_one_declaration(seen.name, declared_place(*node, i), place))
            return false;
        if (experiment.plan.container && !check_bind(seen)) return false;
        experiment.plan.mounts.push_back(std::move(seen));
    }
    return true;
}

/// Runtimes are told of a mount in one word, in which some characters have a meaning.
bool TargetLowering::check_bind(const ir::Mount& mount) {
    const bool lacks_runtime = !plan_.platform.runtime; // which is told of where it is asked for
    if (lacks_runtime || ir::starts_containers_itself(plan_.platform)) return true;
    const ir::MountSource* source = ir::source_of(plan_.platform, mount.name);
    const std::string& runtime = plan_.platform.runtime->name;
    const BindMarks marks = bind_marks(runtime);
    const auto check = [&](const std::string& path, SourceRange place) {
        if (path.find_first_of(marks.characters) == std::string::npos) return true;
        auto report =
            evaluator_.fail(diag::Code::E0309, place, fmt::format("mount `{}`", mount.name),
                            fmt::format("`{}` mounts no path with {}, and this one is `{}`",
                                        runtime, marks.words, path));
        if (report) report->label(plan_.platform.runtime->origin, "what starts the container");
        return false;
    };
    return check(mount.at, mount.origin) && check(source->path.value_or(""), source->origin);
}

/// Platforms know mounts by their names, so a name means one declaration in a target (ruling 43).
bool TargetLowering::is_one_declaration(const std::string& name, const std::string& at,
                                        SourceRange place) {
    const auto [first, is_new] = mount_places_.try_emplace(name, at, place);
    const auto& [known_at, known_place] = first->second;
    if (is_new || known_at == at) return true;
    auto report = evaluator_.fail(diag::Code::E0203, place, name);
    if (report)
        report->here(fmt::format("this mount stands at `{}`", at))
            .label(known_place, fmt::format("and this one at `{}`", known_at))
            .help("platforms know mounts by their names: give one of the two another name");
    return false;
}

/// What a mount's declaration says, where on the platform only a run knows the place.
std::string TargetLowering::declared_place(const sema::FieldNode& mounts, std::size_t number) {
    const Value declared = evaluator_.evaluate(mounts, sema::Environment{});
    const auto* elements = declared.get_if<algebra::Shared<algebra::List>>();
    if (elements == nullptr) return "";
    return RecordFields((**elements)[number]).text("at").value_or("");
}

/// Paths that begin with `${...}` show only now what they are.
bool TargetLowering::check_absolute(const std::string& path, SourceRange place) {
    if (path.starts_with('/')) return true;
    evaluator_.fail(diag::Code::E0316, place, "absolute", path);
    return false;
}

namespace {

ir::NewClaim new_claim(const Value& create) {
    const RecordFields fields(create);
    ir::NewClaim claim;
    fields.read("size", claim.size);
    fields.read("access", claim.access);
    fields.read("storage_class", claim.storage_class);
    return claim;
}

/// `nfs("server:/path")` is `nfs { server, path }`.
void split_server(ir::MountSource& source) {
    const std::size_t colon = source.server.value_or("").find(":/");
    if (source.path || colon == std::string::npos) return;
    source.path = source.server->substr(colon + 1);
    source.server->resize(colon);
}

bool is_bucket_address(std::string_view url) {
    return url.starts_with("s3://") || url.starts_with("gs://") || url.starts_with("file:///");
}

void read_source_fields(const Value& value, ir::MountSource& source) {
    const RecordFields fields(value);
    fields.read("path", source.path);
    fields.read("server", source.server);
    fields.read("claim", source.claim);
    fields.read("sub_path", source.sub_path);
    fields.read("size", source.size);
    fields.read("from", source.from);
    fields.read("exclude", source.exclude);
    fields.read(source.kind == "git" ? "repo" : "url", source.url);
    fields.read("commit", source.commit);
    fields.read("sync", source.sync);
    fields.read("include", source.include);
    if (const Value* create = fields.find("create")) source.create = new_claim(*create);
    if (source.kind == "nfs") split_server(source);
    if (source.kind == "nfs" || source.kind == "bind") source.path = source.path.value_or("");
}

} // namespace

/// What the platform says of a mount; experiments of a target share it.
bool TargetLowering::lower_source(const sema::Object& experiment, const ir::Mount& mount) {
    const sema::FieldNode* storage = target_.platform->field("storage");
    if (storage != nullptr && !is_written_out(*storage)) return false;
    const sema::FieldNode* node = storage != nullptr ? storage->child(mount.name) : nullptr;
    if (node == nullptr) return refuse_mount(experiment, mount);
    sema::Environment environment;
    environment.self = target_.platform.get();
    const Value value = evaluator_.evaluate(*node, environment);
    if (evaluator_.failed()) return false;
    ir::MountSource source;
    source.mount = mount.name;
    source.kind = sema::tag_of(value);
    source.origin = node->range;
    request(capability_of(source.kind),
            fmt::format("mount `{}` from `{}`", mount.name, source.kind), mount.origin);
    if (ir::source_of(plan_.platform, mount.name) != nullptr) return true;
    read_source_fields(value, source);
    if (!check_size(source)) return false;
    if (source.kind == "nfs" && source.path->empty()) {
        evaluator_.fail(diag::Code::E0309, node->range, fmt::format("mount `{}`", mount.name),
                        "a host and an absolute path there: `nfs(\"server:/path\")`");
        return false;
    }
    if (source.path && !check_absolute(*source.path, node->range)) return false;
    if (source.kind == "bucket" && !is_bucket_address(*source.url)) {
        evaluator_.fail(diag::Code::E0309, node->range, std::string("`url`"),
                        std::string("it begins with `s3://`, `gs://` or `file:///`"));
        return false;
    }
    if (source.kind == "bucket" && !check_write_back(source, mount)) return false;
    plan_.platform.storage.push_back(std::move(source));
    return true;
}

/// The space that a mount asks for is some.
bool TargetLowering::check_size(const ir::MountSource& source) {
    const bool is_new_claim = source.create.has_value();
    const auto size = is_new_claim ? std::optional(source.create->size) : source.size;
    if (!size || size->bytes > 0) return true;
    evaluator_.fail(diag::Code::E0309, source.origin, is_new_claim ? "`create.size`" : "`size`",
                    "more than nothing");
    return false;
}

/// `sync` and `include` say what of a bucket is written back, and when.
bool TargetLowering::check_write_back(const ir::MountSource& source, const ir::Mount& mount) {
    const bool is_set = source.sync || !source.include.empty();
    if (is_set && !mount.writable) {
        auto report = evaluator_.fail(
            diag::Code::E0309, source.origin, source.sync ? "`sync`" : "`include`",
            fmt::format("nothing is written back from mount `{}`, which may only be read",
                        mount.name));
        if (report)
            report->label(mount.origin, "mounted here").help("add `mode = \"rw\"` to the mount");
        return false;
    }
    if (source.sync && source.sync->milliseconds <= 0) {
        evaluator_.fail(diag::Code::E0309, source.origin, "`sync`", "more than nothing");
        return false;
    }
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
