// SPDX-License-Identifier: MIT
// What task.sh knows of the runs that a run waits for: it finds them by their ids and reads their
// records, so that every engine leaves out a run whose parent failed, whatever the engine itself
// can wait for.
#pragma once

#include "compiler/backends/text/task_folder.hpp"
#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::backends {

/// Whether a run of the experiment must ask if its parents have succeeded.
[[nodiscard]] bool asks_for_parents(const ir::Experiment& experiment);
/// Whether runs of the target wait for others; all its scripts then have `task.sh --ready`.
[[nodiscard]] bool has_stages(const ir::Target& target);

/// The function need_parents and what it calls; nothing where no run asks. Ids of the parents of
/// `all` and `gather` are files of the folder, by the key on which both sides meet (ir/joins.hpp).
[[nodiscard]] std::string parents(const ir::Target& target, const ir::Experiment& experiment,
                                  TaskFolder& folder);
/// The lines of submit.sh that say whose jobs an experiment's jobs wait for: `parents` names
/// experiments, and those of `by_position` are waited for task by task. `shared`: tasks have
/// several runs.
[[nodiscard]] std::string parents_of(const ir::Target& target, const ir::Experiment& experiment,
                                     bool shared);
/// Whether its keys need `add_hash`.
[[nodiscard]] bool parents_hash_values(const ir::Target& target, const ir::Experiment& experiment);

} // namespace expc::backends
