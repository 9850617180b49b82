// SPDX-License-Identifier: MIT
// submit.sh and destroy.sh: what kubectl is told.
#pragma once

#include "compiler/backends/backend.hpp"

#include <string>
#include <vector>

namespace expc::backends::kubernetes {

/// `config_maps` has the name of each experiment's ConfigMap, in their order.
[[nodiscard]] std::string submission(const ir::Plan& plan, const ir::Target& target,
                                     const std::vector<Submission>& submissions,
                                     const std::vector<std::string>& config_maps);
/// The words that select the target's objects.
[[nodiscard]] std::vector<std::string> selection_words(const ir::Plan& plan,
                                                       const ir::Target& target);
[[nodiscard]] std::string destruction(const ir::Plan& plan, const ir::Target& target);

} // namespace expc::backends::kubernetes
