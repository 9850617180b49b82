// SPDX-License-Identifier: MIT
// Fields and axes that one pair of braces sets twice.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/sema/module.hpp"

#include <vector>

namespace expc::sema {

/// Reports each entry that sets what an earlier one of the same braces set, whole or in part: the
/// earlier one would be lost. `env = { A = 1 }` and then `env.B = 2` is no repetition.
void report_repeated_fields(diag::Sink& sink, const Module& module,
                            const std::vector<ast::Entry>& entries);

} // namespace expc::sema
