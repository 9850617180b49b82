// SPDX-License-Identifier: MIT
#include "runtime/process/table.hpp"
#include "runtime/status/scan.hpp"

namespace expc::status {
namespace {

/// Clocks of /proc and of records differ by rounding; a process id is not given away again this
/// fast.
constexpr double tolerance_seconds = 2.0;

} // namespace

bool alive_here(const Record& record) {
    const bool of_a_job = record.job.starts_with("slurm:");
    if (of_a_job || record.host != this_host()) return true;
    if (record.pid <= 0) return false;
    const auto process = process::find_process(static_cast<pid_t>(record.pid));
    return process && process->alive && process->started_at <= record.start + tolerance_seconds;
}

} // namespace expc::status
