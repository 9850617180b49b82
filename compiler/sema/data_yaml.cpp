// SPDX-License-Identifier: MIT
#include "compiler/sema/data_files.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace expc::sema {
namespace {

/// `line 3: ...` of the file, where the library knows it.
Failure failure_at(const YAML::Mark& mark, std::string_view message) {
    if (mark.is_null()) return Failure{std::string(message)};
    return Failure{fmt::format("line {}: {}", mark.line + 1, message)};
}

Result<Value> from_yaml(const YAML::Node& node, const Type& type, const DocumentPlace& where);

/// Plain scalars have the tag `?`, quoted ones `!`, and only a text may be quoted.
Result<Value> scalar_from_yaml(const YAML::Node& node, const Type& type,
                               const DocumentPlace& where) {
    const Type inner = required(type);
    const std::string& text = node.Scalar();
    if (inner.is(TypeKind::text)) return Value::text(text);
    const bool is_plain = node.Tag() == "?";
    auto value = read_scalar(text, type);
    if (value && (is_plain || inner.is(TypeKind::literals))) return value;
    return failure_at(node.Mark(), fmt::format("{} is {}, which is not {}", where.text(),
                                               is_plain ? fmt::format("`{}`", text)
                                                        : fmt::format("the text \"{}\"", text),
                                               what_is_wanted(inner)));
}

Result<Value> list_from_yaml(const YAML::Node& node, const Type& element,
                             const DocumentPlace& where) {
    algebra::List elements;
    for (std::size_t i = 0; i < node.size(); ++i) {
        auto value = from_yaml(node[i], element, where.element(i));
        if (!value) return value;
        elements.push_back(std::move(value).value());
    }
    return Value::list(std::move(elements));
}

Result<Value> record_from_yaml(const YAML::Node& node, const TypeFields& fields,
                               const DocumentPlace& where) {
    algebra::Record record;
    for (const auto& [name, field] : fields) {
        const YAML::Node found = node[name];
        if (!found && !field.is(TypeKind::optional))
            return failure_at(node.Mark(), fmt::format("{} has no `{}`", where.text(), name));
        auto value = found ? from_yaml(found, field, where.field(name)) : Result<Value>(Value());
        if (!value) return value;
        record.emplace_back(name, std::move(value).value());
    }
    return Value::record(std::move(record));
}

Result<Value> map_from_yaml(const YAML::Node& node, const Type& element,
                            const DocumentPlace& where) {
    algebra::Record record;
    for (const auto& entry : node) {
        if (!entry.first.IsScalar())
            return failure_at(entry.first.Mark(), where.text() + " has a key that is not a text");
        const std::string& name = entry.first.Scalar();
        auto value = from_yaml(entry.second, element, where.field(name));
        if (!value) return value;
        record.emplace_back(name, std::move(value).value());
    }
    return Value::record(std::move(record));
}

Result<Value> from_yaml(const YAML::Node& node, const Type& type, const DocumentPlace& where) {
    if (node.IsNull() && type.is(TypeKind::optional)) return Value();
    const Type inner = required(type);
    if (node.IsMap() && node["<<"])
        return failure_at(node.Mark(), "merge keys (`<<`) are not read; write the fields out");
    if (node.IsScalar()) return scalar_from_yaml(node, type, where);
    if (node.IsSequence() && inner.is(TypeKind::list))
        return list_from_yaml(node, inner.element(), where);
    if (node.IsMap() && inner.is(TypeKind::record))
        return record_from_yaml(node, inner.fields(), where);
    if (node.IsMap() && inner.is(TypeKind::map)) return map_from_yaml(node, inner.element(), where);
    return failure_at(node.Mark(),
                      fmt::format("{} is not {}", where.text(), what_is_wanted(inner)));
}

} // namespace

Result<Value> read_yaml(std::string_view text, const Type& type) {
    // The library reports mistakes by exceptions; they end here.
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
        if (documents.size() != 1)
            return Failure{fmt::format("it has {} documents; one is needed", documents.size())};
        return from_yaml(documents.front(), type, {});
    } catch (const YAML::Exception& mistake) {
        return failure_at(mistake.mark, fmt::format("it is not YAML: {}", mistake.msg));
    }
}

} // namespace expc::sema
