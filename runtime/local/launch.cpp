// SPDX-License-Identifier: MIT
#include "runtime/local/launch.hpp"

#include "runtime/local/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace expc::local {

void Launch::clear() {
    experiment.clear();
    label.clear();
    steps.clear();
    environment.clear();
    working_folder.clear();
    run_folder.clear();
    output_log.clear();
    error_log.clear();
    folders.clear();
    outputs.clear();
    index = 0;
    id = digest = {};
    timeout_ms.reset();
    later_timeouts_ms.clear();
    cpus = 1;
    gpus = 0;
    gpu_share = 1.0;
    attempt = attempts = 1;
    tried_again_after.clear();
    refusal.reset();
    records_itself = false;
}

void Launch::assign(std::string_view name, std::string_view value) {
    const auto is_it = [&](std::string_view line) {
        return line.starts_with(name) && line.substr(name.size()).starts_with('=');
    };
    std::erase_if(environment, is_it);
    environment.push_back(fmt::format("{}={}", name, value));
}

std::optional<std::int64_t> Launch::timeout_of_attempt() const {
    if (attempt <= 1 || later_timeouts_ms.empty()) return timeout_ms;
    return later_timeouts_ms[std::min<std::size_t>(attempt - 2, later_timeouts_ms.size() - 1)];
}

std::string Launch::output_path() const {
    return output_log.empty() ? run_folder + "/out.log" : output_log;
}

std::string Launch::error_path() const {
    return error_log.empty() ? run_folder + "/err.log" : error_log;
}

std::uint64_t Counts::ended() const {
    return std::accumulate(by_state.begin(), by_state.end(), std::uint64_t{0});
}

} // namespace expc::local
