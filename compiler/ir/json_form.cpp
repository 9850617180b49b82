// SPDX-License-Identifier: MIT
// The JSON form of a plan: one writer and one reader over the lists of json_fields.hpp.
#include "compiler/base/match.hpp"
#include "compiler/ir/forms.hpp"
#include "compiler/ir/json_fields.hpp"
#include "compiler/ir/json_names.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace expc::ir {
namespace form {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
concept Scalar = std::is_arithmetic_v<T> || std::same_as<T, std::string>;
template <typename T>
concept Recorded = std::is_class_v<T> && !Scalar<T>;
template <typename T>
concept Enumeration = std::is_enum_v<T>;

// ------------------------------------------------------------------------------------------------------
// writing

struct Writer {
    Json object = Json::object();

    template <typename T>
    void operator()(const char* name, const T& member);
    template <typename T>
    void operator()(const char* name, const std::optional<T>& member);
    void operator()(const char* name, const algebra::Shared<std::string>& member) {
        if (member) object[name] = *member;
    }
};

template <Scalar T>
Json write(const T& scalar) {
    return scalar;
}
template <Enumeration E>
Json write(E value) {
    return names<E>[static_cast<std::size_t>(value)];
}
Json write(const Value& value);
Json write(const std::vector<bool>& flags) {
    std::string text;
    for (const bool flag : flags)
        text += flag ? '1' : '0';
    return text;
}
Json write(const std::map<std::string, std::string>& map) {
    return map;
}
template <typename T>
Json write(const std::vector<T>& elements);
template <typename... Ts>
Json write(const std::variant<Ts...>& alternatives);

template <typename T>
requires Recorded<T> Json write(const T& record) {
    Writer writer;
    if (!tag<T>.empty()) writer.object["kind"] = tag<T>;
    fields(writer, record);
    return std::move(writer.object);
}
template <typename T>
Json write(const std::vector<T>& elements) {
    Json array = Json::array();
    for (const T& element : elements)
        array.push_back(write(element));
    return array;
}
template <typename... Ts>
Json write(const std::variant<Ts...>& alternatives) {
    return std::visit([](const auto& alternative) { return write(alternative); }, alternatives);
}

Json write_record(const algebra::Record& record) {
    Json named = Json::array();
    for (const auto& [name, field] : record)
        named.push_back(Json::array({name, write(field)}));
    return {{"record", named}};
}

Json write(const Value& value) {
    return match(
        value.storage(), [](algebra::None) { return Json(); }, [](bool flag) { return Json(flag); },
        [](std::int64_t number) { return Json(number); },
        [](double number) { return Json(number); },
        [](Duration duration) { return write(duration); }, [](Size size) { return write(size); },
        [](const algebra::Text& text) { return Json(*text.content); },
        [](const algebra::Shared<algebra::List>& list) { return write(*list); },
        [](const algebra::Shared<algebra::Record>& record) { return write_record(*record); },
        [](const algebra::RuntimeText& text) {
            return Json{{"parts", write(*text.parts)}};
        });
}

template <typename T>
void Writer::operator()(const char* name, const T& member) {
    object[name] = write(member);
}
template <typename T>
void Writer::operator()(const char* name, const std::optional<T>& member) {
    if (member) object[name] = write(*member);
}

// ------------------------------------------------------------------------------------------------------
// reading

/// Remembers the first thing that it could not read; nlohmann's exceptions tell of missing fields
/// and wrong types.
struct Reader {
    const Json& object;
    std::string& problem;

