// SPDX-License-Identifier: MIT
#include "compiler/backends/ray/driver_plan.hpp"

#include "compiler/algebra/json_text.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace expc::backends::ray {
namespace {

using algebra::json_string;

std::string member(std::string_view name, std::string_view value) {
    return fmt::format("{}: {}", json_string(name), value);
}

std::string object(const std::vector<std::string>& members) {
    return fmt::format("{{{}}}", fmt::join(members, ", "));
}

/// `{"num_cpus": 2, "num_gpus": 0.5, "memory": 1073741824}`
std::string task_options(const ir::Ray& settings, const ir::Resources& resources) {
    std::vector<std::string> options{member("num_cpus", std::to_string(resources.cpus))};
    if (resources.gpus > 0)
        options.push_back(member("num_gpus", fmt::format("{:g}", gpus_of(resources))));
    if (resources.memory)
        options.push_back(member("memory", std::to_string(resources.memory->bytes)));
    if (resources.gpus > 0 && resources.gpu_type)
        options.push_back(member("accelerator_type",
                                 json_string(ir::accelerator_type(settings, *resources.gpu_type))));
    std::vector<std::string> amounts;
    for (const ir::RayAmount& resource : settings.custom_resources)
        amounts.push_back(member(resource.name, fmt::format("{:g}", resource.amount)));
    if (!amounts.empty()) options.push_back(member("resources", object(amounts)));
    return object(options);
}

/// What Ray is asked for, and how long it may take: `"options": {...}, "seconds": 60`.
std::string attempt_members(const ir::Ray& settings, const ir::Resources& resources) {
    std::string members = member("options", task_options(settings, resources));
    if (const auto& time = resources.time)
        members +=
            ", " + member("seconds",
                          fmt::format("{:g}", static_cast<double>(time->milliseconds) / 1000.0));
    return members;
}

std::string group_plan(const ir::Ray& settings, const ir::Group& group) {
    std::vector<std::string> members{member("runs", std::to_string(group.space.count)),
                                     attempt_members(settings, group.resources)};
    std::vector<std::string> later;
    for (const ir::Resources& resources : group.later)
        later.push_back(object({attempt_members(settings, resources)}));
    if (!later.empty())
        members.push_back(member("later", fmt::format("[{}]", fmt::join(later, ", "))));
    return object(members);
}

std::string retry_plan(const ir::Retry& retry) {
    std::vector<std::string> events;
    for (const std::string& event : retry.on)
        events.push_back(json_string(event));
    return object({member("attempts", std::to_string(retry.attempts)),
                   member("on", fmt::format("[{}]", fmt::join(events, ", ")))});
}

void add_experiment(Lines& lines, const ir::Ray& settings, const ir::Experiment& experiment,
                    std::string_view end) {
    lines.add("{{");
    {
        const auto inside = lines.indented();
        lines.add("{},", member("name", json_string(experiment.name)));
        lines.add("{},", member("runs", std::to_string(experiment.space.count)));
        lines.add("{},", member("waits", experiment.dependencies.empty() ? "false" : "true"));
        if (experiment.retry) lines.add("{},", member("retry", retry_plan(*experiment.retry)));
        lines.add("\"groups\": [");
        for (std::size_t i = 0; i < experiment.groups.size(); ++i) {
            const auto deeper = lines.indented();
            lines.add("{}{}", group_plan(settings, experiment.groups[i]),
                      i + 1 < experiment.groups.size() ? "," : "");
        }
        lines.add("]");
    }
    lines.add("}}{}", end);
}

} // namespace

const ir::Ray& settings_of(const ir::Target& target) {
    return std::get<ir::Ray>(target.platform.settings);
}

double gpus_of(const ir::Resources& resources) {
    if (resources.gpus == 1) return resources.gpu_share;
    return static_cast<double>(resources.gpus);
}

std::string driver_plan(const ir::Target& target) {
    const ir::Ray& settings = settings_of(target);
    const auto& at_once = target.platform.max_parallel;
    Lines lines;
    lines.add("{{");
    {
        const auto inside = lines.indented();
        lines.add("{},", member("target", json_string(target.name)));
        lines.add("{},", member("address", json_string(settings.address.value_or("auto"))));
        lines.add("{},", member("at_once", at_once ? std::to_string(*at_once) : "null"));
        lines.add("{},", member("inherit_env", target.platform.inherit_env ? "true" : "false"));
        lines.add("\"experiments\": [");
        for (std::size_t i = 0; i < target.experiments.size(); ++i) {
            const auto deeper = lines.indented();
            add_experiment(lines, settings, target.experiments[i],
                           i + 1 < target.experiments.size() ? "," : "");
        }
        lines.add("]");
    }
    lines.add("}}");
    return lines.text();
}

} // namespace expc::backends::ray
