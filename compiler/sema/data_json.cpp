// SPDX-License-Identifier: MIT
#include "compiler/sema/data_files.hpp"
#include "compiler/sema/json_lines.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace expc::sema {
namespace {

using Json = nlohmann::ordered_json;

/// The text that is read, for messages.
class JsonText {
  public:
    explicit JsonText(std::string_view text) : text_(text) {}
    [[nodiscard]] Failure failure(const DocumentPlace& where, const std::string& mistake) const {
        return {fmt::format("line {}: {} {}", line_in_json(text_, where), where.text(), mistake)};
    }

  private:
    std::string_view text_;
};

Result<Value> from_json(const JsonText& json, const Json& node, const Type& type,
                        const DocumentPlace& where);

Result<Value> object_from_json(const JsonText& json, const Json& node, const TypeFields& fields,
                               const DocumentPlace& where) {
    algebra::Record record;
    for (const auto& [name, field] : fields) {
        const auto found = node.find(name);
        if (found == node.end() && !field.is(TypeKind::optional))
            return json.failure(where, fmt::format("has no `{}`", name));
        auto value = found == node.end() ? Result<Value>(Value())
                                         : from_json(json, *found, field, where.field(name));
        if (!value) return value;
        record.emplace_back(name, std::move(value).value());
    }
    return Value::record(std::move(record));
}

Result<Value> from_json(const JsonText& json, const Json& node, const Type& type,
                        const DocumentPlace& where) {
    if (node.is_null() && type.is(TypeKind::optional)) return Value();
    const Type inner = required(type);
    switch (inner.kind()) {
    case TypeKind::boolean:
        if (node.is_boolean()) return Value::of(node.get<bool>());
        break;
    case TypeKind::integer:
        if (node.is_number_integer() &&
            !(node.is_number_unsigned() && node.get<std::uint64_t>() > INT64_MAX))
            return Value::of(node.get<std::int64_t>());
        break;
    case TypeKind::real:
        if (node.is_number()) return Value::of(node.get<double>());
        break;
    case TypeKind::text:
        if (node.is_string()) return Value::text(node.get<std::string>());
        break;
    case TypeKind::literals:
        if (node.is_string() &&
            std::ranges::find(inner.names(), node.get<std::string>()) != inner.names().end())
            return Value::text(node.get<std::string>());
        break;
    case TypeKind::list: {
        if (!node.is_array()) break;
        algebra::List elements;
        for (std::size_t i = 0; i < node.size(); ++i) {
            auto element = from_json(json, node[i], inner.element(), where.element(i));
            if (!element) return element;
            elements.push_back(std::move(element).value());
        }
        return Value::list(std::move(elements));
    }
    case TypeKind::record:
        if (node.is_object()) return object_from_json(json, node, inner.fields(), where);
        break;
    case TypeKind::map: {
        if (!node.is_object()) break;
        algebra::Record record;
        for (const auto& [name, field] : node.items()) {
            auto value = from_json(json, field, inner.element(), where.field(name));
            if (!value) return value;
            record.emplace_back(name, std::move(value).value());
        }
        return Value::record(std::move(record));
    }
    default: break;
    }
    return json.failure(where, "is not " + what_is_wanted(inner));
}

} // namespace

Result<Value> read_json(std::string_view text, const Type& type) {
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        const JsonMistake mistake = json_mistake(text);
        return Failure{
            mistake.rest.empty()
                ? fmt::format("line {}: it is not JSON: it ends too early", mistake.line)
                : fmt::format("line {}: it is not JSON from `{}` on", mistake.line, mistake.rest)};
    }
    if (const auto repeated = repeated_json_name(text))
        return Failure{
            fmt::format("line {}: an object has `{}` twice", repeated->line, repeated->name)};
    return from_json(JsonText(text), document, type, {});
}

} // namespace expc::sema
