// SPDX-License-Identifier: MIT
#include "runtime/local/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

namespace expc::local {
namespace {

using status::State;

constexpr std::size_t bar_columns = 20;
constexpr std::size_t shortest_bar = 5;

/// How the states of failed runs are called in a sentence, in the order in which they are told.
struct StateWords {
    State state;
    std::string_view words;
};
constexpr StateWords failed_states[] = {
    {State::failed, "failed"},
    {State::timed_out, "timed out"},
    {State::output_missing, "without an output"},
    {State::setup_failed, "could not start"},
    {State::cancelled, "cancelled"},
    {State::skipped, "skipped"},
};

/// A bar with its brackets and a blank, in at most `columns`; nothing where that is too little to
/// see anything.
std::string bar(const Counts& counts, std::size_t columns) {
    if (columns < shortest_bar + 3) return {};
    const std::size_t size = std::min(bar_columns, columns - 3);
    const std::uint64_t total = std::max<std::uint64_t>(counts.total, 1);
    const auto full = static_cast<std::size_t>(counts.ended() * size / total);
    return fmt::format("[{}{}] ", std::string(full, '='), std::string(size - full, ' '));
}

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

bool is_control(char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code < 0x20U || code == 0x7FU;
}

std::string counts_text(const Summary& summary) {
    const Counts& counts = summary.counts;
    std::string text = fmt::format("{} {}: {} succeeded", counts.total,
                                   counts.total == 1 ? "run" : "runs", counts.succeeded());
    for (const StateWords& row : failed_states)
        if (counts.of(row.state) > 0)
            text += fmt::format(", {} {}", counts.of(row.state), row.words);
    if (counts.left() > 0) text += fmt::format(", {} not started", counts.left());
    return text + fmt::format(" ({})\n", duration_text(summary.elapsed));
}

/// Skipped runs are many where one run fails, so a few of them stand for all.
std::string skipped_text(const Summary& summary) {
    std::string text;
    for (const RunOutcome& outcome : summary.skipped)
        text += fmt::format("  {} {}  {}{}skipped: {}\n", outcome.experiment,
                            outcome.id.hex().substr(0, 8), outcome.label,
                            outcome.label.empty() ? "" : "  ", outcome.reason);
    const std::uint64_t all = summary.counts.skipped();
    if (all > summary.skipped.size())
        text += fmt::format("  and {} more skipped\n", all - summary.skipped.size());
    return text;
}

std::string unrecorded_text(std::uint64_t number) {
    if (number == 1) return "1 outcome could not be recorded; the next call starts its run again\n";
    return fmt::format("{} outcomes could not be recorded; the next call starts their runs again\n",
                       number);
}

std::string failures_text(const Summary& summary, std::string_view current_folder) {
    constexpr std::size_t most_lines = 10;
    std::string text;
    std::uint64_t shown = 0;
    for (const RunOutcome& outcome : summary.failures) {
        if (shown == most_lines) break;
        ++shown;
        text += fmt::format("  {}\n", failure_line(outcome, current_folder));
    }
    const std::uint64_t all =
        summary.counts.failed() - summary.counts.of(State::cancelled) - summary.counts.skipped();
    if (all > shown) text += fmt::format("  and {} more\n", all - shown);
    return text;
}

std::string first_log_text(const Summary& summary, std::string_view current_folder) {
    constexpr std::size_t lines = 10;
    for (const RunOutcome& outcome : summary.failures) {
        const auto end = last_lines(outcome.error_log, lines);
        if (end.empty()) continue;
        return fmt::format("the end of {}:\n  {}\n", shown_path(outcome.error_log, current_folder),
                           fmt::join(end, "\n  "));
    }
    return {};
}

} // namespace

std::string duration_text(Clock::duration duration) {
    const double exact = std::chrono::duration<double>(duration).count();
    const auto seconds = static_cast<std::int64_t>(exact);
    if (exact < 10.0) return fmt::format("{:.1f}s", exact);
    if (seconds < 60) return fmt::format("{}s", seconds);
    if (seconds < 3600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
    if (seconds < 86400) return fmt::format("{}h {:02}m", seconds / 3600, seconds % 3600 / 60);
    return fmt::format("{}d {:02}h", seconds / 86400, seconds % 86400 / 3600);
}

std::optional<Clock::duration> time_left(const Progress& progress) {
    const auto ended = static_cast<double>(progress.counts.ended());
    if (ended == 0.0) return std::nullopt;
    const double rest = static_cast<double>(progress.counts.total) - ended;
    return std::chrono::duration_cast<Clock::duration>(progress.elapsed * (rest / ended));
}

std::string progress_line(const Progress& progress) {
    const Counts& counts = progress.counts;
    std::string text = fmt::format("{} of {} done", counts.succeeded(), counts.total);
    const std::uint64_t failed = counts.failed() - counts.skipped();
    if (failed > 0) text += fmt::format(", {} failed", failed);
    if (counts.skipped() > 0) text += fmt::format(", {} skipped", counts.skipped());
    text += fmt::format(", {} running, {} left, {}", counts.running, counts.left(),
                        duration_text(progress.elapsed));
    if (progress.stopping) return text + ", stopping";
    if (const auto rest = time_left(progress))
        text += fmt::format(", about {} to go", duration_text(*rest));
    return text;
}

std::vector<std::string> live_lines(const Progress& progress, std::size_t columns) {
    const std::string text = progress_line(progress);
    const std::size_t room = columns - std::min(columns, text.size());
    std::vector<std::string> lines{cut(bar(progress.counts, room) + text, columns)};
    if (!progress.running.empty())
        lines.push_back(cut(fmt::format("  {}", fmt::join(progress.running, " | ")), columns));
    return lines;
}

std::string reason_text(const RunOutcome& outcome) {
    // People count from 1, as the setup commands do.
    const std::string step = outcome.step ? fmt::format(" in step {}", *outcome.step + 1) : "";
    if (outcome.state == State::timed_out) return "timed out" + step;
    if (outcome.state == State::cancelled) return "cancelled" + step;
    if (!outcome.reason.empty()) return outcome.reason + step;
    if (outcome.signal)
        return fmt::format("signal {} ({}){}", *outcome.signal, strsignal(*outcome.signal), step);
    if (outcome.exit) return fmt::format("exit {}{}", *outcome.exit, step);
    return std::string(status::name(outcome.state)) + step;
}

std::string failure_line(const RunOutcome& outcome, std::string_view current_folder) {
    const auto seconds =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(outcome.seconds));
    const std::string values = outcome.label.empty() ? "" : outcome.label + "  ";
    // What never started took no time, and of what is missing nobody knows when it ended.
    const bool ran = outcome.state != State::setup_failed && outcome.state != State::running;
    const std::string after = ran ? " after " + duration_text(seconds) : "";
    return fmt::format("{} {}  {}{}{}  {}", outcome.experiment, outcome.id.hex().substr(0, 8),
                       values, reason_text(outcome), after,
                       shown_path(outcome.error_log, current_folder));
}

std::string summary_text(const Summary& summary, std::string_view current_folder) {
    std::string text = counts_text(summary) + failures_text(summary, current_folder) +
                       skipped_text(summary) + first_log_text(summary, current_folder);
    if (summary.broken) text += fmt::format("stopped early: {}\n", summary.broken->message);
    if (summary.unrecorded > 0) text += unrecorded_text(summary.unrecorded);
    if (summary.interrupted_by != 0)
        text +=
            fmt::format("interrupted ({}); the same command, without --all, goes on from here\n",
                        strsignal(summary.interrupted_by));
    return text;
}

std::string cut(std::string_view text, std::size_t columns) {
    std::string result;
    std::size_t used = 0;
    std::size_t last_start = 0;
    for (const char byte : text) {
        if (!is_continuation(byte)) {
            if (used == columns) return result.substr(0, last_start) + "…";
            last_start = result.size();
            ++used;
        }
        result.push_back(is_control(byte) ? ' ' : byte);
    }
    return result;
}

std::string shown_path(const std::string& path, std::string_view current_folder) {
    const std::size_t size = current_folder.size();
    const bool below =
        path.size() > size + 1 && path.starts_with(current_folder) && path[size] == '/';
    return below ? path.substr(size + 1) : path;
}

} // namespace expc::local
