// SPDX-License-Identifier: MIT
// The logs of a run's earlier attempts. `out.log` and `err.log` are those of the latest one; the
// first attempt's become `out.1.log` and `err.1.log` when the second one starts, and so on. task.sh
// does the same.
#pragma once

#include "compiler/base/result.hpp"

#include <string>

namespace expc::local {

/// Makes room for a new attempt's logs; nothing is there to do in the folder of a first one.
[[nodiscard]] Result<Done> keep_earlier_logs(const std::string& run_folder);

} // namespace expc::local
