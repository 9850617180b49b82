// SPDX-License-Identifier: MIT
#include "compiler/lower/excess.hpp"

#include "compiler/ir/platform.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace expc::lower {

namespace {

/// What Ray knows of the machines of a cloud before they run: of Google's what the cluster file
/// says, of Amazon's all, and there expc knows only what the user says.
class Machines {
  public:
    explicit Machines(const ir::Ray& ray)
        : ray_(ray), tells_all_(ray.cluster->provider.kind == "gcp") {
        kinds_.push_back(&ray.cluster->head);
        if (ray.cluster->max_workers.value_or(1) == 0) return;
        for (const ir::RayNodes& nodes : ray.cluster->workers)
            kinds_.push_back(&nodes);
    }

    [[nodiscard]] bool any(auto holds) const {
        return std::ranges::any_of(kinds_,
                                   [&](const ir::RayNodes* nodes) { return holds(*nodes); });
    }
    /// The most that a machine has of something.
    [[nodiscard]] std::int64_t most(auto amount_of) const {
        std::int64_t most = 0;
        for (const ir::RayNodes* nodes : kinds_)
            most = std::max(most, std::invoke(amount_of, *nodes));
        return most;
    }
    [[nodiscard]] std::vector<std::string> gpu_types() const {
        std::vector<std::string> types;
        for (const ir::RayNodes* nodes : kinds_) {
            if (nodes->gpu_type) types.push_back(ray_type(*nodes->gpu_type));
        }
        std::ranges::sort(types);
        types.erase(std::ranges::unique(types).begin(), types.end());
        return types;
    }
    [[nodiscard]] std::string ray_type(const std::string& gpu_type) const {
        return ir::accelerator_type(ray_, gpu_type);
    }

    [[nodiscard]] bool holds_cpus(const ir::RayNodes& nodes, const ir::Resources& asked) const {
        return nodes.cpus ? asked.cpus <= *nodes.cpus : !tells_all_;
    }
    [[nodiscard]] bool holds_gpus(const ir::RayNodes& nodes, const ir::Resources& asked) const {
        const bool is_known = tells_all_ || nodes.gpus > 0;
        return !is_known || asked.gpus <= nodes.gpus;
    }
    [[nodiscard]] bool holds_memory(const ir::RayNodes& nodes, const ir::Resources& asked) const {
        if (!asked.memory) return true;
        return nodes.memory ? asked.memory->bytes <= nodes.memory->bytes : !tells_all_;
    }
    [[nodiscard]] bool holds_type(const ir::RayNodes& nodes, const ir::Resources& asked) const {
        if (asked.gpus == 0 || !asked.gpu_type) return true;
        return nodes.gpu_type ? ray_type(*nodes.gpu_type) == ray_type(*asked.gpu_type)
                              : !tells_all_;
    }
    [[nodiscard]] bool holds_amounts(const ir::RayNodes& nodes) const {
        return std::ranges::all_of(ray_.custom_resources, [&](const ir::RayAmount& taken) {
            const auto there = std::ranges::find(nodes.resources, taken.name, &ir::RayAmount::name);
            return there != nodes.resources.end() && taken.amount <= there->amount;
        });
    }

  private:
    const ir::Ray& ray_;
    bool tells_all_;
    std::vector<const ir::RayNodes*> kinds_;
};

Excess excess_of(std::string_view field, std::string has, std::string asks, std::string help = "") {
    return {field, std::move(has), std::move(asks), 0, "cluster", std::move(help)};
}

Excess memory_excess(const Machines& machines, const ir::Resources& asked) {
    const std::int64_t most = machines.most(
        [](const ir::RayNodes& nodes) { return nodes.memory.value_or(algebra::Size{}).bytes; });
    const std::string asks = algebra::display(*asked.memory);
    if (most == 0)
        return excess_of("memory", "does not say how much memory its machines have", asks,
                         "Google does not tell Ray, so say it of each kind of machines: "
                         "`memory = 48GiB`");
    return excess_of(
        "memory", fmt::format("has at most {} per machine", algebra::display(algebra::Size{most})),
        asks);
}

Excess type_excess(const Machines& machines, const ir::Resources& asked) {
    const std::vector<std::string> types = machines.gpu_types();
    const std::string wanted = machines.ray_type(*asked.gpu_type);
    return excess_of("gpu_type",
                     types.empty()
                         ? "does not say the `gpu_type` of its machines"
                         : fmt::format("has machines with GPUs of type {}", fmt::join(types, ", ")),
                     wanted,
                     "`gpu_types` of the platform gives Ray's name to the provider's: "
                     "`gpu_types = { \"nvidia-tesla-v100\" = \"V100\" }`");
}

} // namespace

std::string gpus_text(std::int64_t gpus, std::string_view of_what) {
    if (gpus == 0) return "has no GPUs";
    return fmt::format("has {} GPU{}{}", gpus, gpus == 1 ? "" : "s", of_what);
}

std::optional<Excess> local_excess(const ir::Local& local, const ir::Resources& asked) {
    if (!local.gpus) return std::nullopt;
    const auto there = static_cast<std::int64_t>(local.gpus->size());
    if (asked.gpus <= there) return std::nullopt;
    return Excess{
        "gpus", gpus_text(there, ""), fmt::format("{} per run", asked.gpus), there, "gpus", ""};
}

std::optional<Excess> machines_excess(const ir::Ray& ray, const ir::Resources& asked) {
    if (!ray.cluster || ray.cluster->provider.kind == "local") return std::nullopt;
    const Machines machines(ray);
    const auto lacks = [&](auto holds) {
        return !machines.any(
            [&](const ir::RayNodes& nodes) { return (machines.*holds)(nodes, asked); });
    };
    if (lacks(&Machines::holds_gpus)) {
        const std::int64_t most = machines.most(&ir::RayNodes::gpus);
        Excess excess = excess_of("gpus", gpus_text(most, " per machine"),
                                  fmt::format("{} per run", asked.gpus));
        excess.limit = most;
        return excess;
    }
    if (lacks(&Machines::holds_cpus))
        return excess_of("cpus",
                         fmt::format("has at most {} CPUs per machine",
                                     machines.most([](const ir::RayNodes& nodes) {
                                         return nodes.cpus.value_or(0);
                                     })),
                         fmt::format("{}", asked.cpus));
    if (lacks(&Machines::holds_memory)) return memory_excess(machines, asked);
    if (lacks(&Machines::holds_type)) return type_excess(machines, asked);
    const bool is_held = machines.any([&](const ir::RayNodes& nodes) {
        return machines.holds_gpus(nodes, asked) && machines.holds_cpus(nodes, asked) &&
               machines.holds_memory(nodes, asked) && machines.holds_type(nodes, asked) &&
               machines.holds_amounts(nodes);
    });
    if (is_held) return std::nullopt;
    return excess_of(
        "", "has no machine that has all of this at once",
        fmt::format("cpus = {}, gpus = {}{}{}", asked.cpus, asked.gpus,
                    asked.memory ? ", memory = " + algebra::display(*asked.memory) : "",
                    ray.custom_resources.empty() ? "" : " and `custom_resources`"));
}

} // namespace expc::lower
