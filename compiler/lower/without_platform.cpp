// SPDX-License-Identifier: MIT
// What can be said of experiments while nobody asks a platform.
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/output_paths.hpp"

#include <algorithm>

namespace expc::lower {

void TargetLowering::check_without_platform(const std::set<std::string>& built) {
    checked_elsewhere_ = built;
    if (!order_experiments() || !lower_experiments()) return;
    sema::IndependentParts parts(evaluator_);
    for (const LoweredExperiment& experiment : experiments_) {
        parts.next();
        if (!is_checked_elsewhere(experiment)) check_paths_together(experiment);
    }
}

bool TargetLowering::is_checked_elsewhere(const LoweredExperiment& experiment) const {
    return checked_elsewhere_.contains(experiment.object->name);
}

/// Of an experiment and those that it reads: who builds the one builds the others.
void TargetLowering::check_paths_together(const LoweredExperiment& experiment) {
    std::vector<const LoweredExperiment*> together{&experiment};
    for (std::size_t i = 0; i < together.size(); ++i) {
        for (const UpstreamCall& call : upstream_calls(*together[i]->object)) {
            const LoweredExperiment* parent = find_parent(experiments_, call.experiment);
            if (parent != nullptr && std::ranges::find(together, parent) == together.end())
                together.push_back(parent);
        }
    }
    std::ranges::reverse(together);
    static_cast<void>(check_output_paths(evaluator_, together));
}

} // namespace expc::lower
