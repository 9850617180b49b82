// SPDX-License-Identifier: MIT
// What sbatch is told: options of all jobs of a target, and those of one group of equal resources.
// Values are words; every option stands on the command line, because variables of the user win over
// lines in a script (ruling 47).
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::backends::slurm {

/// What the platform of a Slurm target says of Slurm.
[[nodiscard]] const ir::Slurm& settings_of(const ir::Target& target);
/// Account, partition, mail and the rest of the platform's own settings.
[[nodiscard]] std::vector<std::string> platform_options(const ir::Target& target);
/// Time (rounded up to seconds), nodes, tasks, CPUs, memory (rounded up to MiB), GPUs, disk.
[[nodiscard]] std::vector<std::string> resource_options(const ir::Slurm& settings,
                                                        const ir::Resources& resources);

/// The same for what a task of the group's array asks for, which runs may share. Nodes and tasks
/// of a job whose runs a helper hands out are the business of submit.sh.
[[nodiscard]] std::vector<std::string> group_options(const ir::Target& target,
                                                     const ir::Group& group);

} // namespace expc::backends::slurm
