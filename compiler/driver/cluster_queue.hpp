// SPDX-License-Identifier: MIT
// How the queue of a target's engine is asked: by its client on this machine, or on the one that
// the target is submitted on.
#pragma once

#include "compiler/driver/launch.hpp"
#include "runtime/cluster/queue.hpp"

namespace expc::driver {

/// The question brings what is recorded elsewhere to `staged.places`, behind the engine's answer:
/// a run that ends meanwhile must not look lost. `staged` must outlive it.
[[nodiscard]] cluster::AskQueue queue_of(const StagedTarget& staged);

} // namespace expc::driver
