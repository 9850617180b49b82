// SPDX-License-Identifier: MIT
// Random ASTs, one for each seed: every form of expression, entry, type and declaration.
#pragma once

#include "compiler/ast/ast.hpp"

namespace expc::test {

[[nodiscard]] ast::File random_file(std::uint64_t seed);

} // namespace expc::test
