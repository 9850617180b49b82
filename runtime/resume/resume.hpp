// SPDX-License-Identifier: MIT
// Which runs a call of `expc run` starts (ruling 2): pure decisions over what is asked for (index,
// id, digest of each run) and what is recorded. Runs stream through; only the records are in
// memory.
#pragma once

#include "runtime/status/scan.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::resume {

/// What the records say about a run that is asked for.
enum class Standing : std::uint8_t {
    fresh,   ///< nothing is recorded
    failed,  ///< it ended otherwise than well, or what it made is gone
    skipped, ///< it waited for a run that did not succeed
    missing, ///< it started, and its process is gone without an outcome
    changed, ///< it succeeded, with another digest
    done,    ///< it succeeded, with this digest
    running, ///< it runs now
};
inline constexpr std::size_t standings = 7;

[[nodiscard]] std::string_view name(Standing standing);

/// What the user said about runs that succeeded before.
enum class Policy : std::uint8_t {
    ask,     ///< nothing: changed runs stop the call
    changed, ///< `--changed`: run them again, over the old results
    keep,    ///< `--keep`: leave them
    all,     ///< `--all`: run everything that does not run now
};

enum class Decision : std::uint8_t { start, skip, ask };

/// `entry` is the run's record, or null.
[[nodiscard]] Standing standing(const status::Entry* entry, const status::Key& digest);
/// Runs that run now are never started a second time.
[[nodiscard]] Decision decide(Standing standing, Policy policy);

/// A run that is asked for.
struct Wanted {
    std::uint64_t index = 0;
    status::Key id;
    status::Key digest;
};

/// What a call would do, and the first runs that changed, for the question to the user.
struct Survey {
    static constexpr std::size_t kept_examples = 3;

    std::array<std::uint64_t, standings> by_standing{};
    std::uint64_t to_start = 0;
    std::uint64_t to_ask = 0;
    std::uint64_t lost = 0; ///< of the failed ones: they succeeded, and an output is gone
    std::vector<Wanted> changed_examples;

    [[nodiscard]] std::uint64_t of(Standing one) const {
        return by_standing[static_cast<std::size_t>(one)];
    }
    [[nodiscard]] std::uint64_t total() const;
};

/// Goes on with the next run that is asked for; false at the end.
using Wishes = std::function<bool(Wanted& wanted)>;
/// Told of each run that is to start, in order.
using Chosen = std::function<void(const Wanted& wanted, Standing standing)>;

/// Whether what a run made when it succeeded is still there; asked of runs that are done.
using Intact = std::function<bool(const Wanted& wanted)>;

/// Goes once through the runs. Nothing is started where `to_ask` is above 0: the caller asks first.
[[nodiscard]] Survey survey(const Wishes& next, const status::Scan& records, Policy policy,
                            const Intact& intact, const Chosen& chosen);

/// `36 new, 2 failed (outputs of 1 are gone), 1 missing, 40 done`: what is not zero, in the order
/// of Standing.
[[nodiscard]] std::string survey_text(const Survey& survey);

} // namespace expc::resume
