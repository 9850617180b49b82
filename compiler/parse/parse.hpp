// SPDX-License-Identifier: MIT
// Text to tree. Parsing never fails: what cannot be read becomes an `Invalid` node and a
// diagnostic, and reading goes on at the next entry or declaration. Nesting depth and every byte of
// input are bounded and safe.
#pragma once

#include "compiler/ast/ast.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

namespace expc::parse {

/// Parses a whole file of `sources`.
[[nodiscard]] ast::File parse_file(const Sources& sources, SourceId source, diag::Sink& sink);

/// Parses one expression that is the whole text of a source (for `--set`, `--where`, `expc eval`);
/// the expression is the value of the only declaration, a `let` named `it`.
[[nodiscard]] ast::File parse_expression(const Sources& sources, SourceId source, diag::Sink& sink);

/// Parses `a.b.c = expression` (for `--override`): one declaration of kind Invalid never results;
/// the path and the value are returned as one Assign entry in the `block` of a `test` declaration.
[[nodiscard]] ast::File parse_assignment(const Sources& sources, SourceId source, diag::Sink& sink);

} // namespace expc::parse
