// SPDX-License-Identifier: MIT
// Runs that `timeout` ends, where no engine does it.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>

namespace expc::backends {

/// The shell function `record_timeout TASK.SH EXPERIMENT INDEX`: says in the record of a run that
/// still says `running` that its time was over.
[[nodiscard]] std::string timeout_record(const ir::Target& target);

} // namespace expc::backends
