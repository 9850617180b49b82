// SPDX-License-Identifier: MIT
#include "compiler/driver/manifest.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/driver/version.hpp"
#include "compiler/ir/run.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace expc::driver {

namespace {

using OrderedJson = nlohmann::ordered_json;

template <typename T>
OrderedJson or_null(const std::optional<T>& value) {
    return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

OrderedJson settings(const std::vector<ir::Setting>& list) {
    OrderedJson array = OrderedJson::array();
    for (const ir::Setting& setting : list)
        array.push_back({{"name", setting.name}, {"value", setting.value}});
    return array;
}

OrderedJson sources(const ir::Plan& plan) {
    OrderedJson array = OrderedJson::array();
    for (const ir::SourceHash& source : plan.sources)
        array.push_back({{"path", source.path}, {"sha256", source.sha256}});
    return array;
}

OrderedJson resources(const ir::Resources& wanted) {
    OrderedJson object = {
        {"cpus", wanted.cpus}, {"gpus", wanted.gpus}, {"gpu_share", wanted.gpu_share}};
    if (wanted.gpu_type) object["gpu_type"] = *wanted.gpu_type;
    if (wanted.memory) object["memory_bytes"] = wanted.memory->bytes;
    if (wanted.time) object["time_milliseconds"] = wanted.time->milliseconds;
    object["nodes"] = wanted.nodes;
    object["tasks"] = wanted.tasks;
    if (wanted.disk) object["disk_bytes"] = wanted.disk->bytes;
    return object;
}

/// How many values each column has, by its name.
OrderedJson columns(const ir::Experiment& experiment) {
    OrderedJson object = OrderedJson::object();
    for (const algebra::Column& column : experiment.space.columns)
        object[column.name] = column.domain.size();
    return object;
}

OrderedJson experiment_object(const ir::Experiment& experiment) {
    OrderedJson axes = OrderedJson::array();
    for (const algebra::Digit& digit : experiment.space.digits)
        axes.push_back({{"name", digit.label}, {"size", digit.size}});
    OrderedJson groups = OrderedJson::array();
    for (const ir::Group& group : experiment.groups) {
        groups.push_back({{"runs", group.space.count}, {"resources", resources(group.resources)}});
    }
    OrderedJson outputs = OrderedJson::array();
    for (const ir::Output& output : experiment.outputs) {
        outputs.push_back({{"name", output.name},
                           {"kind", output.kind == ir::OutputKind::file ? "file" : "directory"}});
    }
    return {{"name", experiment.name},
            {"doc", experiment.doc},
            {"runs", experiment.space.count},
            {"runs_digest", ir::runs_digest(experiment)},
            {"axes", axes},
            {"columns", columns(experiment)},
            {"groups", groups},
            {"outputs", outputs}};
}

OrderedJson submissions(const backends::Artifacts& artifacts) {
    OrderedJson array = OrderedJson::array();
    for (const backends::Submission& submission : artifacts.submissions) {
        OrderedJson object = {{"experiment", submission.experiment},
                              {"group", submission.group},
                              {"runs", submission.runs},
                              {"chunk", submission.chunk}};
        if (submission.per_task > 1) object["per_task"] = submission.per_task;
        array.push_back(std::move(object));
    }
    return array;
}

OrderedJson files(const backends::Artifacts& artifacts) {
    OrderedJson array = OrderedJson::array();
    for (const backends::Artifact& file : artifacts.files) {
        OrderedJson object = {{"path", file.path}, {"bytes", file.content.size()}};
        if (file.executable) object["executable"] = true;
        object["sha256"] = algebra::sha256_hex(file.content);
        array.push_back(std::move(object));
    }
    return array;
}

std::string dumped(const OrderedJson& value) {
    return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// One line for each entry, and one for each element of a list: small, and still good to compare
/// line by line.
std::string lines_of(const OrderedJson& object) {
    std::string text = "{";
    for (const auto& [name, value] : object.items()) {
        text += fmt::format("{}\n {}: ", text.size() == 1 ? "" : ",", dumped(name));
        if (!value.is_array() || value.empty()) {
            text += dumped(value);
            continue;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            text += fmt::format("{}\n  {}", i == 0 ? "[" : ",", dumped(value[i]));
        }
        text += "]";
    }
    return text + "\n}\n";
}

} // namespace

std::string manifest(const ir::Plan& plan, const ir::Target& target,
                     const backends::Artifacts& artifacts, const Making& making) {
    OrderedJson experiments = OrderedJson::array();
    for (const ir::Experiment& experiment : target.experiments)
        experiments.push_back(experiment_object(experiment));
    OrderedJson object = {
        {"version", manifest_version},
        {"compiler", version_number},
        {"target", target.name},
        {"root_file", plan.root_file},
        {"sources", sources(plan)},
        {"inputs", settings(plan.inputs)},
        {"overrides", settings(plan.overrides)},
        {"platform", {{"name", target.platform.name}, {"engine", target.platform.engine}}},
        {"totals",
         {{"runs", target.totals.runs},
          {"cpu_hours", or_null(target.totals.cpu_hours)},
          {"gpu_hours", or_null(target.totals.gpu_hours)}}},
        {"experiments", experiments},
        {"submissions", submissions(artifacts)},
        {"artifacts", files(artifacts)}};
    if (!making.left_out.empty()) object["left_out"] = making.left_out;
    if (making.maker) {
        object["backend"] = {{"program", making.maker->program}};
        if (making.maker->sha256) object["backend"]["sha256"] = *making.maker->sha256;
    }
    return lines_of(object);
}

} // namespace expc::driver
