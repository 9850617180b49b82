// SPDX-License-Identifier: MIT
// Pods that share a GPU (`gpu_sharing`). Kubernetes counts whole GPUs only, so these pods ask for
// none: each Job belongs to one GPU of one node, which is all that its pods see, and has as many of
// them at once as may share it.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace expc::backends::kubernetes {

[[nodiscard]] bool shares_gpus(const ir::Target& target);
/// `kind = "ReplicaSet"`: workloads whose pods never end.
[[nodiscard]] bool makes_replica_sets(const ir::Target& target);
/// One GPU of a node that the platform names.
struct SharedGpu {
    std::string node;
    std::int64_t index = 0;
    friend bool operator==(const SharedGpu&, const SharedGpu&) = default;
};

/// How many GPUs pods share, on all nodes that the platform names.
[[nodiscard]] std::uint64_t gpus_to_share(const ir::Target& target);
/// The GPU of the k-th Job of the target: those of the first node come first.
[[nodiscard]] SharedGpu shared_gpu(const ir::Target& target, std::uint64_t job);
/// The GPUs of all Jobs of the target.
[[nodiscard]] std::vector<SharedGpu> gpus_in_use(const ir::Target& target);
/// How many runs a Job has at most: as many as Kubernetes takes, or as few as let the Jobs of the
/// target have a GPU each.
[[nodiscard]] std::uint64_t runs_per_job(const ir::Target& target);

/// Commands of submit.sh that set `node` and `gpu` for the Job of a call, and limit `at_once`.
[[nodiscard]] std::string choose_gpu(const ir::Target& target);
/// The number of the GPU of a group's first Job among all that pods share.
[[nodiscard]] std::uint64_t first_gpu(const ir::Target& target, std::string_view experiment,
                                      std::size_t group);

/// Reports what a ReplicaSet cannot do.
void check_replica_sets(const ir::Target& target, diag::Sink& sink);
/// Reports what would put two runs on one GPU by mistake, or none.
void check_sharing(const ir::Target& target, diag::Sink& sink);

} // namespace expc::backends::kubernetes