    template <typename T>
    void operator()(const char* name, T& member);
    template <typename T>
    void operator()(const char* name, std::optional<T>& member);
    void operator()(const char* name, algebra::Shared<std::string>& member) {
        if (!object.contains(name)) return;
        member = std::make_shared<const std::string>(object.at(name).get<std::string>());
    }
    void fail(std::string what) const {
        if (problem.empty()) problem = std::move(what);
    }
    [[nodiscard]] Reader at(const Json& json) const { return {json, problem}; }
};

template <Scalar T>
void read(const Reader& from, T& scalar) {
    scalar = from.object.get<T>();
}
template <Enumeration E>
void read(const Reader& from, E& value) {
    const auto name = from.object.get<std::string>();
    const auto found = std::ranges::find(names<E>, name);
    if (found == names<E>.end()) return from.fail(fmt::format("`{}` is not known", name));
    value = static_cast<E>(found - names<E>.begin());
}
void read(const Reader& from, Value& value);
void read(const Reader& from, std::vector<bool>& flags) {
    for (const char c : from.object.get<std::string>())
        flags.push_back(c == '1');
}
void read(const Reader& from, std::map<std::string, std::string>& map) {
    map = from.object.get<std::map<std::string, std::string>>();
}
template <typename T>
void read(const Reader& from, std::vector<T>& elements);
template <typename... Ts>
void read(const Reader& from, std::variant<Ts...>& alternatives);

template <typename T>
requires Recorded<T>
void read(const Reader& from, T& record) {
    Reader reader = from;
    if (!from.object.is_object()) return from.fail("a record is not an object");
    fields(reader, record);
}
template <typename T>
void read(const Reader& from, std::vector<T>& elements) {
    if (!from.object.is_array()) return from.fail("a list is not an array");
    for (const Json& json : from.object)
        read(from.at(json), elements.emplace_back());
}

/// Whether the JSON is written like the alternative T: a string, an array, or an object with T's
/// kind.
template <typename T>
bool fits(const Json& json) {
    if constexpr (!tag<T>.empty()) return json.is_object() && json.value("kind", "") == tag<T>;
    if constexpr (std::same_as<T, std::string>) return json.is_string();
    return tag<T>.empty() && json.is_array();
}
template <typename... Ts>
void read(const Reader& from, std::variant<Ts...>& alternatives) {
    const auto try_one = [&]<typename T>(std::type_identity<T>) {
        if (!fits<T>(from.object)) return false;
        read(from, alternatives.template emplace<T>());
        return true;
    };
    if (!(try_one(std::type_identity<Ts>{}) || ...))
        from.fail("an alternative has an unknown kind");
}

Value read_object_value(const Reader& from) {
    const Json& json = from.object;
    if (json.contains("milliseconds"))
        return Value::of<Duration>({json["milliseconds"].get<std::int64_t>()});
    if (json.contains("bytes")) return Value::of<Size>({json["bytes"].get<std::int64_t>()});
    if (json.contains("parts")) {
        std::vector<algebra::TextPart> parts;
        read(from.at(json["parts"]), parts);
        return Value::of<algebra::RuntimeText>(
            {std::make_shared<const std::vector<algebra::TextPart>>(parts)});
    }
    algebra::Record record;
    for (const Json& named : json.at("record")) {
        auto& field = record.emplace_back(named.at(0).get<std::string>(), Value{});
        read(from.at(named.at(1)), field.second);
    }
    return Value::record(std::move(record));
}

void read(const Reader& from, Value& value) {
    const Json& json = from.object;
    if (json.is_boolean()) {
        value = Value::of<bool>(json.get<bool>());
    } else if (json.is_number_integer()) {
        value = Value::of<std::int64_t>(json.get<std::int64_t>());
    } else if (json.is_number_float()) {
        value = Value::of<double>(json.get<double>());
    } else if (json.is_string()) {
        value = Value::text(json.get<std::string>());
    } else if (json.is_array()) {
        algebra::List list;
        read(from, list);
        value = Value::list(std::move(list));
    } else if (json.is_object()) {
        value = read_object_value(from);
    }
}

template <typename T>
void Reader::operator()(const char* name, T& member) {
    read(at(object.at(name)), member);
}
template <typename T>
void Reader::operator()(const char* name, std::optional<T>& member) {
    if (object.contains(name)) read(at(object.at(name)), member.emplace());
}

Result<Plan> read_plan(std::string_view text) {
    const Json json = Json::parse(text);
    const int version = json.at("version").get<int>();
    if (version != plan_version) {
        return Failure{
            fmt::format("this is version {} of the plan; this build of expc reads version {}",
                        version, plan_version)};
    }
    Plan plan;
    std::string problem;
    read(Reader{json, problem}, plan);
    if (!problem.empty()) return Failure{problem};
    return plan;
}

} // namespace
} // namespace form

std::string to_json(const Plan& plan) {
    form::Json object = {{"version", plan_version}};
    object.update(form::write(plan));
    return object.dump();
}

Result<Plan> from_json(std::string_view text) {
    try {
        Result<Plan> plan = form::read_plan(text);
        if (!plan) return plan;
        const std::vector<std::string> broken = verify(plan.value());
        if (!broken.empty()) return Failure{broken.front()};
        return plan;
    } catch (const nlohmann::json::exception& error) {
        return Failure{error.what()};
    }
}

} // namespace expc::ir
