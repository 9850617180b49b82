// SPDX-License-Identifier: MIT
// A file is declarations, one after the other. The other two roots are the values of command line
// options.
#pragma once

#include "grammar/declarations.hpp"

namespace expc::grammar {

// clang-format off

// Pieces of a block that was closed too early: reported once, not as many unknown declarations.
struct stray_entry          : seq<at<path, sor<assign_symbol, exact_word<"in">>>, sor<axis, assign>> {};
struct stray_close          : token<one<'}', ']', ')'>> {};
struct expect_declaration   : sor<declaration, slash_comment, stray_entry, stray_close> {};
struct expect_declaration_end : at<sor<eof, one<'\n', ';', '}', ']', ')'>, declaration_line>> {};
struct whole_declaration    : seq<must<expect_declaration>, must<expect_declaration_end>> {};

struct byte_order_mark      : opt<literally<"\xEF\xBB\xBF">> {};
struct declarations         : star<not_at<eof>, recoverable<whole_declaration, skipped_declaration>, opt<semicolon>, line_gap> {};
struct file                 : seq<byte_order_mark, line_gap, declarations, eof> {};

// --set lr=1e-3
struct expect_end           : eof {};
struct only_expression      : bracketed<gap, must<expression>, must<expect_end>> {};
struct expression_file      : recoverable<only_expression, skipped_rest> {};
// --override train.resources.time=10m
struct expect_assignment    : seq<assign> {};
struct only_assignment      : bracketed<gap, must<expect_assignment>, must<expect_end>> {};
struct assignment_file      : recoverable<only_assignment, skipped_rest> {};

// clang-format on

} // namespace expc::grammar
