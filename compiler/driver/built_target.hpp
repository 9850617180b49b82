// SPDX-License-Identifier: MIT
// A target as it stands on disk, asked for its runs through its own task.sh.
#pragma once

#include "compiler/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace expc::driver {

struct BuiltExperiment {
    std::string name;
    std::uint64_t runs = 0;
    std::string runs_digest; ///< see ir::runs_digest
};

struct BuiltTarget {
    std::string folder; ///< as typed
    std::string engine;
    std::vector<BuiltExperiment> experiments; ///< sorted by name
};

/// Reads DIR/manifest.json.
[[nodiscard]] Result<BuiltTarget> read_built_target(const std::string& folder);

/// run.id and run.digest of some runs of an experiment, a line each, as the target's task.sh says.
[[nodiscard]] Result<std::vector<std::string>>
ids_of_runs(const BuiltTarget& target, const std::string& experiment,
            const std::vector<std::uint64_t>& indexes);

/// The strings of a run's canonical form: `word=--lr`, `env=SEED=3`.
[[nodiscard]] Result<std::vector<std::string>>
form_of_run(const BuiltTarget& target, const std::string& experiment, std::uint64_t index);

} // namespace expc::driver
