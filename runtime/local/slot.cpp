// SPDX-License-Identifier: MIT
#include "runtime/local/slot.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace expc::local {
namespace {

using status::State;

/// How often a group that has been asked to end is looked at again once its leader is gone.
constexpr auto look_again = std::chrono::milliseconds(20);

const ExpectedOutput* missing_output(const Launch& launch) {
    for (const ExpectedOutput& output : launch.outputs) {
        const bool absolute = output.path.starts_with('/');
        const auto kind = files::kind_behind(
            absolute ? output.path : fmt::format("{}/{}", launch.working_folder, output.path));
        const bool there = output.is_folder
                               ? kind == files::Kind::folder
                               : kind != files::Kind::nothing && kind != files::Kind::folder;
        if (!there) return &output;
    }
    return nullptr;
}

/// Says something in the run's own log; the record says it too, so a log that cannot be written is
/// no matter.
void say_in_log(const Slot& slot, std::string_view sentence) {
    static_cast<void>(files::append(slot.launch.error_path(), fmt::format("expc: {}\n", sentence)));
}

State state_after(Slot& slot, const process::Ended& ended) {
    if (slot.ending == EndReason::timeout) return State::timed_out;
    if (slot.ending == EndReason::cancel) return State::cancelled;
    if (ended.exit != 0) return State::failed;
    const ExpectedOutput* missing = missing_output(slot.launch);
    if (missing == nullptr) return State::succeeded;
    slot.record.reason =
        fmt::format("output {} is missing", missing->name.empty() ? missing->path : missing->name);
    say_in_log(slot, slot.record.reason);
    return State::output_missing;
}

} // namespace

Clock::time_point Slot::deadline() const {
    const auto timeout_ms = launch.timeout_of_attempt();
    if (!timeout_ms) return Clock::time_point::max();
    return started + std::chrono::milliseconds(*timeout_ms);
}

Clock::time_point Slot::next_action() const {
    if (ending == EndReason::none) return deadline();
    return killed ? Clock::time_point::max() : std::min(kill_at, Clock::now() + look_again);
}

void Slot::ask_to_end(EndReason why, Clock::duration grace) {
    if (ending != EndReason::none) return;
    ending = why;
    kill_at = Clock::now() + grace;
    process::signal_group(process, SIGTERM);
}

void Slot::kill() {
    killed = true;
    process::signal_group(process, SIGKILL);
}

void judge(Slot& slot, const process::Ended& ended) {
    slot.record.exit = ended.exit;
    slot.record.signal = ended.signal;
    slot.record.state = state_after(slot, ended);
    if (slot.launch.steps.size() > 1 && slot.record.state != State::succeeded)
        slot.record.step = slot.step;
    if (slot.record.state == State::succeeded) slot.record.step.reset();
}

namespace {

/// What a person should read: errors before what else was said, and what surrounds a run that
/// task.sh starts before the run's own words. Where all were silent, the run's own errors.
std::string telling_log(const Launch& launch) {
    const std::array<std::string, 4> logs = {launch.error_path(), launch.run_folder + "/err.log",
                                             launch.output_path(), launch.run_folder + "/out.log"};
    const auto is_file = [](const std::string& log) {
        return files::kind_behind(log) == files::Kind::file;
    };
    const auto speaks = [&](const std::string& log) {
        return is_file(log) && !files::is_empty(log);
    };
    const auto telling = std::ranges::find_if(logs, speaks);
    if (telling != logs.end()) return *telling;
    const auto silent = std::ranges::find_if(logs, is_file);
    return silent != logs.end() ? *silent : launch.run_folder;
}

} // namespace

RunOutcome outcome_of(const Slot& slot) {
    const status::Record& record = slot.record;
    return {.experiment = record.experiment,
            .index = record.index,
            .id = record.id,
            .label = slot.launch.label,
            .state = record.state,
            .exit = record.exit,
            .signal = record.signal,
            .step = record.step,
            .reason = record.reason,
            .error_log = telling_log(slot.launch),
            .seconds = std::chrono::duration<double>(Clock::now() - slot.started).count()};
}

} // namespace expc::local
