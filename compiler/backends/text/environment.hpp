// SPDX-License-Identifier: MIT
// The environment of a run: platform < experiment < EXPC_* (ruling 24), secrets, and where they
// come from.
#pragma once

#include "compiler/backends/text/texts.hpp"

namespace expc::backends {

/// Commands of the last subshell that export everything and become the command in `"$@"`.
[[nodiscard]] std::string environment_exports(const ir::Experiment& experiment,
                                              const ir::Platform& platform, Texts& texts);
/// Commands that set expc_s0, expc_s1, ... to the secrets that the experiment or its platform name;
/// a missing one is told to is_missing.
[[nodiscard]] std::string secret_values(const ir::Experiment& experiment,
                                        const ir::Platform& platform);

} // namespace expc::backends
