// SPDX-License-Identifier: MIT
// `expc run --follow` on a cluster: watches the queue and the status files until every job has left
// the queue, and submits the rest as room appears. It only watches: Ctrl-C ends the watching, never
// a job.
#pragma once

#include "runtime/cluster/queue.hpp"
#include "runtime/cluster/submit.hpp"

#include <chrono>
#include <functional>

namespace expc::cluster {

/// Where the runs that are followed stand, by their status files.
struct Tally {
    std::uint64_t total = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    std::uint64_t missing = 0; ///< they began, and their jobs are gone
    std::uint64_t skipped = 0; ///< for want of a run that they wait for
    std::uint64_t running = 0;

    bool operator==(const Tally&) const = default;
};

struct FollowProgress {
    Tally tally;
    std::size_t in_queue = 0; ///< tasks that wait or run
    bool more_to_submit = false;
};

/// What to follow and how to tell of it.
struct Follow {
    SubmitCall call;                                 ///< repeated while there was no room
    AskQueue ask;                                    ///< for the user's tasks
    std::vector<SubmittedJob> jobs;                  ///< accepted so far
    bool more_to_submit = false;                     ///< the last call said `no_room`
    std::chrono::milliseconds interval{5000};        ///< between two looks at the queue
    std::function<Tally(const Queue& queue)> tally;  ///< counts status files
    std::function<void(const FollowProgress&)> tell; ///< after every look
    std::function<void(const std::string&)> note; ///< lines of submit.sh, and the queue's troubles
};

enum class FollowEnd : std::uint8_t {
    ended,       ///< all jobs have left the queue
    interrupted, ///< the user stopped the watching
    refused,     ///< submitting the rest was refused; `note` got the engine's words
};

[[nodiscard]] FollowEnd follow(Follow& plan);

} // namespace expc::cluster
