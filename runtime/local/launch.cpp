// SPDX-License-Identifier: MIT
#include "runtime/local/launch.hpp"

#include "runtime/local/summary.hpp"

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
    cpus = 1;
    gpus = 0;
    gpu_share = 1.0;
    refusal.reset();
    records_itself = false;
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
