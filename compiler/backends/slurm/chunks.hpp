// SPDX-License-Identifier: MIT
// How many runs one array may hold, under the laws of Slurm: the largest index, the number of
// tasks, and the number that a user may have in the queue.
#pragma once

#include "compiler/ir/plan.hpp"

#include <cstdint>

namespace expc::backends::slurm {

/// The largest number of runs of one array, at least 1; 1 where each run is a job of its own.
[[nodiscard]] std::uint64_t chunk_size(const ir::Slurm& settings);
/// How many runs share a task of an array.
[[nodiscard]] std::uint64_t runs_per_task(const ir::Slurm& settings);

} // namespace expc::backends::slurm
