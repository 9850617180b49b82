// SPDX-License-Identifier: MIT
// Prints an AST as canonical `.exp` text: for messages that show an expression, and for the
// property that what is printed and parsed again prints alike. Comments are not in the AST; the
// formatter works on the lossless tree instead.
#pragma once

#include "compiler/ast/ast.hpp"

#include <string>
#include <string_view>

namespace expc::ast {

/// The whole file, one entry of a declaration per line. What is Invalid prints as `<invalid>`.
[[nodiscard]] std::string print(const File& file);
/// One expression in one line.
[[nodiscard]] std::string print(const File& file, ExprId expr);
/// One type in one line.
[[nodiscard]] std::string print(const File& file, TypeId type);

/// How an entry begins, for messages: `seed in`, `optimizer.lr =`, `where`, `...`.
[[nodiscard]] std::string print_head(const Entry& entry);

/// `text` as a string literal in double quotes.
[[nodiscard]] std::string print_string(std::string_view text);
/// A field or column: bare where it can be a name, else in quotes.
[[nodiscard]] std::string print_name(std::string_view text);
/// `0.0001`, `1e-05`, `3.0`: the shortest text that reads as the same number, as Python's repr.
[[nodiscard]] std::string print_float(double value);
/// `1h30m`
[[nodiscard]] std::string print_duration(std::int64_t milliseconds);
/// `16GiB`: in the unit that needs the smallest number.
[[nodiscard]] std::string print_size(std::int64_t bytes);

} // namespace expc::ast
