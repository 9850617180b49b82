// SPDX-License-Identifier: MIT
// Questions about a platform that more than one layer asks.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string_view>

namespace expc::ir {

/// Pods are containers, and the machines that Ray starts run in the containers of its cluster file:
/// there no `runtime` is named.
[[nodiscard]] bool starts_containers_itself(const Platform& platform);

/// Where a mount comes from on the platform; null where it does not say.
[[nodiscard]] const MountSource* source_of(const Platform& platform, std::string_view mount);

} // namespace expc::ir
