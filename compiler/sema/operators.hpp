// SPDX-License-Identifier: MIT
// How operators are written, for messages.
#pragma once

#include "compiler/ast/ast.hpp"

#include <string_view>

namespace expc::sema {

[[nodiscard]] std::string_view spelling(ast::BinaryOp op);

} // namespace expc::sema
