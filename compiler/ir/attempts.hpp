// SPDX-License-Identifier: MIT
// What the attempts of a run ask for, where its resources depend on `attempt`.
#pragma once

#include "compiler/ir/plan.hpp"

#include <utility>
#include <vector>

namespace expc::ir {

/// What an attempt asks for; attempts count from 1.
[[nodiscard]] const Resources& resources_of(const Group& group, std::uint64_t attempt);

/// What each attempt asks for, from the first one on; one element where all ask for the same.
[[nodiscard]] std::vector<Resources> attempts_of(const Group& group);

/// Each group of an experiment with what each attempt of its runs asks for.
[[nodiscard]] std::vector<std::pair<const Group*, Resources>>
all_attempts(const Experiment& experiment);

/// Whether some attempt of some run asks for GPUs.
[[nodiscard]] bool uses_gpus(const Experiment& experiment);
/// Whether some attempt of some run has several tasks.
[[nodiscard]] bool has_tasks(const Experiment& experiment);

} // namespace expc::ir
