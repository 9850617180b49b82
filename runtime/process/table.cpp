// SPDX-License-Identifier: MIT
#include "runtime/process/table.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace expc::process {
namespace {

double now_since(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// /proc counts from the boot of the machine in clock ticks.
double wall_time(unsigned long long ticks_after_boot) {
    const double boot = now_since(CLOCK_REALTIME) - now_since(CLOCK_BOOTTIME);
    return boot + static_cast<double>(ticks_after_boot) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// Reads /proc/ID/stat. The second field is the program's name in parentheses and may hold
/// anything, so what follows the last parenthesis is read: state, parent, group, and the start as
/// the 20th of these.
std::optional<Process> parse(const std::string& text) {
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    char state = 0;
    int parent = 0;
    int group = 0;
    unsigned long long start = 0;
    const int found = std::sscanf(text.c_str() + name_end + 1,
                                  " %c %d %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                                  "%*s %*s %*s %llu",
                                  &state, &parent, &group, &start);
    if (found != 4) return std::nullopt;
    return Process{.id = static_cast<pid_t>(std::strtol(text.c_str(), nullptr, 10)),
                   .parent = parent,
                   .group = group,
                   .alive = state != 'Z' && state != 'X',
                   .started_at = wall_time(start)};
}

bool is_number(const std::string& name) {
    return name.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

std::optional<Process> find_process(pid_t id) {
    const auto text = files::read(fmt::format("/proc/{}/stat", id));
    return text ? parse(text.value()) : std::nullopt;
}

std::optional<std::string> variable_of(pid_t id, std::string_view name) {
    const auto environment = files::read(fmt::format("/proc/{}/environ", id));
    if (!environment) return std::nullopt;
    const std::string beginning = fmt::format("{}=", name);
    std::string_view rest = environment.value();
    while (!rest.empty()) {
        const std::string_view entry = rest.substr(0, rest.find('\0'));
        if (entry.starts_with(beginning)) return std::string(entry.substr(beginning.size()));
        rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    }
    return std::nullopt;
}

std::vector<Process> processes() {
    std::vector<Process> all;
    for (const std::string& name : files::names_in("/proc")) {
        if (!is_number(name)) continue;
        if (const auto process = find_process(static_cast<pid_t>(std::atol(name.c_str()))))
            all.push_back(*process);
    }
    return all;
}

} // namespace expc::process
