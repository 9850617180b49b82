// SPDX-License-Identifier: MIT
// How many runs of a group share a job, and what such a job asks for.
#pragma once

#include "compiler/ir/plan.hpp"

namespace expc::ir {

/// Runs that share a task of an array.
struct Pack {
    std::int64_t runs = 1;    ///< of a full one
    std::int64_t at_once = 1; ///< of these

    /// How often a run may have to wait for the end of another, and its own turn.
    [[nodiscard]] std::int64_t waves() const { return runs / at_once + (runs % at_once > 0); }
};

/// The runs of the group that share a task under the platform's launcher; one, unless it packs.
[[nodiscard]] Pack pack_of(const Platform& platform, const Group& group);

/// What a task asks for that holds the pack: its runs are tasks of Slurm's on one node. What is
/// beyond all numbers is the largest one.
[[nodiscard]] Resources resources_of(const Pack& pack, const Resources& run);

/// How the platform's launcher packs runs; null where each has a task of its own.
[[nodiscard]] const SlurmPacking* packing_of(const Platform& platform);

} // namespace expc::ir
