// SPDX-License-Identifier: MIT
#include "runtime/files/files.hpp"
#include "runtime/process/table.hpp"
#include "runtime/status/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <string>

namespace expc::status {
namespace {

/// Clocks of /proc and of records differ by rounding; a process id is not given away again this
/// fast.
constexpr double tolerance_seconds = 2.0;

bool belongs_to(const process::Process& process, const Record& record) {
    if (!process.alive || process.group != record.pid) return false;
    const auto environment = files::read(fmt::format("/proc/{}/environ", process.id));
    if (!environment) return false;
    // Variables are ended by NUL; the first one has none before it.
    const std::string wanted = fmt::format("EXPC_RUN_ID={}", record.id.hex()) + '\0';
    return ('\0' + environment.value()).find('\0' + wanted) != std::string::npos;
}

/// Whether the program is gone and something that it started goes on. The id of its group may have
/// come to another one since, so the environment must name the run.
bool left_others_behind(const Record& record) {
    if (::kill(-static_cast<pid_t>(record.pid), 0) != 0) return false;
    return std::ranges::any_of(process::processes(), [&](const process::Process& process) {
        return belongs_to(process, record);
    });
}

} // namespace

bool alive_here(const Record& record) {
    const bool of_a_job = !record.job.starts_with("local:");
    if (of_a_job || record.host != this_host()) return true;
    if (record.pid <= 1) return false;
    const auto process = process::find_process(static_cast<pid_t>(record.pid));
    const bool is_there = process && process->alive;
    if (!is_there) return left_others_behind(record);
    return process->started_at <= record.start + tolerance_seconds;
}

} // namespace expc::status
