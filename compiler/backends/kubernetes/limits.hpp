// SPDX-License-Identifier: MIT
// What Kubernetes refuses, said at build time at the user's line: pods without an image or a place
// for what they keep, names that break RFC 1123, ConfigMaps and Jobs that are too large.
#pragma once

#include "compiler/backends/backend.hpp"

namespace expc::backends::kubernetes {

/// `scripts` are the files of an experiment that its ConfigMap holds.
void check_limits(const ir::Target& target,
                  std::vector<Artifact> (*scripts)(const ir::Target&, const ir::Experiment&),
                  diag::Sink& sink);

} // namespace expc::backends::kubernetes
