// SPDX-License-Identifier: MIT
// What a run asks for beyond what its platform has, for E0802.
#pragma once

#include "compiler/ir/plan.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace expc::lower {

struct Excess {
    std::string_view field;           ///< of the run's `resources`
    std::string has;                  ///< the platform: `has no GPUs`
    std::string asks;                 ///< the run: `1 per run`
    std::int64_t limit = 0;           ///< of GPUs
    std::string_view source = "node"; ///< the platform's field that says what it has
    std::string help = {};            ///< empty: that of the field
};

/// `has no GPUs`, `has 2 GPUs per node`
[[nodiscard]] std::string gpus_text(std::int64_t gpus, std::string_view of_what);

/// What this machine lacks, as far as `gpus` says what there is.
[[nodiscard]] std::optional<Excess> local_excess(const ir::Local& local,
                                                 const ir::Resources& asked);

/// Why Ray would start no machine of the cluster for a run, and wait for ever.
[[nodiscard]] std::optional<Excess> machines_excess(const ir::Ray& ray, const ir::Resources& asked);

} // namespace expc::lower
