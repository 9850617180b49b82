// SPDX-License-Identifier: MIT
// Questions about a platform that more than one layer asks.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>

namespace expc::ir {

/// Pods are containers, and the machines that Ray starts run in the containers of its cluster file:
/// there no `runtime` is named.
[[nodiscard]] bool starts_containers_itself(const Platform& platform);

/// Where a field is written; the name of the platform or the experiment where it is not.
[[nodiscard]] SourceRange place_of(const Platform& platform, std::string_view field);
[[nodiscard]] SourceRange place_of(const Experiment& experiment, std::string_view field);

/// Where a mount comes from on the platform; null where it does not say.
[[nodiscard]] const MountSource* source_of(const Platform& platform, std::string_view mount);

/// Whether a mount of this kind is made ready when a run starts: `scratch`, `upload`, `git`,
/// `bucket`. Where it stands on the node then only the run knows.
[[nodiscard]] bool is_made_by_run(std::string_view kind);
/// Whether what a run writes there outlives it.
[[nodiscard]] bool keeps_what_is_written(std::string_view kind);
/// Whether a run of the experiment makes a mount ready.
[[nodiscard]] bool makes_mounts(const Experiment& experiment, const Platform& platform);
/// `EXPC_MOUNT_code`: the variable in which a run has the place of such a mount.
[[nodiscard]] std::string mount_variable(std::string_view mount);

/// What Ray calls a kind of GPUs that an experiment or a provider names.
[[nodiscard]] std::string accelerator_type(const Ray& ray, const std::string& gpu_type);

} // namespace expc::ir
