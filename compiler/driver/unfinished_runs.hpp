// SPDX-License-Identifier: MIT
// How many runs of a target wait or run now, whoever started them.
#pragma once

#include "compiler/driver/launch.hpp"

namespace expc::driver {

/// Asks the records and the engine; a failure says why the engine cannot be asked.
[[nodiscard]] Result<std::uint64_t> unfinished_runs(const StagedTarget& staged);

} // namespace expc::driver
