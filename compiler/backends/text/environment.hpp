// SPDX-License-Identifier: MIT
// The environment of a run: platform < experiment < EXPC_* (ruling 24), secrets, and where they
// come from.
#pragma once

#include "compiler/backends/text/texts.hpp"

namespace expc::backends {

/// Commands of the last subshell that export everything that the command in `"$@"` is to see. Of a
/// run in a container only what its start hands on; `container_environment` has the rest.
[[nodiscard]] std::string environment_exports(const ir::Experiment& experiment,
                                              const ir::Platform& platform, Texts& texts);
/// How the declared environment enters a container.
struct ContainerEnvironment {
    /// Sets expc_env to the names of the exported variables that the run declares.
    std::string names;
    /// Puts words before the command in `"$@"` that set variables inside: what is put before the
    /// container's own value, and what would change the program that starts the container.
    std::string inside;
};
[[nodiscard]] ContainerEnvironment
container_environment(const ir::Experiment& experiment, const ir::Platform& platform, Texts& texts);
/// Commands that set the variables of the secrets that the texts name; a missing one is told to
/// is_missing. In a pod those that Kubernetes set for this end here: what runs see is what they
/// declare.
[[nodiscard]] std::string secret_values(const ir::Platform& platform, const Texts& texts,
                                        bool in_pod);

} // namespace expc::backends
