// SPDX-License-Identifier: MIT
#include "compiler/sema/schema.hpp"

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

/// The short names that schema.def uses for types.
namespace short_names {

Type boolean() {
    return Type(TypeKind::boolean);
}
Type integer() {
    return Type(TypeKind::integer);
}
Type real() {
    return Type(TypeKind::real);
}
Type text() {
    return Type(TypeKind::text);
}
Type duration() {
    return Type(TypeKind::duration);
}
Type size() {
    return Type(TypeKind::size);
}
Type host_path() {
    return Type(TypeKind::host_path);
}
Type platform_path() {
    return Type(TypeKind::platform_path);
}
Type container_path() {
    return Type(TypeKind::container_path);
}
Type any_path() {
    return Type(TypeKind::any_path);
}
Type any_space() {
    return Type::space({});
}
Type container() {
    return Type(TypeKind::container);
}
Type mount() {
    return Type(TypeKind::mount);
}
Type word() {
    return Type(TypeKind::word);
}
Type env_value() {
    return Type(TypeKind::env_value);
}
Type anything() {
    return Type(TypeKind::anything);
}
Type bash() {
    return Type::constructed("bash");
}
Type list(Type element) {
    return Type::list(std::move(element));
}
Type map(Type element) {
    return Type::map(std::move(element));
}
Type literals(std::vector<std::string> names) {
    return Type::literals(std::move(names));
}
Type one_of(std::vector<std::string> names) {
    return Type::one_of(std::move(names));
}
/// A command is a list of words or a bash value; the checker of commands knows.
Type command() {
    return Type::list(word());
}
/// A record with a schema of its own is named by its owner.
Type resources() {
    return Type::constructed("resources");
}
Type retry() {
    return Type::constructed("retry");
}
Type node() {
    return Type::constructed("node");
}
Type mail() {
    return Type::constructed("mail");
}
Type cluster() {
    return Type::constructed("cluster");
}
Type provider() {
    return Type::constructed("provider");
}
Type machines() {
    return Type::constructed("machines");
}
Type cluster_docker() {
    return Type::constructed("cluster_docker");
}
Type machine_docker() {
    return Type::constructed("machine_docker");
}
Type claim() {
    return Type::constructed("create");
}

} // namespace short_names

Presence presence_of(std::string_view text) {
    if (text == "required") return Presence::required;
    return text == "optional" ? Presence::optional : Presence::has_default;
}

constexpr std::array constructors = {
    ConstructorRule{"local", ""},        ConstructorRule{"slurm", ""},
    ConstructorRule{"gridengine", ""},   ConstructorRule{"kubernetes", ""},
    ConstructorRule{"ray", ""},          ConstructorRule{"array", ""},
    ConstructorRule{"taskfile", ""},     ConstructorRule{"packed", ""},
    ConstructorRule{"jobs", ""},         ConstructorRule{"singularity", ""},
    ConstructorRule{"apptainer", ""},    ConstructorRule{"docker", ""},
    ConstructorRule{"podman", ""},       ConstructorRule{"charliecloud", ""},
    ConstructorRule{"bind", "path"},     ConstructorRule{"pvc", ""},
    ConstructorRule{"nfs", "server"},    ConstructorRule{"upload", ""},
    ConstructorRule{"git", ""},          ConstructorRule{"bucket", ""},
    ConstructorRule{"scratch", ""},      ConstructorRule{"ssh", "host"},
    ConstructorRule{"bash", ""},         ConstructorRule{"k8s", ""},
    ConstructorRule{"env", "name"},      ConstructorRule{"file", "path"},
    ConstructorRule{"prepend", "value"},
};

constexpr std::array<std::string_view, 5> engines = {"local", "slurm", "gridengine", "kubernetes",
                                                     "ray"};

} // namespace

Schema::Schema() {
    using namespace short_names;
#define EXPC_FIELD(owner, name, type, presence, documentation)                                     \
    table_.push_back({#owner, #name, type, presence_of(presence), presence, documentation});
#include "compiler/sema/schema.def"
#undef EXPC_FIELD
    // The fields of an owner stand together in schema.def.
    for (auto begin = table_.cbegin(); begin != table_.cend();) {
        const auto end = std::find_if(
            begin, table_.cend(), [&](const Field& field) { return field.owner != begin->owner; });
        by_owner_.emplace(begin->owner, std::span(begin, end));
        begin = end;
    }
}

const Field* Schema::find(std::string_view owner, std::string_view name) const {
    const std::span<const Field> all = fields(owner);
    const auto found = std::ranges::find(all, name, &Field::name);
    return found == all.end() ? nullptr : &*found;
}

std::vector<std::string_view> Schema::owners() const {
    std::vector<std::string_view> result;
    for (const Field& field : table_) {
        if (result.empty() || result.back() != field.owner) result.push_back(field.owner);
    }
    return result;
}

std::span<const Field> Schema::fields(std::string_view owner) const {
    const auto found = by_owner_.find(owner);
    return found == by_owner_.end() ? std::span<const Field>{} : found->second;
}

std::vector<std::string> Schema::field_names(std::string_view owner) const {
    std::vector<std::string> names;
    for (const Field& field : fields(owner))
        names.emplace_back(field.name);
    return names;
}

Type Schema::record(std::string_view owner) const {
    TypeFields result;
    for (const Field& field : fields(owner)) {
        const bool may_miss = field.presence == Presence::optional;
        result.emplace_back(std::string(field.name),
                            may_miss ? Type::optional(field.type) : field.type);
    }
    return Type::record(std::move(result));
}

std::string_view owner_of(ast::Kind kind) {
    constexpr std::array<std::string_view, 6> keywords = {"space",     "resources", "mount",
                                                          "container", "platform",  "experiment"};
    return keywords[static_cast<std::size_t>(kind)];
}

const ConstructorRule* find_constructor(std::string_view name) {
    const auto found = std::ranges::find(constructors, name, &ConstructorRule::name);
    return found == constructors.end() ? nullptr : &*found;
}

std::vector<std::string_view> constructor_names() {
    std::vector<std::string_view> names;
    for (const ConstructorRule& rule : constructors)
        names.push_back(rule.name);
    return names;
}

bool is_engine(std::string_view name) {
    return std::ranges::find(engines, name) != engines.end();
}

} // namespace expc::sema
