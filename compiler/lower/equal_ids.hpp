// SPDX-License-Identifier: MIT
// Why two runs of different values have one id.
#pragma once

#include "compiler/algebra/space.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <utility>

namespace expc::lower {

/// Says which column does not tell the two rows apart, and where each of them gets it from.
void explain_equal_ids(diag::Builder report, const algebra::Space& space,
                       std::pair<std::uint64_t, std::uint64_t> rows);

} // namespace expc::lower
