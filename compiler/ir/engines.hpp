// SPDX-License-Identifier: MIT
// The settings of each engine that a platform may be: what the user wrote.
#pragma once

#include "compiler/algebra/value.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace expc::ir {

using algebra::Duration;
using algebra::Size;

struct Local {
    /// Indexes of the GPUs to use; nothing: what the machine has when it runs.
    std::optional<std::vector<std::int64_t>> gpus;
};

struct SlurmMail {
    std::string to;
    std::vector<std::string> on; ///< `BEGIN`, `END`, `FAIL`, ...
};

/// Several runs of a group in each task of an array: `launcher = packed`.
struct SlurmPacking {
    std::int64_t per_job = 1;
    std::optional<std::int64_t> max_at_once; ///< nothing: all that a node has room for
};

/// All runs of a group in one job, handed out by a helper: `launcher = taskfile`.
struct SlurmTaskfile {
    std::string helper; ///< ht_helper | parallel
    std::vector<std::string> modules;
};

/// What one node has, as far as the platform says.
struct NodeShape {
    std::optional<std::int64_t> cpus;
    std::optional<std::int64_t> gpus;
    std::optional<Size> memory;
};

/// What the user wrote; absent fields leave Slurm's own defaults.
struct Slurm {
    std::optional<std::string> account;
    std::optional<std::string> partition;
    std::optional<std::string> qos;
    std::string launcher = "array"; ///< array | taskfile | packed | jobs
    std::int64_t max_array_size = 1001;
    std::optional<std::int64_t> max_array_tasks;
    std::optional<std::int64_t> max_submit;
    Size max_script_size{4'000'000};
    std::map<std::string, std::string> gpu_types; ///< gpu_type -> spelling in GRES
    std::string gpu_request = "gres";             ///< gres | gpus
    std::optional<std::string> reservation;
    std::optional<std::string> nodelist;
    std::optional<std::string> exclude;
    std::optional<std::string> signal;
    std::optional<bool> requeue;
    std::optional<std::string> comment;
    std::optional<std::string> constraint;
    bool exclusive = false;
    std::optional<SlurmMail> mail;
    std::optional<std::string> log_dir;
    std::optional<SlurmPacking> packing;
    std::optional<SlurmTaskfile> taskfile;
    NodeShape node; ///< where runs share jobs
};

/// What the user wrote; absent fields leave Grid Engine's own defaults.
struct GridEngine {
    std::optional<std::string> queue;
    std::optional<std::string> project;
    std::string parallel_environment = "smp"; ///< of jobs with more than one slot
    std::string memory_resource = "h_vmem";   ///< per slot
    std::string gpu_resource = "gpu";         ///< per job
    std::int64_t max_aj_tasks = 75'000;       ///< of one array
    std::optional<std::int64_t> max_u_jobs;   ///< of one user; an array is one
};

/// Lets pods on nodes with a taint.
struct Toleration {
    std::optional<std::string> key;
    std::optional<std::string> comparison; ///< `operator`: Equal | Exists
    std::optional<std::string> value;
    std::optional<std::string> effect;
    std::optional<std::int64_t> seconds;
};

/// What marks the nodes that have a gpu_type.
struct NodeLabels {
    std::string gpu_type;
    std::map<std::string, std::string> labels;
};

/// What the user wrote; absent fields leave Kubernetes' own defaults.
struct Kubernetes {
    std::optional<std::string> name_space;
    std::string kind = "Job";       ///< Job | ReplicaSet
    std::vector<std::string> nodes; ///< names; empty: any
    std::vector<NodeLabels> node_labels;
    std::int64_t gpu_sharing = 1;                  ///< pods that share one GPU
    std::optional<std::vector<std::int64_t>> gpus; ///< of each node, those to share; absent: all
    NodeShape node;                                ///< where pods share GPUs
    std::vector<Toleration> tolerations;
    std::optional<std::string> service_account;
    std::vector<std::string> image_pull_secrets;
    std::optional<Duration> ttl; ///< how long finished Jobs stay
    std::string server = "1.29"; ///< the server's version
};

} // namespace expc::ir
