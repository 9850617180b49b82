// SPDX-License-Identifier: MIT
// A run as messages name it.
#pragma once

#include "compiler/algebra/space.hpp"

#include <cstdint>
#include <string>

namespace expc::lower {

/// `run 3 (lr=0.1, seed=0)`
[[nodiscard]] std::string run_shown(const algebra::Space& space, std::uint64_t index);

} // namespace expc::lower
