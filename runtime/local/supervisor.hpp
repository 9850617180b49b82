// SPDX-License-Identifier: MIT
// Runs a batch on this machine: as many at once as fit, each in a process group of its own, with
// logs, a status file at the start and at the end, time limits and GPU slots. Nothing that a run
// started survives its end, a timeout, or Ctrl-C. Everything happens on the caller's thread.
#pragma once

#include "runtime/local/summary.hpp"

namespace expc::local {

/// Returns when all runs have ended, or all that were running when the batch was stopped: by INT,
/// TERM or HUP (the first asks runs to end, a second kills them), or because outcomes cannot be
/// recorded any more.
[[nodiscard]] Summary supervise(const Batch& batch, const RunSource& source, Observer& observer);

} // namespace expc::local
