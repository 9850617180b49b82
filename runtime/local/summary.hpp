// SPDX-License-Identifier: MIT
// What came of a batch, in numbers and in failed runs; and the observer that is told while it
// happens. The displays of terminal.hpp and lines.hpp are observers, so is a test.
#pragma once

#include "runtime/local/launch.hpp"

#include <array>
#include <chrono>

namespace expc::local {

using Clock = std::chrono::steady_clock;

/// How one run ended.
struct RunOutcome {
    std::string experiment;
    std::uint64_t index = 0;
    status::Key id;
    std::string label;
    status::State state = status::State::succeeded;
    std::optional<int> exit;
    std::optional<int> signal;
    std::optional<std::uint64_t> step;
    std::string reason;
    std::string error_log;
    double seconds = 0.0;
};

/// Numbers of runs.
struct Counts {
    std::uint64_t total = 0;
    std::uint64_t running = 0;
    std::array<std::uint64_t, status::states> by_state{}; ///< outcomes, indexed by status::State

    [[nodiscard]] std::uint64_t of(status::State state) const {
        return by_state[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] std::uint64_t succeeded() const { return of(status::State::succeeded); }
    [[nodiscard]] std::uint64_t ended() const;
    [[nodiscard]] std::uint64_t skipped() const { return of(status::State::skipped); }
    /// Everything that ended otherwise than well, cancelled and skipped runs included.
    [[nodiscard]] std::uint64_t failed() const { return ended() - succeeded(); }
    [[nodiscard]] std::uint64_t left() const { return total - ended() - running; }
};

/// The state of the batch at one moment.
struct Progress {
    Counts counts;
    Clock::duration elapsed{};
    /// Names of some of the running ones, oldest first.
    std::vector<std::string> running;
    bool stopping = false;
};

/// Told what happens, in order, on the supervisor's thread; it must return soon.
class Observer {
  public:
    virtual ~Observer() = default;
    /// Once, before the first start; `parallel` runs at most are running at once.
    virtual void began(const Batch& batch, std::uint64_t runs, std::int64_t parallel) = 0;
    /// A sentence that a person should read once.
    virtual void noted(const std::string& sentence) = 0;
    virtual void ended(const RunOutcome& outcome) = 0;
    /// Several times a second; whether to draw is the observer's business, and `progress` is
    /// computed only if it asks.
    virtual void passed(const std::function<Progress()>& progress) = 0;
};

/// What came of a batch.
struct Summary {
    static constexpr std::size_t kept_failures = 100;
    static constexpr std::size_t kept_skipped = 3;

    Counts counts;
    /// The first ones, in the order in which they ended; without cancelled runs (who pressed Ctrl-C
    /// knows of them) and skipped ones: what failed must not drown in what follows from it.
    std::vector<RunOutcome> failures;
    std::vector<RunOutcome> skipped; ///< the first ones, as examples
    std::uint64_t unrecorded = 0;    ///< outcomes that are not on disk: the records say `running`
    int interrupted_by = 0;          ///< the signal that ended the batch early, or 0
    /// Why the batch could not go on although nobody asked it to stop: outcomes could not be
    /// recorded, a run not be described.
    std::optional<Failure> broken;
    Clock::duration elapsed{};
};

} // namespace expc::local
