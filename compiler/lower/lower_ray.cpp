// SPDX-License-Identifier: MIT
// The fields of a platform that is a Ray cluster.
#include "compiler/lower/field_values.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/ray_cluster_rules.hpp"

#include <algorithm>

namespace expc::lower {

namespace {

/// What Ray itself refuses when a run is to start; empty: nothing.
std::string_view broken_rule(const ir::RayAmount& taken) {
    constexpr double least = 0.0001;
    if (is_rays_own(taken.name)) return rule_of_own_names;
    if (!(taken.amount >= least)) return "at least 0.0001";
    const bool is_whole =
        taken.amount == static_cast<double>(static_cast<std::int64_t>(taken.amount));
    return taken.amount > 1 && !is_whole ? "a whole number where it is above 1" : "";
}

/// `auto`, `10.0.0.1:6379`, `ray://head:10001`: what `ray.init` takes.
bool is_address(std::string_view address) {
    if (address == "auto") return true;
    if (address.starts_with("ray://")) address.remove_prefix(6);
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view host = address.substr(0, colon);
    const std::string_view port = address.substr(colon + 1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return host.find_first_of("/ \t") == std::string_view::npos && !port.empty() &&
           port.size() <= 5 && std::ranges::all_of(port, is_digit);
}

/// Machines that are there say themselves what they have, when Ray starts on them.
bool is_met(const ir::RayAmount& taken, const ir::RayCluster& cluster) {
    if (cluster.provider.kind == "local") return true;
    const auto has = [&](const ir::RayNodes& nodes) {
        return std::ranges::any_of(nodes.resources, [&](const ir::RayAmount& there) {
            return there.name == taken.name && there.amount >= taken.amount;
        });
    };
    return has(cluster.head) || std::ranges::any_of(cluster.workers, has);
}

} // namespace

bool TargetLowering::lower_ray(const sema::Environment& environment) {
    ir::Ray ray;
    const FieldValues fields(evaluator_, *target_.platform, environment);
    fields.read("address", ray.address);
    if (ray.address && !is_address(*ray.address))
        return fields.refuse("address",
                             fmt::format("`auto`, or the head's address and port such as "
                                         "`10.0.0.1:6379` or `ray://head:10001`, not `{}`",
                                         *ray.address));
    fields.read("python", ray.python);
    fields.read("gpu_types", ray.gpu_types);
    if (!fields.are_plain_words("gpu_types", ray.gpu_types)) return false;
    const auto refuse = [&](const ir::RayAmount& taken, const std::string& rule) {
        evaluator_.fail(diag::Code::E0309, fields.range("custom_resources"),
                        fmt::format("`custom_resources.{}`", taken.name), rule);
        return false;
    };
    if (const auto amounts = fields.find("custom_resources")) {
        for (const auto& [name, amount] : **amounts->get_if<algebra::Shared<algebra::Record>>()) {
            const auto* number = amount.get_if<double>();
            ray.custom_resources.push_back({name, number != nullptr ? *number : 0.0});
            const std::string_view rule = broken_rule(ray.custom_resources.back());
            if (!rule.empty()) return refuse(ray.custom_resources.back(), std::string(rule));
        }
    }
    if (target_.platform->field("cluster") != nullptr && !lower_ray_cluster(environment, ray))
        return false;
    for (const ir::RayAmount& taken : ray.custom_resources) {
        if (ray.cluster && !is_met(taken, *ray.cluster))
            return refuse(taken, fmt::format("what a machine of `cluster` has, by `resources = {{ "
                                             "{} = {} }}` there",
                                             taken.name, std::max(1.0, taken.amount)));
    }
    plan_.platform.settings = std::move(ray);
    return true;
}

} // namespace expc::lower
