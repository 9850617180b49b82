// SPDX-License-Identifier: MIT
// A run's command in a container: the words that a runtime takes (singularity, apptainer, docker,
// podman, charliecloud), the folders that it sees, and its environment. Everything else of a run
// (outputs, logs, records) stays outside, where a path of the container is looked up through the
// mounts.
#pragma once

#include "compiler/backends/text/task_folder.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/backends/text/texts.hpp"

namespace expc::backends {

/// The sections of task.sh that differ between a run in a container and one without.
[[nodiscard]] Fillings container_sections(const ir::Target& target,
                                          const ir::Experiment& experiment,
                                          const EnginePart& engine, Texts& texts);

/// Sets expc_path to where a path that the run sees is on this machine; for a run without a
/// container nothing is to be done, and the path itself serves.
[[nodiscard]] ShellWord outside_word(const ir::Experiment& experiment, const ShellWord& path,
                                     Lines& lines);

/// The files that stand beside task.sh for a container: inside.sh and the snippets that it sources,
/// read-only.sh.
void add_container_files(const ir::Platform& platform, const ir::Experiment& experiment,
                         TaskFolder& folder);

} // namespace expc::backends
