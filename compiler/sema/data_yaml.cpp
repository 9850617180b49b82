// SPDX-License-Identifier: MIT
#include "compiler/sema/data_files.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <set>

namespace expc::sema {
namespace {

/// `line 3: ...` of the file, where the library knows it.
Failure failure_at(const YAML::Mark& mark, std::string_view message) {
    if (mark.is_null()) return Failure{std::string(message)};
    return Failure{fmt::format("line {}: {}", mark.line + 1, message)};
}

/// A text of `text_size` bytes says at most that many values, unless it repeats parts by aliases:
/// a few lines of which would fill any memory.
class ValueBudget {
  public:
    explicit ValueBudget(std::size_t text_size) : limit_(repeats_limit + text_size) {}
    [[nodiscard]] std::size_t limit() const { return limit_; }
    /// False when there are too many.
    bool spend() { return ++spent_ <= limit_; }

  private:
    static constexpr std::size_t repeats_limit = 100'000;
    std::size_t limit_;
    std::size_t spent_ = 0;
};

Result<Value> from_yaml(const YAML::Node& node, const Type& type, const DocumentPlace& where,
                        ValueBudget& budget);

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
                             const DocumentPlace& where, ValueBudget& budget) {
    algebra::List elements;
    for (std::size_t i = 0; i < node.size(); ++i) {
        auto value = from_yaml(node[i], element, where.element(i), budget);
        if (!value) return value;
        elements.push_back(std::move(value).value());
    }
    return Value::list(std::move(elements));
}

/// The second key of a name; null where there are not two.
YAML::Node second_key(const YAML::Node& node, const std::string& name) {
    std::size_t found = 0;
    for (const auto& entry : node) {
        const bool is_it = entry.first.IsScalar() && entry.first.Scalar() == name;
        if (is_it && ++found == 2) return entry.first;
    }
    return {};
}

Failure twice(const YAML::Node& key, const DocumentPlace& where) {
    return failure_at(key.Mark(), fmt::format("{} has `{}` twice", where.text(), key.Scalar()));
}

Result<Value> record_from_yaml(const YAML::Node& node, const TypeFields& fields,
                               const DocumentPlace& where, ValueBudget& budget) {
    algebra::Record record;
    for (const auto& [name, field] : fields) {
        const YAML::Node found = node[name];
        if (const YAML::Node second = second_key(node, name); !second.IsNull())
            return twice(second, where);
        if (!found && !field.is(TypeKind::optional))
            return failure_at(node.Mark(), fmt::format("{} has no `{}`", where.text(), name));
        auto value =
            found ? from_yaml(found, field, where.field(name), budget) : Result<Value>(Value());
        if (!value) return value;
        record.emplace_back(name, std::move(value).value());
    }
    return Value::record(std::move(record));
}

Result<Value> map_from_yaml(const YAML::Node& node, const Type& element, const DocumentPlace& where,
                            ValueBudget& budget) {
    algebra::Record record;
    std::set<std::string> names;
    for (const auto& entry : node) {
        if (!entry.first.IsScalar())
            return failure_at(entry.first.Mark(), where.text() + " has a key that is not a text");
        const std::string& name = entry.first.Scalar();
        if (!names.insert(name).second) return twice(entry.first, where);
        auto value = from_yaml(entry.second, element, where.field(name), budget);
        if (!value) return value;
        record.emplace_back(name, std::move(value).value());
    }
    return Value::record(std::move(record));
}

Result<Value> from_yaml(const YAML::Node& node, const Type& type, const DocumentPlace& where,
                        ValueBudget& budget) {
    if (!budget.spend())
        return failure_at(node.Mark(), fmt::format("its aliases (`*name`) repeat parts until there "
                                                   "are more than {} values",
                                                   budget.limit()));
    if (node.IsNull() && type.is(TypeKind::optional)) return Value();
    const Type inner = required(type);
    if (node.IsMap() && node["<<"])
        return failure_at(node.Mark(), "merge keys (`<<`) are not read; write the fields out");
    if (node.IsScalar()) return scalar_from_yaml(node, type, where);
    if (node.IsSequence() && inner.is(TypeKind::list))
        return list_from_yaml(node, inner.element(), where, budget);
    if (node.IsMap() && inner.is(TypeKind::record))
        return record_from_yaml(node, inner.fields(), where, budget);
    if (node.IsMap() && inner.is(TypeKind::map))
        return map_from_yaml(node, inner.element(), where, budget);
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
        ValueBudget budget(text.size());
        return from_yaml(documents.front(), type, {}, budget);
    } catch (const YAML::Exception& mistake) {
        return failure_at(mistake.mark, fmt::format("it is not YAML: {}", mistake.msg));
    }
}

} // namespace expc::sema
