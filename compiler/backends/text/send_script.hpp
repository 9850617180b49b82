// SPDX-License-Identifier: MIT
// send.sh, the script of targets that are submitted on another machine: it sends the project and
// the artifacts by the user's own rsync and ssh, and calls submit.sh there.
#pragma once

#include "compiler/backends/text/submit_script.hpp"

namespace expc::backends {

/// Adds send.sh where the platform says `submit`.
void add_send_script(const ir::Plan& plan, const ir::Target& target, const SubmitPart& part,
                     std::vector<Artifact>& files);

} // namespace expc::backends
