// SPDX-License-Identifier: MIT
// Runs that are tried again by the engine itself: task.sh ends with 75 instead of recording a
// failure, and the job script asks the engine for another attempt, which has a time limit of its
// own.
#pragma once

#include "compiler/backends/text/task_script.hpp"
#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::backends {

[[nodiscard]] bool has_retries(const ir::Target& target);

/// Whether some experiment's runs are tried again after the event, a word of `retry.on`.
[[nodiscard]] bool retries_after(const ir::Target& target, std::string_view event);

/// The function `try_again` of task.sh; nothing where no run of the target has another attempt. It
/// stands in the scripts of experiments without `retry` too, so that their 75 means nothing.
[[nodiscard]] std::string retry_section(const ir::Target& target, const ir::Experiment& experiment,
                                        const EnginePart& engine);

} // namespace expc::backends
