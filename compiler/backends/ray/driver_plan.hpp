// SPDX-License-Identifier: MIT
// What driver.py is to run: driver.json, from the plan's target.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::backends::ray {

[[nodiscard]] const ir::Ray& settings_of(const ir::Target& target);

/// The GPUs of a run as Ray counts them: a share of one, or whole ones.
[[nodiscard]] double gpus_of(const ir::Resources& resources);

/// The text of driver.json. A group's `options` are those of a Ray task.
[[nodiscard]] std::string driver_plan(const ir::Target& target);

} // namespace expc::backends::ray
