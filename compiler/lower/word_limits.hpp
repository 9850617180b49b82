// SPDX-License-Identifier: MIT
// What the operating system refuses to start: one argument or variable over 128 KiB, or arguments
// and declared environment together over 1 MiB (ruling 9). Judged by the longest text of each part,
// so no run is expanded.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

namespace expc::lower {

/// False after an error.
[[nodiscard]] bool check_word_limits(const ir::Experiment& experiment, const ir::Platform& platform,
                                     diag::Sink& sink);

} // namespace expc::lower
