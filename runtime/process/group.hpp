// SPDX-License-Identifier: MIT
// The end of processes and of whole process groups. A leader that has ended is looked at before it
// is reaped: as long as it is not reaped its number belongs to nobody else, so signals to its group
// cannot hit a stranger.
#pragma once

#include "runtime/process/table.hpp"

#include <optional>
#include <vector>

#include <sys/types.h>

namespace expc::process {

/// How a process ended: by itself with a code, or by a signal.
struct Ended {
    std::optional<int> exit;
    std::optional<int> signal;

    /// What a shell would say: the code, or 128 + the signal.
    [[nodiscard]] int shell_code() const { return exit ? *exit : 128 + *signal; }
};

/// How the child ended, if it did; it stays a zombie that `reap` removes.
[[nodiscard]] std::optional<Ended> look(pid_t child);
/// Waits until the child has ended and removes it.
Ended reap(pid_t child);
/// Removes ended children that are not in `ours`: programs whose parents ended before them.
void reap_strangers(const std::vector<pid_t>& ours);

/// Sends a signal to all processes of the group that `leader` leads; stopped ones are woken so that
/// they notice.
void signal_group(pid_t leader, int signal);
/// Whether a process of the group other than its leader is still alive; reads /proc, so it is for
/// rare moments.
[[nodiscard]] bool has_followers(const std::vector<Process>& table, pid_t leader);

/// From now on, programs that outlive their parents become children of expc, even if they left
/// their group.
void adopt_orphans();
/// Ends all children of this process at once, and those that are adopted meanwhile.
void kill_children();

} // namespace expc::process
