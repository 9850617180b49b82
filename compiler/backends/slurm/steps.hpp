// SPDX-License-Identifier: MIT
// Several tasks of one run (`resources.tasks`), which Slurm's own launcher starts.
#pragma once

#include "compiler/backends/text/task_script.hpp"

namespace expc::backends::slurm {

/// What task.sh of the experiment says about Slurm.
[[nodiscard]] EnginePart engine_part(const ir::Target& target, const ir::Experiment& experiment);

} // namespace expc::backends::slurm
