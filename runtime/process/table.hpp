// SPDX-License-Identifier: MIT
// The processes of this machine as /proc shows them: for questions that signals and wait cannot
// answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace expc::process {

struct Process {
    pid_t id = 0;
    pid_t parent = 0;
    pid_t group = 0;
    bool alive = false;      ///< false: ended, and waiting to be reaped
    double started_at = 0.0; ///< seconds since 1970, to a hundredth
};

/// One process; nothing when there is none with this id.
[[nodiscard]] std::optional<Process> find_process(pid_t id);
/// The value that a variable had when the process was started; nothing where it had none, or where
/// it is not ours to see.
[[nodiscard]] std::optional<std::string> variable_of(pid_t id, std::string_view name);
/// All processes that can be seen.
[[nodiscard]] std::vector<Process> processes();

} // namespace expc::process
