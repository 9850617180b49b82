// SPDX-License-Identifier: MIT
// The fields of a platform that is a Ray cluster.
#include "compiler/lower/field_values.hpp"
#include "compiler/lower/lower_target.hpp"

namespace expc::lower {

bool TargetLowering::lower_ray(const sema::Environment& environment) {
    ir::Ray ray;
    const FieldValues fields(evaluator_, *target_.platform, environment);
    fields.read("address", ray.address);
    fields.read("python", ray.python);
    fields.read("gpu_types", ray.gpu_types);
    if (const auto amounts = fields.find("custom_resources")) {
        for (const auto& [name, amount] : **amounts->get_if<algebra::Shared<algebra::Record>>()) {
            const auto* number = amount.get_if<double>();
            ray.custom_resources.push_back({name, number != nullptr ? *number : 0.0});
            if (number != nullptr && *number > 0) continue;
            evaluator_.fail(diag::Code::E0309, fields.range("custom_resources"),
                            fmt::format("`custom_resources.{}`", name), "more than nothing");
            return false;
        }
    }
    if (target_.platform->field("cluster") != nullptr && !lower_ray_cluster(environment, ray))
        return false;
    plan_.platform.settings = std::move(ray);
    return true;
}

} // namespace expc::lower
