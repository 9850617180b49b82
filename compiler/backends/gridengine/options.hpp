// SPDX-License-Identifier: MIT
// What qsub is told: options of all jobs of a target, and those of one group of equal resources.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends::gridengine {

/// What the platform of a Grid Engine target says of Grid Engine.
[[nodiscard]] const ir::GridEngine& settings_of(const ir::Target& target);
/// The environment, queue, project, and whether jobs of a lost node start again.
[[nodiscard]] std::vector<std::string> platform_options(const ir::Target& target);
/// Slots, time (rounded up to seconds), memory and GPUs.
[[nodiscard]] std::vector<std::string> resource_options(const ir::GridEngine& settings,
                                                        const ir::Resources& resources);
/// Memory of one slot: Grid Engine multiplies what a job asks for by its slots. In whole KiB.
[[nodiscard]] ir::Size memory_per_slot(const ir::Resources& resources);

/// The variable in which the Grid Engines of Univa and Altair name a job's devices; nothing where
/// no run asks for GPUs, or where the resource has a name that no variable can have.
[[nodiscard]] std::string gpu_variable(const ir::Target& target);

} // namespace expc::backends::gridengine
