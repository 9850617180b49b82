// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/chunks.hpp"

#include <algorithm>

namespace expc::backends::slurm {

std::uint64_t chunk_size(const ir::Slurm& settings) {
    if (settings.launcher == "jobs") return 1;
    std::int64_t size = settings.max_array_size;
    if (settings.max_array_tasks) size = std::min(size, *settings.max_array_tasks);
    if (settings.max_submit) size = std::min(size, *settings.max_submit);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(size, 1)) * runs_per_task(settings);
}

std::uint64_t runs_per_task(const ir::Slurm& settings) {
    return settings.packing ? static_cast<std::uint64_t>(settings.packing->per_job) : 1;
}

} // namespace expc::backends::slurm
