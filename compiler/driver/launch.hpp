// SPDX-License-Identifier: MIT
// Starting chosen runs of a staged target, one function for each engine of this build.
#pragma once

#include "compiler/driver/emission.hpp"
#include "compiler/driver/rerun.hpp"
#include "runtime/files/descriptor.hpp"
#include "runtime/remote/connection.hpp"

#include <memory>
#include <vector>

namespace expc::driver {

/// A target that is ready to start.
struct StagedTarget {
    const EmittedTarget& emitted;
    RunPlaces places;
    std::vector<ExperimentRuns> runs;
    files::Descriptor lock; ///< nobody else starts runs of the target while it is open
    /// To the machine that the target is submitted on; null: this one. `places` then mirror what
    /// is recorded there.
    std::unique_ptr<const remote::Connection> connection = {};
};

/// How one engine takes runs.
struct Launcher {
    std::string_view engine;
    /// Asks the engine what it is doing with this target; a failure says why it cannot be asked.
    Result<EngineView> (*look)(const StagedTarget& staged);
    /// Starts the runs and waits for them, or submits them; the exit code of `expc run`. Closes the
    /// lock where it goes on after the last start.
    int (*start)(StagedTarget& staged, const Arguments& arguments, Console& console);
    /// Runs are supervised by the call that starts them: of one that runs already nobody will know
    /// how it ends.
    bool supervises;
};

/// Nothing for an engine that no launcher carries.
[[nodiscard]] const Launcher* find_launcher(std::string_view engine);

[[nodiscard]] Launcher local_launcher();
/// Submits jobs to the engine and leaves them there: slurm, gridengine, kubernetes.
[[nodiscard]] Launcher cluster_launcher(std::string_view engine);
/// Why `expc run` does not start runs of the target; nothing where it does.
[[nodiscard]] std::optional<std::string> recorded_elsewhere(const ir::Target& target);
/// Runs the driver of a Ray cluster and waits for it.
[[nodiscard]] Launcher ray_launcher();

} // namespace expc::driver
