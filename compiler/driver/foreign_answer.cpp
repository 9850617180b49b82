// SPDX-License-Identifier: MIT
#include "compiler/driver/foreign_answer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace expc::driver {

namespace {

using Answer = nlohmann::json;

/// The sentence that goes to the user; it never leaves this file.
struct Mistake : std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <typename... Parts>
[[noreturn]] void refuse(fmt::format_string<Parts...> pattern, Parts&&... parts) {
    throw Mistake(fmt::format(pattern, std::forward<Parts>(parts)...));
}

/// A text as it may stand in a message of one line.
std::string shown(const std::string& text) {
    constexpr std::size_t most = 120;
    return Answer(text.substr(0, most)).dump(-1, ' ', true, Answer::error_handler_t::replace) +
           (text.size() > most ? "..." : "");
}

/// An object with these keys and no others; `needed` of them must be there.
void check_keys(const Answer& object, const std::string& what, const std::vector<std::string>& keys,
                std::size_t needed) {
    if (!object.is_object()) refuse("{} is no JSON object", what);
    for (const auto& [key, value] : object.items())
        if (std::ranges::find(keys, key) == keys.end())
            refuse("{} has the key {}, which means nothing", what, shown(key));
    for (std::size_t i = 0; i < needed; ++i)
        if (!object.contains(keys[i])) refuse("{} has no `{}`", what, keys[i]);
}

std::string text_of(const Answer& object, const char* key, const std::string& what) {
    if (!object.at(key).is_string()) refuse("`{}` of {} is no string", key, what);
    return object.at(key).get<std::string>();
}

const Answer& list_of(const Answer& object, const char* key) {
    if (!object.at(key).is_array()) refuse("`{}` is no list", key);
    return object.at(key);
}

/// Why a path cannot be one below the target's folder; empty where it can.
std::string_view wrong_in(std::string_view path) {
    if (path.empty()) return "is empty";
    if (path.front() == '/') return "is absolute";
    if (std::ranges::any_of(path, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }))
        return "holds a control character";
    while (true) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, slash);
        if (name == "..") return "leads out of the folder by `..`";
        if (name.empty() || name == ".") return "has a part that is empty or `.`";
        if (slash == path.size()) return {};
        path.remove_prefix(slash + 1);
    }
}

backends::Artifact artifact_of(const Answer& object, std::size_t index) {
    const std::string what = fmt::format("artifact {}", index);
    check_keys(object, what, {"path", "text", "executable"}, 2);
    backends::Artifact file{text_of(object, "path", what), text_of(object, "text", what), false};
    if (object.contains("executable")) {
        if (!object["executable"].is_boolean()) refuse("`executable` of {} is no boolean", what);
        file.executable = object["executable"].get<bool>();
    }
    if (const std::string_view wrong = wrong_in(file.path); !wrong.empty())
        refuse("the path {} of {} {}", shown(file.path), what, wrong);
    return file;
}

/// Each path once, and none below another that is a file.
void check_paths(const std::vector<backends::Artifact>& files,
                 const std::vector<std::string>& taken) {
    std::map<std::string, std::string_view, std::less<>> owners;
    for (const std::string& path : taken)
        owners.emplace(path, "expc writes itself");
    for (const backends::Artifact& file : files) {
        const auto [place, is_new] = owners.emplace(file.path, "another artifact has");
        if (!is_new) refuse("the path {} is one that {}", shown(file.path), place->second);
    }
    for (const auto& [path, owner] : owners) {
        for (std::size_t slash = path.find('/'); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            if (const std::string folder = path.substr(0, slash); owners.contains(folder))
                refuse("the path {} needs a folder where {} is a file", shown(path), shown(folder));
        }
    }
}

Uncarried uncarried_of(const Answer& object, std::size_t index, std::size_t requests) {
    const std::string what = fmt::format("entry {} of `cannot`", index);
    check_keys(object, what, {"request", "why"}, 2);
    const Answer& request = object["request"];
    if (!request.is_number_unsigned() || request.get<std::uint64_t>() >= requests)
        refuse("{} names the request {}, and the target has {} of them, counted from 0", what,
               shown(request.dump()), requests);
    std::string why = text_of(object, "why", what);
    if (why.empty()) refuse("`why` of {} is empty", what);
    return {request.get<std::size_t>(), std::move(why)};
}

ForeignAnswer understood(const Answer& object, std::size_t requests,
                         const std::vector<std::string>& taken) {
    if (!object.is_object()) refuse("it is no JSON object");
    // Another version may have other keys, so its number comes first.
    if (!object.contains("version")) refuse("it has no `version`");
    if (const Answer& version = object["version"];
        !version.is_number_integer() || version != foreign_version)
        refuse("it is of version {}, and this expc understands version {}", shown(version.dump()),
               foreign_version);
    check_keys(object, "it", {"version", "artifacts", "cannot"}, 2);
    ForeignAnswer answer;
    for (const Answer& artifact : list_of(object, "artifacts"))
        answer.files.push_back(artifact_of(artifact, answer.files.size()));
    check_paths(answer.files, taken);
    if (!object.contains("cannot")) return answer;
    for (const Answer& entry : list_of(object, "cannot"))
        answer.cannot.push_back(uncarried_of(entry, answer.cannot.size(), requests));
    return answer;
}

} // namespace

Result<ForeignAnswer> read_answer(std::string_view text, std::size_t requests,
                                  const std::vector<std::string>& taken) {
    if (text.empty()) return Failure{"it is empty"};
    try {
        return understood(Answer::parse(text), requests, taken);
    } catch (const Mistake& mistake) {
        return Failure{mistake.what()};
    } catch (const Answer::parse_error& error) {
        return Failure{fmt::format("it is no JSON, from byte {} on", error.byte)};
    }
}

} // namespace expc::driver
