// SPDX-License-Identifier: MIT
// A run as JSON (ruling 72). Text with runtime parts is a list of strings and `{"runtime":
// "run.dir"}`.
#include "compiler/base/match.hpp"
#include "compiler/ir/run.hpp"
#include "compiler/ir/run_table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace expc::ir {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const algebra::TextPart& part) {
    return match(
        part, [](const std::string& literal) { return Json(literal); },
        [](const RuntimePart& runtime) {
            return runtime.kind == RuntimeKind::secret ? Json{{"secret", runtime.variable}}
                                                       : Json{{"runtime", runtime_name(runtime)}};
        });
}

bool is_secret(const algebra::TextPart& part) {
    const auto* runtime = std::get_if<RuntimePart>(&part);
    return runtime != nullptr && runtime->kind == RuntimeKind::secret;
}

Json json_of(const ResolvedText& text) {
    if (text.empty()) return "";
    const bool is_plain = std::holds_alternative<std::string>(text.front());
    if (text.size() == 1 && (is_plain || is_secret(text.front()))) return json_of(text.front());
    Json parts = Json::array();
    for (const algebra::TextPart& part : text)
        parts.push_back(json_of(part));
    return parts;
}

Json json_of(const std::vector<ResolvedText>& argv) {
    Json words = Json::array();
    for (const ResolvedText& word : argv)
        words.push_back(json_of(word));
    return words;
}

Json json_of(const ResolvedVariable& variable) {
    Json text = json_of(variable.value);
    return variable.prepends ? Json{{"prepend", std::move(text)}} : text;
}

Json json_of(const std::vector<ResolvedVariable>& variables) {
    Json object = Json::object();
    for (const ResolvedVariable& variable : variables)
        object[variable.name] = json_of(variable);
    return object;
}

Json parameters(const Space& space, Ordinals ordinals) {
    Json object = Json::object();
    for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
        const Value value = space.columns[column].domain.at(ordinals[column]);
        object[space.columns[column].name] = Json::parse(algebra::to_json(value, false));
    }
    return object;
}

void add_command(Json& object, const Experiment& experiment, const ResolvedRun& run) {
    if (run.bash != nullptr) {
        if (!run.steps.empty()) object["argv"] = json_of(run.steps.front());
        object["bash"] = {{"run", run.bash->script}, {"vars", json_of(run.bash_variables)}};
    } else if (std::holds_alternative<Argv>(experiment.command)) {
        object["argv"] = json_of(run.steps.front());
    } else {
        object["steps"] = Json::array();
        for (const auto& step : run.steps)
            object["steps"].push_back(json_of(step));
    }
}

} // namespace

std::string run_json(std::string_view target, const Experiment& experiment, const ResolvedRun& run,
                     Ordinals ordinals) {
    Json object = {{"target", target},   {"experiment", experiment.name},
                   {"index", run.index}, {"id", run.id.hex()},
                   {"name", run.name},   {"digest", digest(experiment, run)}};
    object["params"] = parameters(experiment.space, ordinals);
    add_command(object, experiment, run);
    object["env"] = json_of(run.environment);
    object["workdir"] = run.workdir.empty() ? Json(".") : json_of(run.workdir);
    object["outputs"] = Json::object();
    for (std::size_t output = 0; output < run.outputs.size(); ++output) {
        object["outputs"][experiment.outputs[output].name] = json_of(run.outputs[output]);
    }
    for (std::size_t file = 0; file < run.list_files.size(); ++file)
        object["lists"][experiment.list_files[file].name] = json_of(run.list_files[file]);
    return object.dump();
}

} // namespace expc::ir
