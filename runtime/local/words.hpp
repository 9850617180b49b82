// SPDX-License-Identifier: MIT
// What the displays say, as pure functions from counts and outcomes to text.
#pragma once

#include "runtime/local/summary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::local {

/// `0.4s`, `12s`, `3m 05s`, `2h 05m`, `4d 03h`.
[[nodiscard]] std::string duration_text(Clock::duration duration);
/// When the rest will be over if it goes on as so far; nothing before the first end.
[[nodiscard]] std::optional<Clock::duration> time_left(const Progress& progress);

/// `120 of 200 done, 3 failed, 2 running, 75 left, 1m 12s, about 45s to go`.
[[nodiscard]] std::string progress_line(const Progress& progress);
/// What the live display shows: a bar with the counts, and the names of running runs; no line is
/// wider than `columns`.
[[nodiscard]] std::vector<std::string> live_lines(const Progress& progress, std::size_t columns);
/// `exit 1`, `signal 9 (Killed)`, `timed out`, `there is no file ...`: what went wrong, in a few
/// words.
[[nodiscard]] std::string reason_text(const RunOutcome& outcome);
/// One line about a run that did not succeed, with where to read more.
[[nodiscard]] std::string failure_line(const RunOutcome& outcome, std::string_view current_folder);

/// The last words of a batch: counts, failed runs, the end of the first failing log, and what to do
/// next. Several lines.
[[nodiscard]] std::string summary_text(const Summary& summary, std::string_view current_folder);
/// The last lines of a log, at most `lines` of them and 4 KiB, without control characters; empty
/// when there is nothing to read.
[[nodiscard]] std::vector<std::string> last_lines(const std::string& path, std::size_t lines);

/// The first `columns` characters of a text, control characters as blanks; the last of them is `…`
/// where something is left out.
[[nodiscard]] std::string cut(std::string_view text, std::size_t columns);
/// The path as seen from a folder, when it lies below it.
[[nodiscard]] std::string shown_path(const std::string& path, std::string_view current_folder);

} // namespace expc::local
