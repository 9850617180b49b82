// SPDX-License-Identifier: MIT
// Paths of a run against the mounts that it sees: what is written where nothing of this machine is,
// or where it may only be read, and mounts that hide something.
#pragma once

#include "compiler/sema/evaluator.hpp"

namespace expc::ir {
struct Experiment;
struct Platform;
} // namespace expc::ir

namespace expc::lower {

/// False after an error. Paths count as far as they are literal from their beginning on. `object`
/// is the experiment as written.
[[nodiscard]] bool check_mount_paths(sema::Evaluator& evaluator, const sema::Object& object,
                                     const ir::Experiment& experiment,
                                     const ir::Platform& platform);

} // namespace expc::lower
