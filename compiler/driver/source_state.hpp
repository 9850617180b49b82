// SPDX-License-Identifier: MIT
// What git says of the project and of what is sent beside it: shown by `plan`, kept beside the runs
// by `run` (ruling 52).
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/driver/job_environment.hpp"
#include "compiler/ir/plan.hpp"

namespace expc::driver {

/// `source: commit 1a2b3c4d5e on main, 2 files changed`, and such a line for each `upload` from a
/// repository of its own; empty without git.
[[nodiscard]] std::string source_lines(const ir::Plan& plan, const Arguments& arguments);

/// Writes it to RUN_ROOT/TARGET/.source/TIME.
[[nodiscard]] Result<Done> keep_source_state(const ir::Target& target, const RunPlaces& places,
                                             const Arguments& arguments);

} // namespace expc::driver
