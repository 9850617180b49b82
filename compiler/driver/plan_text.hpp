// SPDX-License-Identifier: MIT
// What `expc plan` says about targets without listing their runs: numbers of runs, groups of
// resources, hours, the files that `build` would write and how they differ from the last build.
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::driver {

/// For people: one paragraph a target.
[[nodiscard]] std::string plan_summary(const ir::Plan& plan, const Arguments& arguments);

/// For programs: one line with one object, the manifest and `changes`; `cannot_build` where there
/// is no manifest.
[[nodiscard]] std::string target_json(const ir::Plan& plan, const ir::Target& target,
                                      const Arguments& arguments);

/// `cpus = 4, memory = 8GiB, time = 30m`: what differs from the defaults, and cpus.
[[nodiscard]] std::string resources_text(const ir::Resources& resources);
/// ` = 3 lr x 2 width x 3 seed`, or ` of 120 combinations: ...` where filters took some; empty for
/// a single run.
[[nodiscard]] std::string space_text(const ir::Space& space);

} // namespace expc::driver
