// SPDX-License-Identifier: MIT
// How sbatch reads words that the user adds to its call.
#pragma once

#include "compiler/backends/text/extra_flags.hpp"

namespace expc::backends::slurm {

[[nodiscard]] ClientOptions sbatch_options(const ir::Target& target);

} // namespace expc::backends::slurm
