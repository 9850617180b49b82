// SPDX-License-Identifier: MIT
// How many runs one array may hold, under the laws of Slurm: the largest index, the number of
// tasks, and the number that a user may have in the queue.
#pragma once

#include "compiler/ir/plan.hpp"

#include <cstdint>

namespace expc::backends::slurm {

/// The largest number of runs of one call of sbatch, at least 1; 1 where each run is a job of its
/// own, and all of a group's where a helper hands them out.
[[nodiscard]] std::uint64_t chunk_size(const ir::Target& target);
/// How many runs share a task of an array, or a job.
[[nodiscard]] std::uint64_t runs_per_task(const ir::Target& target);

} // namespace expc::backends::slurm
