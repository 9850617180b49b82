// SPDX-License-Identifier: MIT
// task.sh against ir::Resolver: the words, ids and digests of runs, and the way between ranks and
// indexes.
#pragma once

#include "tests/unit/backends/built_tree.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace expc::tests {

[[nodiscard]] std::vector<std::uint64_t> all_runs(const ir::Experiment& experiment);

/// The first difference between task.sh under one shell and the plan, for people; empty when there
/// is none.
[[nodiscard]] std::string difference(const BuiltTree& tree, const ir::Target& target,
                                     const ir::Experiment& experiment,
                                     const std::vector<std::string>& shell,
                                     const std::vector<std::uint64_t>& runs);

} // namespace expc::tests
