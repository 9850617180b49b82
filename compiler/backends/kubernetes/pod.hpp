// SPDX-License-Identifier: MIT
// The pods of a group of runs: image, command, environment, volumes, resources and nodes.
#pragma once

#include "compiler/backends/text/yaml.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>

namespace expc::backends::kubernetes {

/// The folder of pods in which they see their scripts, and nothing else may lie.
inline constexpr std::string_view scripts_root = "/expc";

/// The ConfigMap of an experiment: its name, and for each file its key there and its path below the
/// folder of scripts.
struct Scripts {
    struct File {
        std::string key;
        std::string path;
    };
    std::string config_map;
    std::vector<File> files;

    /// Where a pod sees them.
    [[nodiscard]] std::string folder() const {
        return std::string(scripts_root) + '/' + config_map;
    }
};

/// The mount that a path lies in; of several the one that hides the others, null where none is.
[[nodiscard]] const ir::Mount* innermost(const std::vector<ir::Mount>& mounts,
                                         std::string_view path);
/// The mount under which pods write what runs keep: writable, not gone with the pod, and run_root
/// lies in it. Nothing where no experiment of the target has such a mount.
[[nodiscard]] const ir::Mount* keeper(const ir::Target& target);
/// The mounts of an experiment's pods, each before those below it.
[[nodiscard]] std::vector<ir::Mount> pod_mounts(const ir::Target& target,
                                                const ir::Experiment& experiment);

/// Kubernetes counts in seconds: what is less than one is one more.
[[nodiscard]] std::int64_t whole_seconds(ir::Duration duration);

/// The variable of a pod that holds a secret.
[[nodiscard]] const std::string& secret_variable(const ir::SecretSource& source);

/// `spec.template.spec`. `label` is that of the target.
[[nodiscard]] Yaml pod_spec(const ir::Target& target, const ir::Experiment& experiment,
                            std::size_t group, const Scripts& scripts, std::string_view label);

} // namespace expc::backends::kubernetes
