// SPDX-License-Identifier: MIT
// How the groups of a target are cut into calls of an engine's client (backend.hpp, Submission),
// and the limits of that which all engines with a queue share.
#pragma once

#include "compiler/backends/backend.hpp"

namespace expc::backends {

/// One per group of every experiment.
[[nodiscard]] std::vector<Submission> submissions(const ir::Target& target, std::uint64_t chunk,
                                                  std::uint64_t per_task = 1);
/// Calls of the client for all of them.
[[nodiscard]] std::uint64_t array_count(const std::vector<Submission>& submissions);

/// More groups of resources than anybody means to submit (E0807). `engine` is the name for people.
void check_groups(const ir::Target& target, std::string_view engine, diag::Sink& sink);

} // namespace expc::backends
