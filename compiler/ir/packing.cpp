// SPDX-License-Identifier: MIT
#include "compiler/ir/packing.hpp"

#include <algorithm>
#include <limits>

namespace expc::ir {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

/// How many runs a node has room for; no limit where the platform does not say what a node has.
std::int64_t runs_on(const NodeShape& node, const Resources& run) {
    std::int64_t runs = largest;
    if (node.cpus) runs = std::min(runs, *node.cpus / run.cpus);
    if (node.gpus && run.gpus > 0) runs = std::min(runs, *node.gpus / run.gpus);
    if (node.memory && run.memory) runs = std::min(runs, node.memory->bytes / run.memory->bytes);
    return std::max<std::int64_t>(runs, 1);
}

std::int64_t times(std::int64_t amount, std::int64_t factor) {
    return amount > largest / factor ? largest : amount * factor;
}

} // namespace

const SlurmPacking* packing_of(const Platform& platform) {
    const auto* slurm = std::get_if<Slurm>(&platform.settings);
    if (slurm == nullptr || !slurm->packing || slurm->packing->per_job == 1) return nullptr;
    return &*slurm->packing;
}

Pack pack_of(const Platform& platform, const Group& group) {
    const SlurmPacking* packing = packing_of(platform);
    if (packing == nullptr) return {};
    const NodeShape& node = std::get<Slurm>(platform.settings).node;
    const auto all = static_cast<std::int64_t>(
        std::min<std::uint64_t>(group.space.count, static_cast<std::uint64_t>(largest)));
    Pack pack;
    pack.runs = std::min(packing->per_job, all);
    pack.at_once =
        std::min({pack.runs, packing->max_at_once.value_or(runs_on(node, group.resources)),
                  platform.max_parallel.value_or(largest)});
    return pack;
}

Resources resources_of(const Pack& pack, const Resources& run) {
    if (pack.runs == 1) return run;
    Resources job = run;
    job.tasks = pack.at_once;
    job.gpus = times(run.gpus, pack.at_once);
    if (run.memory) job.memory->bytes = times(run.memory->bytes, pack.at_once);
    if (run.disk) job.disk->bytes = times(run.disk->bytes, pack.at_once);
    if (run.time) job.time->milliseconds = times(run.time->milliseconds, pack.waves());
    return job;
}

} // namespace expc::ir
