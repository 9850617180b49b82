// SPDX-License-Identifier: MIT
// One place in which runs run, one after another: the run that is there now, its process, and how
// its end is being brought about. Plain data; starter.hpp fills it, supervisor.cpp moves it on.
#pragma once

#include "runtime/files/descriptor.hpp"
#include "runtime/local/gpus.hpp"
#include "runtime/local/summary.hpp"
#include "runtime/process/group.hpp"

namespace expc::local {

/// Why expc ends a run.
enum class EndReason : std::uint8_t { none, timeout, cancel };

struct Slot {
    bool busy = false;
    Launch launch;
    std::uint64_t position = 0; ///< in the source
    GpuLease gpus;
    status::Record record;
    pid_t process = -1;
    std::size_t step = 0;
    files::Descriptor output;
    files::Descriptor errors;
    Clock::time_point started;

    EndReason ending = EndReason::none;
    Clock::time_point kill_at; ///< when asking is over
    bool killed = false;

    /// When the run's time is over; never, if it has no limit.
    [[nodiscard]] Clock::time_point deadline() const;
    /// The next moment at which something must be done even if nothing happens.
    [[nodiscard]] Clock::time_point next_action() const;
    /// Asks the whole process group to end.
    void ask_to_end(EndReason why, Clock::duration grace);
    /// Ends the whole process group.
    void kill();
};

/// What the run became, judged from how its last process ended and from its outputs; fills
/// `slot.record`.
void judge(Slot& slot, const process::Ended& ended);
/// The outcome as observers and the summary see it.
[[nodiscard]] RunOutcome outcome_of(const Slot& slot);

} // namespace expc::local
