// SPDX-License-Identifier: MIT
// The runs of a followed target that did not succeed, for the end of `--follow`.
#pragma once

#include "compiler/driver/launch.hpp"
#include "runtime/status/scan.hpp"

#include <string>

namespace expc::driver {

/// A line for each of the first ten failed runs, as the summary of a local run says it, and the end
/// of the first log that can be read here; nothing where none failed.
[[nodiscard]] std::string failed_runs_text(const StagedTarget& staged,
                                           const status::Liveness& alive);

} // namespace expc::driver
