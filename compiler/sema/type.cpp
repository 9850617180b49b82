// SPDX-License-Identifier: MIT
#include "compiler/sema/type.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

namespace expc::sema {

struct Type::Detail {
    Type element;
    TypeFields fields;
    std::vector<std::string> names;
    std::string name;
    bool is_list = false;
    TypeExtent extent;
};

namespace {

std::string quoted_alternatives(const std::vector<std::string>& names) {
    std::vector<std::string> quoted;
    for (const std::string& name : names)
        quoted.push_back(fmt::format("\"{}\"", name));
    return fmt::format("{}", fmt::join(quoted, " | "));
}

std::string field_list(const TypeFields& fields) {
    std::vector<std::string> shown;
    for (const auto& [name, type] : fields)
        shown.push_back(name + ": " + to_string(type));
    return fmt::format("{}", fmt::join(shown, ", "));
}

bool fields_fit(const TypeFields& actual, const TypeFields& expected) {
    const auto fits_one = [&](const auto& wanted) {
        const auto found =
            std::ranges::find(actual, wanted.first, [](const auto& f) { return f.first; });
        if (found == actual.end()) return wanted.second.is(TypeKind::optional);
        return fits(found->second, wanted.second);
    };
    const auto is_known = [&](const auto& given) {
        return std::ranges::any_of(expected, [&](const auto& f) { return f.first == given.first; });
    };
    return std::ranges::all_of(expected, fits_one) && std::ranges::all_of(actual, is_known);
}

bool is_subset(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
    return std::ranges::all_of(part, [&](const std::string& name) {
        return std::ranges::find(whole, name) != whole.end();
    });
}

bool fits_expectation(const Type& actual, const Type& expected) {
    switch (expected.kind()) {
    case TypeKind::word: return is_word(actual);
    case TypeKind::env_value:
        return is_word(required(actual)) || actual.is(TypeKind::none) ||
               actual.is(TypeKind::secret) ||
               (actual.is(TypeKind::constructed) && actual.name() == "prepend");
    case TypeKind::any_path:
        return actual.is(TypeKind::host_path) || actual.is(TypeKind::platform_path) ||
               actual.is(TypeKind::container_path) || actual.is(TypeKind::file) ||
               actual.is(TypeKind::directory) || actual.is(TypeKind::runtime);
    case TypeKind::one_of:
        return actual.is(TypeKind::constructed) && is_subset({actual.name()}, expected.names());
    default: return false;
    }
}

bool same_kind_fits(const Type& actual, const Type& expected) {
    switch (expected.kind()) {
    case TypeKind::list:
    case TypeKind::map:
    case TypeKind::optional:
    case TypeKind::runtime: return fits(actual.element(), expected.element());
    case TypeKind::record: return fields_fit(actual.fields(), expected.fields());
    case TypeKind::literals: return is_subset(actual.names(), expected.names());
    case TypeKind::constructed: return actual.name() == expected.name();
    default: return true;
    }
}

using Unify = std::optional<Type> (*)(const Type&, const Type&);

std::optional<Type> unify_records(const Type& left, const Type& right, Unify unify_fields) {
    TypeFields fields;
    for (const auto& [name, type] : left.fields()) {
        const Type* other = right.field(name);
        const auto both =
            other != nullptr ? unify_fields(type, *other) : Type::optional(required(type));
        if (!both) return std::nullopt;
        fields.emplace_back(name, *both);
    }
    for (const auto& [name, type] : right.fields()) {
        if (left.field(name) == nullptr) fields.emplace_back(name, Type::optional(required(type)));
    }
    return Type::record(std::move(fields));
}

/// Of more texts than anybody lists for a `match`, it is no longer known which they are.
Type unify_literals(const Type& left, const Type& right) {
    constexpr std::size_t most = 1000;
    if (is_subset(right.names(), left.names())) return left;
    std::vector<std::string> names = left.names();
    for (const std::string& name : right.names()) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names.size() > most ? text_type : Type::literals(std::move(names));
}

std::optional<Type> unify_same_kind(const Type& left, const Type& right) {
    switch (left.kind()) {
    case TypeKind::literals: return unify_literals(left, right);
    case TypeKind::list: {
        const auto element = unify(left.element(), right.element());
        return element ? std::optional(Type::list(*element)) : std::nullopt;
    }
    case TypeKind::runtime: {
        const auto element = unify(left.element(), right.element());
        return element ? std::optional(Type::runtime(*element)) : std::nullopt;
    }
    case TypeKind::record: return unify_records(left, right, unify);
    default: return fits(left, right) ? std::optional(left) : std::nullopt;
    }
}

} // namespace

void TypeExtent::add(const Type& inner) {
    const TypeExtent more = inner.extent();
    if (__builtin_add_overflow(parts, more.parts, &parts))
        parts = std::numeric_limits<std::size_t>::max();
    layers = std::max(layers, more.layers + 1);
}

Type::Type(TypeKind kind, std::shared_ptr<const Detail> detail)
    : kind_(kind), detail_(std::move(detail)) {}

/// A type that holds `element`.
Type Type::around(TypeKind kind, Type element) {
    Detail detail;
    detail.extent.add(element);
    detail.element = std::move(element);
    return {kind, std::make_shared<Detail>(std::move(detail))};
}
Type Type::list(Type element) {
    return around(TypeKind::list, std::move(element));
}
Type Type::map(Type element) {
    return around(TypeKind::map, std::move(element));
}
Type Type::optional(Type inner) {
    if (inner.is(TypeKind::optional) || inner.is(TypeKind::none) || inner.is_invalid())
        return inner;
    return around(TypeKind::optional, std::move(inner));
}
Type Type::runtime(Type inner) {
    if (inner.is(TypeKind::runtime) || inner.is_invalid()) return inner;
    return around(TypeKind::runtime, std::move(inner));
}
Type Type::of_fields(TypeKind kind, TypeFields fields) {
    Detail detail;
    for (const auto& [name, type] : fields)
        detail.extent.add(type);
    detail.fields = std::move(fields);
    return {kind, std::make_shared<Detail>(std::move(detail))};
}
Type Type::record(TypeFields fields) {
    return of_fields(TypeKind::record, std::move(fields));
}
Type Type::space(TypeFields columns) {
    return of_fields(TypeKind::space, std::move(columns));
}
Type Type::literals(std::vector<std::string> values) {
    Detail detail;
    detail.names = std::move(values);
    return {TypeKind::literals, std::make_shared<Detail>(std::move(detail))};
}
Type Type::constructed(std::string name) {
    Detail detail;
    detail.name = std::move(name);
    return {TypeKind::constructed, std::make_shared<Detail>(std::move(detail))};
}
Type Type::one_of(std::vector<std::string> constructors) {
    Detail detail;
    detail.names = std::move(constructors);
    return {TypeKind::one_of, std::make_shared<Detail>(std::move(detail))};
}
Type Type::upstream(std::string experiment, bool is_list) {
    Detail detail;
    detail.name = std::move(experiment);
    detail.is_list = is_list;
    return {TypeKind::upstream, std::make_shared<Detail>(std::move(detail))};
}

TypeExtent Type::extent() const {
    return detail_ ? detail_->extent : TypeExtent();
}
const Type& Type::element() const {
    return detail_->element;
}
const TypeFields& Type::fields() const {
    return detail_->fields;
}
const std::vector<std::string>& Type::names() const {
    return detail_->names;
}
const std::string& Type::name() const {
    return detail_->name;
}
bool Type::is_list_of_upstream() const {
    return detail_->is_list;
}

const Type* Type::field(std::string_view name) const {
    if (!detail_) return nullptr;
    const auto found = std::ranges::find(
        detail_->fields, name, [](const auto& f) -> const std::string& { return f.first; });
    return found == detail_->fields.end() ? nullptr : &found->second;
}

std::string to_string(const Type& type) {
    switch (type.kind()) {
    case TypeKind::invalid: return "an unknown type";
    case TypeKind::none: return "none";
    case TypeKind::boolean: return "Bool";
    case TypeKind::integer: return "Int";
    case TypeKind::real: return "Float";
    case TypeKind::text: return "Str";
    case TypeKind::literals: return quoted_alternatives(type.names());
    case TypeKind::duration: return "Duration";
    case TypeKind::size: return "Size";
    case TypeKind::host_path: return "HostPath";
    case TypeKind::platform_path: return "PlatformPath";
    case TypeKind::container_path: return "ContainerPath";
    case TypeKind::file: return "File";
    case TypeKind::directory: return "Dir";
    case TypeKind::secret: return "Secret";
    case TypeKind::list:
        if (type.element().is(TypeKind::anything)) return "List";
        return fmt::format("List<{}>", to_string(type.element()));
    case TypeKind::map: return fmt::format("Map<Str, {}>", to_string(type.element()));
    case TypeKind::record: return fmt::format("{{{}}}", field_list(type.fields()));
    case TypeKind::optional: return to_string(type.element()) + "?";
    case TypeKind::runtime: return fmt::format("Runtime<{}>", to_string(type.element()));
    case TypeKind::space: return fmt::format("Space<{{{}}}>", field_list(type.fields()));
    case TypeKind::distribution: return "distribution";
    case TypeKind::mount: return "mount";
    case TypeKind::container: return "container";
    case TypeKind::platform: return "platform";
    case TypeKind::experiment: return "experiment";
    case TypeKind::constructed: return fmt::format("`{}` value", type.name());
    case TypeKind::upstream: return fmt::format("reference to `{}`", type.name());
    case TypeKind::word: return "Word";
    case TypeKind::env_value: return "Word or Secret";
    case TypeKind::any_path: return "path";
    case TypeKind::one_of: return fmt::format("one of {}", fmt::join(type.names(), ", "));
    case TypeKind::anything: return "value";
    }
    return "";
}

Type without_known_texts(const Type& type) {
    switch (type.kind()) {
    case TypeKind::literals: return text_type;
    case TypeKind::list: return Type::list(without_known_texts(type.element()));
    case TypeKind::map: return Type::map(without_known_texts(type.element()));
    case TypeKind::optional: return Type::optional(without_known_texts(type.element()));
    case TypeKind::record: {
        TypeFields fields = type.fields();
        for (auto& [name, field] : fields)
            field = without_known_texts(field);
        return Type::record(std::move(fields));
    }
    default: return type;
    }
}

std::string described(const Type& type) {
    return with_article(without_known_texts(type));
}

std::string with_article(const Type& type) {
    if (type.is(TypeKind::none)) return "`none`";
    if (type.is(TypeKind::literals)) return "a Str";
    const std::string name = to_string(type);
    const bool starts_with_vowel =
        std::string_view("AEIOUaeiou").find(name.front()) != std::string_view::npos;
    if (type.is(TypeKind::one_of) || type.is(TypeKind::invalid)) return name;
    if (type.is(TypeKind::record)) return "a record " + name;
    return fmt::format("{} {}", starts_with_vowel ? "an" : "a", name);
}

Type required(const Type& type) {
    return type.is(TypeKind::optional) ? type.element() : type;
}

bool is_text_like(const Type& type) {
    switch (type.kind()) {
    case TypeKind::text:
    case TypeKind::literals:
    case TypeKind::host_path:
    case TypeKind::platform_path:
    case TypeKind::container_path:
    case TypeKind::any_path:
    case TypeKind::file:
    case TypeKind::directory: return true;
    default: return false;
    }
}

bool is_number(const Type& type) {
    return type.is(TypeKind::integer) || type.is(TypeKind::real);
}

bool is_word(const Type& type) {
    if (type.is_invalid()) return true;
    if (type.is(TypeKind::runtime)) return is_word(type.element());
    return is_text_like(type) || is_number(type);
}

bool fits(const Type& actual, const Type& expected) {
    if (actual.is_invalid() || expected.is_invalid() || expected.is(TypeKind::anything))
        return true;
    if (fits_expectation(actual, expected)) return true;
    if (actual.kind() == expected.kind()) return same_kind_fits(actual, expected);
    if (expected.is(TypeKind::optional)) {
        return actual.is(TypeKind::none) || fits(actual, expected.element());
    }
    if (expected.is(TypeKind::text)) return actual.is(TypeKind::literals);
    if (expected.is(TypeKind::map) && actual.is(TypeKind::record)) {
        return std::ranges::all_of(
            actual.fields(), [&](const auto& f) { return fits(f.second, expected.element()); });
    }
    if (expected.is(TypeKind::runtime)) return fits(actual, expected.element());
    return false;
}

std::optional<Type> unify(const Type& left, const Type& right) {
    if (left.is_invalid()) return right;
    if (right.is_invalid()) return left;
    if (left.is(TypeKind::none)) return right.is(TypeKind::none) ? right : Type::optional(right);
    if (right.is(TypeKind::none)) return Type::optional(left);
    if (left.is(TypeKind::optional) || right.is(TypeKind::optional)) {
        const auto inner = unify(required(left), required(right));
        return inner ? std::optional(Type::optional(*inner)) : std::nullopt;
    }
    if (left.kind() == right.kind()) return unify_same_kind(left, right);
    if (left.is(TypeKind::runtime) || right.is(TypeKind::runtime)) {
        const auto strip = [](const Type& t) { return t.is(TypeKind::runtime) ? t.element() : t; };
        const auto inner = unify(strip(left), strip(right));
        return inner ? std::optional(Type::runtime(*inner)) : std::nullopt;
    }
    if (is_text_like(left) && is_text_like(right)) return Type(TypeKind::text);
    return std::nullopt;
}

std::optional<Type> unify_numbers(const Type& left, const Type& right) {
    if (is_number(left) && is_number(right) && left.kind() != right.kind()) return float_type;
    const bool are_records = left.is(TypeKind::record) && right.is(TypeKind::record);
    return are_records ? unify_records(left, right, unify_numbers) : unify(left, right);
}

} // namespace expc::sema
