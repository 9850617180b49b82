// SPDX-License-Identifier: MIT
// Columns that a program names, and what is said of a name that is none.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/sema/type.hpp"
#include "compiler/sema/walk.hpp"

#include <optional>
#include <string>
#include <vector>

namespace expc::sema {

/// The names of the fields of a record, or of the columns of a space, in their order.
[[nodiscard]] std::vector<std::string> field_names(const TypeFields& fields);
/// The column that an expression names: a name, or a text for names that are none of the language.
[[nodiscard]] std::optional<std::string> written_column(ExprRef expression);
/// Says that `name` is none of the `known` columns, and which is meant or which there are.
void report_unknown_column(diag::Sink& sink, const ast::Name& name,
                           const std::vector<std::string>& known);

} // namespace expc::sema
