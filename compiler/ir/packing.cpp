// SPDX-License-Identifier: MIT
#include "compiler/ir/packing.hpp"

#include <algorithm>
#include <limits>

namespace expc::ir {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

std::int64_t times(std::int64_t amount, std::int64_t factor) {
    return amount > largest / factor ? largest : amount * factor;
}

/// How many of `all` runs may run at once.
std::int64_t at_once_of(const Platform& platform, const Resources& run, std::int64_t all) {
    const std::int64_t most = std::min(all, platform.max_parallel.value_or(largest));
    const SlurmPacking* packing = packing_of(platform);
    if (packing == nullptr) return most;
    const auto room = packing->max_at_once ? packing->max_at_once : runs_on_a_node(platform, run);
    return std::min(most, room.value_or(largest));
}

/// All that runs of a pack ask for of their node.
Resources resources_at_once(const Resources& run, std::int64_t runs) {
    Resources job = run;
    job.tasks = runs;
    job.gpus = times(run.gpus, runs);
    if (run.memory) job.memory->bytes = times(run.memory->bytes, runs);
    if (run.disk) job.disk->bytes = times(run.disk->bytes, runs);
    return job;
}

} // namespace

const SlurmPacking* packing_of(const Platform& platform) {
    const auto* slurm = std::get_if<Slurm>(&platform.settings);
    if (slurm == nullptr || !slurm->packing || slurm->packing->per_job == 1) return nullptr;
    return &*slurm->packing;
}

const SlurmTaskfile* taskfile_of(const Platform& platform) {
    const auto* slurm = std::get_if<Slurm>(&platform.settings);
    return slurm != nullptr && slurm->taskfile ? &*slurm->taskfile : nullptr;
}

bool shares_jobs(const Platform& platform) {
    return packing_of(platform) != nullptr || taskfile_of(platform) != nullptr;
}

std::int64_t counted_memory(const Platform& platform, const Resources& run) {
    if (taskfile_of(platform) == nullptr) return run.memory->bytes;
    constexpr std::int64_t mebibyte = 1'048'576;
    const auto up = [](std::int64_t amount, std::int64_t unit) {
        return amount / unit + (amount % unit != 0 ? 1 : 0);
    };
    const std::int64_t by_cpu = up(up(run.memory->bytes, mebibyte), run.cpus);
    return times(times(by_cpu, run.cpus), mebibyte);
}

std::optional<std::int64_t> runs_on_a_node(const Platform& platform, const Resources& run) {
    const NodeShape& node = std::get<Slurm>(platform.settings).node;
    std::int64_t runs = largest;
    if (node.cpus) runs = std::min(runs, *node.cpus / run.cpus);
    if (node.gpus && run.gpus > 0) runs = std::min(runs, *node.gpus / run.gpus);
    if (node.memory && run.memory)
        runs = std::min(runs, node.memory->bytes / counted_memory(platform, run));
    if (runs == largest) return std::nullopt;
    return std::max<std::int64_t>(runs, 1);
}

Pack pack_of(const Platform& platform, const Group& group) {
    if (!shares_jobs(platform)) return {};
    const SlurmPacking* packing = packing_of(platform);
    const auto all = static_cast<std::int64_t>(
        std::min<std::uint64_t>(group.space.count, static_cast<std::uint64_t>(largest)));
    const std::int64_t runs = std::min(all, packing != nullptr ? packing->per_job : largest);
    return {runs, at_once_of(platform, group.resources, runs)};
}

Resources shared_resources(const Platform& platform, const Group& group) {
    const Pack pack = pack_of(platform, group);
    if (pack.runs == 1) return group.resources;
    Resources job = packing_of(platform) != nullptr
                        ? resources_at_once(group.resources, pack.at_once)
                        : group.resources;
    if (job.time) job.time->milliseconds = times(job.time->milliseconds, pack.waves());
    return job;
}

} // namespace expc::ir
