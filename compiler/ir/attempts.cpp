// SPDX-License-Identifier: MIT
#include "compiler/ir/attempts.hpp"

#include <algorithm>

namespace expc::ir {

const Resources& resources_of(const Group& group, std::uint64_t attempt) {
    if (attempt <= 1 || group.later.empty()) return group.resources;
    return group.later[std::min<std::uint64_t>(attempt - 2, group.later.size() - 1)];
}

std::vector<Resources> attempts_of(const Group& group) {
    std::vector<Resources> all{group.resources};
    all.insert(all.end(), group.later.begin(), group.later.end());
    return all;
}

std::vector<std::pair<const Group*, Resources>> all_attempts(const Experiment& experiment) {
    std::vector<std::pair<const Group*, Resources>> all;
    for (const Group& group : experiment.groups) {
        for (const Resources& asked : attempts_of(group))
            all.emplace_back(&group, asked);
    }
    return all;
}

bool uses_gpus(const Experiment& experiment) {
    return std::ranges::any_of(all_attempts(experiment),
                               [](const auto& each) { return each.second.gpus > 0; });
}

bool has_tasks(const Experiment& experiment) {
    return std::ranges::any_of(all_attempts(experiment),
                               [](const auto& each) { return each.second.tasks > 1; });
}

} // namespace expc::ir
