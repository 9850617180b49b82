// SPDX-License-Identifier: MIT
#include "compiler/backends/gridengine/options.hpp"

#include "compiler/backends/text/retries.hpp"
#include "compiler/ir/attempts.hpp"
#include "compiler/ir/run.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::gridengine {
namespace {

constexpr std::int64_t kibibyte = 1024;

std::int64_t whole_units(std::int64_t amount, std::int64_t unit) {
    return amount / unit + (amount % unit > 0 ? 1 : 0);
}

/// `4G`, `512M` or `349526K`: the letters are binary.
std::string size_limit(ir::Size size) {
    std::int64_t amount = size.bytes / kibibyte;
    std::string_view letters = "KMG";
    while (letters.size() > 1 && amount % kibibyte == 0) {
        amount /= kibibyte;
        letters.remove_prefix(1);
    }
    return fmt::format("{}{}", amount, letters.front());
}

/// `02:03:04`; hours may be more than two digits.
std::string clock_limit(ir::Duration duration) {
    const std::int64_t seconds = whole_units(duration.milliseconds, 1000);
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

class Flags {
  public:
    void add(std::string_view name, std::string value) {
        words.emplace_back(name);
        words.push_back(std::move(value));
    }
    void add(std::string_view name, const std::optional<std::string>& value) {
        if (value) add(name, *value);
    }

    std::vector<std::string> words;
};

} // namespace

const ir::GridEngine& settings_of(const ir::Target& target) {
    return std::get<ir::GridEngine>(target.platform.settings);
}

std::vector<std::string> platform_options(const ir::Target& target) {
    const ir::GridEngine& settings = settings_of(target);
    Flags flags;
    if (target.platform.inherit_env) flags.words.emplace_back("-V");
    flags.add("-q", settings.queue);
    flags.add("-P", settings.project);
    if (retries_after(target, "node_failure")) flags.add("-r", std::string("y"));
    return flags.words;
}

std::vector<std::string> resource_options(const ir::GridEngine& settings,
                                          const ir::Resources& resources) {
    Flags flags;
    if (resources.cpus > 1) {
        flags.add("-pe", settings.parallel_environment);
        flags.words.push_back(std::to_string(resources.cpus));
    }
    if (resources.time) flags.add("-l", "h_rt=" + clock_limit(*resources.time));
    if (resources.memory)
        flags.add("-l", fmt::format("{}={}", settings.memory_resource,
                                    size_limit(memory_per_slot(resources))));
    if (resources.gpus > 0)
        flags.add("-l", fmt::format("{}={}", settings.gpu_resource, resources.gpus));
    return flags.words;
}

std::string gpu_variable(const ir::Target& target) {
    const bool needs_gpus = std::ranges::any_of(target.experiments, [](const auto& experiment) {
        return std::ranges::any_of(experiment.groups, [](const ir::Group& group) {
            return std::ranges::any_of(ir::attempts_of(group),
                                       [](const auto& asked) { return asked.gpus > 0; });
        });
    });
    const std::string name = "SGE_HGR_" + settings_of(target).gpu_resource;
    return needs_gpus && ir::is_variable_name(name) ? name : "";
}

ir::Size memory_per_slot(const ir::Resources& resources) {
    const std::int64_t slots = std::max<std::int64_t>(resources.cpus, 1);
    const std::int64_t bytes = whole_units(resources.memory.value_or(ir::Size{}).bytes, slots);
    return ir::Size{whole_units(bytes, kibibyte) * kibibyte};
}

} // namespace expc::backends::gridengine
