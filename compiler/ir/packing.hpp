// SPDX-License-Identifier: MIT
// How many runs of a group share a job, and what such a job asks for.
#pragma once

#include "compiler/ir/plan.hpp"

namespace expc::ir {

/// Runs that share a task of an array, or a job.
struct Pack {
    std::int64_t runs = 1;    ///< of a full one
    std::int64_t at_once = 1; ///< of these

    /// How often a run may have to wait for the end of another, and its own turn.
    [[nodiscard]] std::int64_t waves() const { return runs / at_once + (runs % at_once > 0); }
};

/// The runs of the group that share a task or a job under the platform's launcher; else one.
[[nodiscard]] Pack pack_of(const Platform& platform, const Group& group);

/// What is asked for where runs of the group share a task or a job. Those of a pack are tasks of
/// Slurm's on one node. Those of a taskfile may stand on many nodes, so but for its time this is
/// what each asks for. What is beyond all numbers is the largest one.
[[nodiscard]] Resources shared_resources(const Platform& platform, const Group& group);

/// The bytes of memory that the engine counts for a run that asks for some: a taskfile asks for it
/// by CPU, in whole MiB.
[[nodiscard]] std::int64_t counted_memory(const Platform& platform, const Resources& run);

/// How many of these runs a node has room for; nothing where the platform does not say.
[[nodiscard]] std::optional<std::int64_t> runs_on_a_node(const Platform& platform,
                                                         const Resources& run);

/// How the platform's launcher packs runs; null where each has a task of its own.
[[nodiscard]] const SlurmPacking* packing_of(const Platform& platform);
/// The helper of the platform's launcher that hands out the runs of a job; null without one.
[[nodiscard]] const SlurmTaskfile* taskfile_of(const Platform& platform);
[[nodiscard]] bool shares_jobs(const Platform& platform);

} // namespace expc::ir
