// SPDX-License-Identifier: MIT
// The options of qsub: what submit.sh gives, and what a user may add.
#pragma once

#include "compiler/backends/text/extra_flags.hpp"

namespace expc::backends::gridengine {

/// How qsub reads `extra_flags` of this target.
[[nodiscard]] ClientOptions qsub_options(const ir::Target& target);

} // namespace expc::backends::gridengine
