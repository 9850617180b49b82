// SPDX-License-Identifier: MIT
#include "runtime/local/earlier_logs.hpp"

#include "runtime/files/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace expc::local {
namespace {

/// What an attempt writes; `task` is what surrounds task.sh.
constexpr std::string_view logs[] = {"out", "err", "task"};

bool is_there(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

std::string latest(const std::string& folder, std::string_view log) {
    return fmt::format("{}/{}.log", folder, log);
}

std::string numbered(const std::string& folder, std::string_view log, unsigned attempt) {
    return fmt::format("{}/{}.{}.log", folder, log, attempt);
}

/// Logs of one attempt have one number, also when one of them is missing.
bool is_taken(const std::string& folder, unsigned attempt) {
    return std::ranges::any_of(
        logs, [&](std::string_view log) { return is_there(numbered(folder, log, attempt)); });
}

} // namespace

Result<Done> keep_earlier_logs(const std::string& run_folder) {
    const auto left_over = [&](std::string_view log) { return is_there(latest(run_folder, log)); };
    if (std::ranges::none_of(logs, left_over)) return Done{};
    unsigned attempt = 1;
    while (is_taken(run_folder, attempt))
        ++attempt;
    for (const std::string_view log : logs) {
        const std::string from = latest(run_folder, log);
        const std::string to = numbered(run_folder, log, attempt);
        if (std::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
            return files::failed("keep", from, errno);
    }
    return Done{};
}

} // namespace expc::local
