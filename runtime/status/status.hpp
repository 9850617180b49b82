// SPDX-License-Identifier: MIT
// What is known about one run: the record of README.md as plain data, its text, and its place on
// disk. The supervisor and task.sh write these; resume, the summary and `--follow` read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace expc::status {

/// The state of a run, spelled in files as it is spelled here.
enum class State : std::uint8_t {
    running,
    succeeded,
    failed,
    timed_out,
    output_missing,
    setup_failed,
    cancelled,
    skipped, ///< never started, because a run that it waits for did not succeed
};
inline constexpr std::size_t states = 8;

[[nodiscard]] std::string_view name(State state);
[[nodiscard]] std::optional<State> state_named(std::string_view text);

/// 80 bits that are printed as 20 lower-case hex digits: run.id and run.digest.
struct Key {
    std::uint64_t high = 0; ///< the first 16 digits
    std::uint16_t low = 0;  ///< the last four

    auto operator<=>(const Key&) const = default;
    [[nodiscard]] std::string hex() const;
};

/// Nothing unless the text is exactly 20 lower-case hex digits.
[[nodiscard]] std::optional<Key> key_from(std::string_view text);

/// One record. Times are seconds since 1970.
struct Record {
    State state = State::running;
    std::string target;
    std::string experiment;
    std::uint64_t index = 0;
    Key id;
    Key digest;
    std::uint64_t attempt = 1;
    std::string host;
    std::int64_t pid = 0;
    std::string job;
    double start = 0.0;
    std::optional<double> end;
    std::optional<int> exit;
    std::optional<int> signal;
    std::optional<std::uint64_t> step; ///< that failed; files count from 0, people from 1
    std::string tree;
    std::string reason;
};

/// The record as `key=value` lines. Newlines and tabs of values become blanks.
void write_text(const Record& record, std::string& out);
/// Reads lines, or the tab-separated pairs of one line; nothing when state, id, digest or index are
/// missing or senseless.
[[nodiscard]] std::optional<Record> parse(std::string_view text);

/// `<run_root>/<target>/.status/<experiment>`.
[[nodiscard]] std::string folder(std::string_view run_root, std::string_view target,
                                 std::string_view experiment);
/// `<id[0:2]>/<id>`, below that folder.
[[nodiscard]] std::string place(const Key& id);

/// The time as records hold it.
[[nodiscard]] double now();
/// This machine's name as `uname -n` prints it.
[[nodiscard]] std::string this_host();

} // namespace expc::status
