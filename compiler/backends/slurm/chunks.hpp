// SPDX-License-Identifier: MIT
// How many runs one array may hold, under the laws of Slurm: the largest index, the number of
// tasks, and the number that a user may have in the queue. The calls of sbatch are then the chunks
// of every group (backend.hpp, Submission).
#pragma once

#include "compiler/backends/backend.hpp"

namespace expc::backends::slurm {

/// The largest number of runs of one array, at least 1; 1 where each run is a job of its own.
[[nodiscard]] std::uint64_t chunk_size(const ir::Slurm& settings);
/// One per group of every experiment.
[[nodiscard]] std::vector<Submission> submissions(const ir::Target& target);
/// Calls of sbatch for all of them.
[[nodiscard]] std::uint64_t array_count(const std::vector<Submission>& submissions);

} // namespace expc::backends::slurm
