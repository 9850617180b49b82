// SPDX-License-Identifier: MIT
#include "compiler/lower/gpu_indexes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::lower {

std::optional<std::string> broken_index(const std::vector<std::int64_t>& gpus) {
    for (auto gpu = gpus.begin(); gpu != gpus.end(); ++gpu) {
        if (*gpu < 0) return fmt::format("indexes from 0, not {}", *gpu);
        if (std::find(gpus.begin(), gpu, *gpu) != gpu)
            return fmt::format("each GPU once, not {} again", *gpu);
    }
    return std::nullopt;
}

} // namespace expc::lower
