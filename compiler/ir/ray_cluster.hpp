// SPDX-License-Identifier: MIT
// A Ray cluster that is started for runs: what its cluster file says (ir/plan.hpp, Ray).
#pragma once

#include "compiler/algebra/value.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace expc::ir {

/// An amount of something that a Ray cluster has, by the name that the cluster gives it.
struct RayAmount {
    std::string name;
    double amount = 0.0;
};

/// Who has the machines.
struct RayProvider {
    std::string kind; ///< gcp | aws | local
    std::optional<std::string> project;
    std::optional<std::string> region;
    std::optional<std::string> zone;
    std::optional<std::string> head;  ///< of `local`: the head's address
    std::vector<std::string> workers; ///< of `local`: addresses
};

/// The container in which Ray and all runs are.
struct RayDocker {
    std::optional<std::string> image; ///< nothing: the container of the experiments
    std::optional<std::string> container_name;
    std::vector<std::string> run_options;
    std::optional<bool> pull_before_run;
};

/// A kind of machines.
struct RayNodes {
    std::string name;
    std::optional<std::string> machine; ///< the provider's name: `n1-standard-8`, `g5.xlarge`
    std::optional<std::string> image;   ///< of its disk
    std::optional<algebra::Size> disk;
    std::int64_t gpus = 0;
    std::optional<std::string> gpu_type; ///< the provider's name: `nvidia-tesla-v100`
    std::optional<std::int64_t> cpus;    ///< nothing: what the provider says of the machine
    std::optional<algebra::Size> memory; ///< the same
    std::vector<RayAmount> resources;    ///< what else it has
    std::int64_t min = 0;
    std::int64_t max = 0;
    bool preemptible = false;
    std::optional<RayDocker> docker = {}; ///< what it has instead of the cluster's
    algebra::Value config; ///< a record: entries of `node_config` that replace ours, or none
};

struct RayCluster {
    std::string name;
    RayProvider provider;
    RayNodes head;
    std::vector<RayNodes> workers;
    std::optional<std::int64_t> max_workers; ///< over all kinds; nothing: their sum
    std::optional<algebra::Duration> idle_timeout;
    std::optional<double>
        upscaling_speed; ///< machines that may start at once, for each that is there
    std::optional<std::string> ssh_user;
    std::optional<std::string> ssh_key;
    std::optional<RayDocker> docker;
    std::map<std::string, std::string> file_mounts; ///< path there -> path here
    std::vector<std::string> initialization;        ///< commands on each machine, before docker
    std::vector<std::string> setup;                 ///< commands in the container
    std::vector<std::string> head_setup;
    std::vector<std::string> worker_setup;
    std::vector<std::string> head_start; ///< replaces the provider's own
    std::vector<std::string> worker_start;
};

} // namespace expc::ir
