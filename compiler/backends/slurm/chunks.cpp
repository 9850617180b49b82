// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/chunks.hpp"

#include "compiler/backends/slurm/options.hpp"
#include "compiler/ir/packing.hpp"

#include <algorithm>

namespace expc::backends::slurm {
namespace {

std::uint64_t runs_of_largest_group(const ir::Target& target) {
    std::uint64_t most = 0;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups)
            most = std::max(most, group.space.count);
    }
    return most;
}

} // namespace

std::uint64_t runs_per_task(const ir::Target& target) {
    // Two at least, so that a taskfile of one run is one too.
    if (ir::taskfile_of(target.platform) != nullptr)
        return std::max<std::uint64_t>(runs_of_largest_group(target), 2);
    const ir::SlurmPacking* packing = ir::packing_of(target.platform);
    return packing != nullptr ? static_cast<std::uint64_t>(packing->per_job) : 1;
}

std::uint64_t chunk_size(const ir::Target& target) {
    const ir::Slurm& settings = settings_of(target);
    if (settings.launcher == "jobs") return 1;
    const std::uint64_t per_task = runs_per_task(target);
    if (ir::taskfile_of(target.platform) != nullptr) return per_task;
    std::int64_t size = settings.max_array_size;
    if (settings.max_array_tasks) size = std::min(size, *settings.max_array_tasks);
    if (settings.max_submit) size = std::min(size, *settings.max_submit);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(size, 1)) * per_task;
}

} // namespace expc::backends::slurm
