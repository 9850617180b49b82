// SPDX-License-Identifier: MIT
#include "compiler/driver/unfinished_runs.hpp"

#include "runtime/status/scan.hpp"

#include <algorithm>

namespace expc::driver {

Result<std::uint64_t> unfinished_runs(const StagedTarget& staged) {
    const ir::Target& target = *staged.emitted.target;
    const Result<EngineView> view = find_launcher(target.platform.engine)->look(staged);
    if (!view) return view.failure();
    std::uint64_t runs = 0;
    for (const auto& [experiment, ids] : view.value().queued)
        runs += ids.size();
    for (const ir::Experiment& experiment : target.experiments) {
        const status::Scan records =
            status::scan(status::folder(staged.places.run_root, target.name, experiment.name),
                         view.value().alive);
        runs += static_cast<std::uint64_t>(
            std::ranges::count(records.entries, true, &status::Entry::alive));
    }
    return runs;
}

} // namespace expc::driver
