// SPDX-License-Identifier: MIT
// Mounts that a run makes ready on its node before anything is said of their paths: scratch
// folders, unpacked uploads, clones. What may only be read is made once and shared by all runs.
#pragma once

#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"

namespace expc::backends {

/// The sections of task.sh that make them, and those that call it.
[[nodiscard]] Fillings mount_sections(const ir::Target& target, const ir::Experiment& experiment,
                                      const EnginePart& engine);

} // namespace expc::backends
