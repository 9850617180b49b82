// SPDX-License-Identifier: MIT
#include "compiler/driver/changes.hpp"

#include "compiler/driver/manifest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace expc::driver {

namespace {

using Json = nlohmann::json;

/// A value as it is compared: texts as they are, groups of runs by their resources alone.
std::string comparable(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string text;
    for (const Json& group : value)
        text += group.at("resources").dump();
    return text;
}

/// A list of objects as a sorted map from one of their fields to another.
std::map<std::string, std::string> mapped(const Json& list, const char* key, const char* value) {
    std::map<std::string, std::string> result;
    for (const Json& object : list)
        result[object.at(key).get<std::string>()] = comparable(object.at(value));
    return result;
}

/// How a difference is told.
struct Wording {
    const char* noun;  ///< "experiment"
    const char* field; ///< "runs ", before the two values; null: the values mean nothing to people
    const char* verb;  ///< "differs"
};

std::string changed_sentence(const Wording& wording, const std::string& name,
                             const std::string& before, const std::string& now) {
    if (wording.field == nullptr)
        return fmt::format("{} `{}` {}", wording.noun, name, wording.verb);
    return fmt::format("{} `{}`: {}{} -> {}", wording.noun, name, wording.field, before, now);
}

void compare(const std::map<std::string, std::string>& before,
             const std::map<std::string, std::string>& now, const Wording& wording,
             std::vector<std::string>& sentences) {
    for (const auto& [name, value] : now) {
        const auto old = before.find(name);
        if (old == before.end())
            sentences.push_back(fmt::format("{} `{}` is new", wording.noun, name));
        else if (old->second != value)
            sentences.push_back(changed_sentence(wording, name, old->second, value));
    }
    for (const auto& [name, value] : before) {
        if (!now.contains(name))
            sentences.push_back(fmt::format("{} `{}` is gone", wording.noun, name));
    }
}

std::vector<std::string> compared(const Json& before, const Json& now) {
    struct Part {
        const char* list;
        const char* key;
        const char* value;
        Wording wording;
    };
    static constexpr Part parts[] = {
        {"experiments", "name", "runs", {"experiment", "runs ", ""}},
        {"experiments", "name", "groups", {"the resources of", nullptr, "differ"}},
        {"inputs", "name", "value", {"input", "", ""}},
        {"overrides", "name", "value", {"override", "", ""}},
        {"sources", "path", "sha256", {"source", nullptr, "differs"}},
        {"artifacts", "path", "sha256", {"file", nullptr, "differs"}},
    };
    std::vector<std::string> sentences;
    for (const Part& part : parts) {
        compare(mapped(before.at(part.list), part.key, part.value),
                mapped(now.at(part.list), part.key, part.value), part.wording, sentences);
    }
    if (before.at("compiler") != now.at("compiler")) {
        sentences.push_back(fmt::format("expc was {}", before.at("compiler").get<std::string>()));
    }
    return sentences;
}

} // namespace

std::vector<std::string> changes(std::string_view before, std::string_view now) {
    if (before == now) return {};
    const Json old = Json::parse(before, nullptr, false);
    if (old.is_discarded() || !old.is_object() || old.value("version", 0) != manifest_version) {
        return {"the manifest of the last build is of another kind"};
    }
    try {
        return compared(old, Json::parse(now));
    } catch (const Json::exception&) {
        return {"the manifest of the last build is damaged"};
    }
}

} // namespace expc::driver
