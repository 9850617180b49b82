// SPDX-License-Identifier: MIT
#include "runtime/status/status.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace expc::status {
namespace {

constexpr std::array<std::string_view, states> state_names{
    "running",        "succeeded",    "failed",    "timed_out",
    "output_missing", "setup_failed", "cancelled", "skipped"};

void put_text(std::string& out, std::string_view key, std::string_view value) {
    out.append(key).append(1, '=');
    for (const char c : value)
        out.push_back(c == '\n' || c == '\t' ? ' ' : c);
    out.push_back('\n');
}

template <typename Number>
void put(std::string& out, std::string_view key, Number value) {
    fmt::format_to(std::back_inserter(out), "{}={}\n", key, value);
}

void put_time(std::string& out, std::string_view key, double seconds) {
    fmt::format_to(std::back_inserter(out), "{}={:.3f}\n", key, seconds);
}

template <typename Number>
std::optional<Number> number_from(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> time_from(std::string_view text) {
    const auto seconds = number_from<double>(text);
    return seconds && std::isfinite(*seconds) ? seconds : std::nullopt;
}

/// The fields that a record cannot be without.
struct Required {
    std::optional<State> state;
    std::optional<Key> id;
    std::optional<Key> digest;
    std::optional<std::uint64_t> index;
};

/// A key of the format and where its value goes.
struct Field {
    std::string_view key;
    void (*set)(Record& record, Required& required, std::string_view value);
};

using V = std::string_view;
constexpr Field fields[] = {
    {"state", [](Record&, Required& r, V v) { r.state = state_named(v); }},
    {"id", [](Record&, Required& r, V v) { r.id = key_from(v); }},
    {"digest", [](Record&, Required& r, V v) { r.digest = key_from(v); }},
    {"index", [](Record&, Required& r, V v) { r.index = number_from<std::uint64_t>(v); }},
    {"target", [](Record& r, Required&, V v) { r.target = v; }},
    {"experiment", [](Record& r, Required&, V v) { r.experiment = v; }},
    {"host", [](Record& r, Required&, V v) { r.host = v; }},
    {"job", [](Record& r, Required&, V v) { r.job = v; }},
    {"tree", [](Record& r, Required&, V v) { r.tree = v; }},
    {"reason", [](Record& r, Required&, V v) { r.reason = v; }},
    {"attempt",
     [](Record& r, Required&, V v) { r.attempt = number_from<std::uint64_t>(v).value_or(1); }},
    {"pid", [](Record& r, Required&, V v) { r.pid = number_from<std::int64_t>(v).value_or(0); }},
    {"start", [](Record& r, Required&, V v) { r.start = time_from(v).value_or(0.0); }},
    {"end", [](Record& r, Required&, V v) { r.end = time_from(v); }},
    {"exit", [](Record& r, Required&, V v) { r.exit = number_from<int>(v); }},
    {"signal", [](Record& r, Required&, V v) { r.signal = number_from<int>(v); }},
    {"step", [](Record& r, Required&, V v) { r.step = number_from<std::uint64_t>(v); }},
};

void read_pair(Record& record, Required& required, std::string_view pair) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return;
    for (const Field& field : fields)
        if (field.key == pair.substr(0, equals))
            field.set(record, required, pair.substr(equals + 1));
}

} // namespace

std::string_view name(State state) {
    return state_names[static_cast<std::size_t>(state)];
}

std::optional<State> state_named(std::string_view text) {
    for (std::size_t k = 0; k < state_names.size(); ++k)
        if (state_names[k] == text) return static_cast<State>(k);
    return std::nullopt;
}

void write_text(const Record& record, std::string& out) {
    out.clear();
    put(out, "state", name(record.state));
    put_text(out, "target", record.target);
    put_text(out, "experiment", record.experiment);
    put(out, "index", record.index);
    put(out, "id", record.id.hex());
    put(out, "digest", record.digest.hex());
    put(out, "attempt", record.attempt);
    put_text(out, "host", record.host);
    put(out, "pid", record.pid);
    put_text(out, "job", record.job);
    put_time(out, "start", record.start);
    if (record.end) put_time(out, "end", *record.end);
    if (record.exit) put(out, "exit", *record.exit);
    if (record.signal) put(out, "signal", *record.signal);
    if (record.step) put(out, "step", *record.step);
    if (!record.tree.empty()) put_text(out, "tree", record.tree);
    if (!record.reason.empty()) put_text(out, "reason", record.reason);
}

std::optional<Record> parse(std::string_view text) {
    Record record;
    Required required;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("\n\t");
        read_pair(record, required, text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (!required.state || !required.id || !required.digest || !required.index) return std::nullopt;
    record.state = *required.state;
    record.id = *required.id;
    record.digest = *required.digest;
    record.index = *required.index;
    return record;
}

} // namespace expc::status
