// SPDX-License-Identifier: MIT
// Walks over expressions: direct parts, and the free names of a whole expression.
#pragma once

#include "compiler/sema/module.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::sema {

/// Calls `visit` for each direct part of an expression, in source order.
void for_each_part(ExprRef expression, const std::function<void(ExprRef)>& visit);
/// The same for the expressions of one entry of a block.
void for_each_part(const Module& module, const ast::Entry& entry,
                   const std::function<void(ExprRef)>& visit);

/// The names of `a.b.c`; empty for everything else.
[[nodiscard]] std::vector<std::string_view> member_chain(ExprRef expression);

/// A name that an expression uses and does not bind itself, with the place of its first use.
struct FreeName {
    std::string name;
    SourceRange range;
};
/// In order of first use; names bound by comprehensions and `let` inside are left out.
[[nodiscard]] std::vector<FreeName> free_names(ExprRef expression);
/// Whether an expression, which may be nothing, uses a name that it does not bind itself.
[[nodiscard]] bool uses_name(ExprRef expression, std::string_view name);

} // namespace expc::sema
