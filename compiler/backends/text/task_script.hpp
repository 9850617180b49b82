// SPDX-License-Identifier: MIT
// The folder of an experiment in the build tree, the same for all engines: task.sh and, where the
// experiment has them, its bash script, setup and teardown with around.sh, and the files of long
// tables.
#pragma once

#include "compiler/backends/backend.hpp"

#include <string_view>

namespace expc::backends {

/// What an engine adds to task.sh.
struct EnginePart {
    std::string_view name; ///< stands before the job in status files
    /// Commands that may put words before the command in `"$@"`; empty: none.
    std::string launcher;
    /// The engine signals the shell alone: the command runs in the background, and signals are
    /// passed on.
    bool passes_signals = false;
    /// task.sh itself is started in the experiment's container.
    bool in_container = false;
    /// A job whose task.sh ends with 75 is started again.
    bool tries_again = false;
    /// Variables that only the tasks have which the launcher starts, for a container's environment.
    std::string_view launched_variables = {};
    /// The GPUs of the run as the machine numbers them, in the shell; empty where all may be used.
    std::string_view gpus = "${CUDA_VISIBLE_DEVICES-}";
};

/// Whether runs of the experiment start through around.sh instead of task.sh.
[[nodiscard]] bool has_snippets(const ir::Experiment& experiment);

void add_task_folder(const ir::Target& target, const ir::Experiment& experiment,
                     const EnginePart& engine, std::vector<Artifact>& files);

} // namespace expc::backends
