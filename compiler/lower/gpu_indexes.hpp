// SPDX-License-Identifier: MIT
// Indexes of the GPUs of a machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace expc::lower {

/// The rule that a list of them breaks: a run has what it asks for to itself, so each stands there
/// once.
[[nodiscard]] std::optional<std::string> broken_index(const std::vector<std::int64_t>& gpus);

} // namespace expc::lower
