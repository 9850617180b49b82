// SPDX-License-Identifier: MIT
// Explanations of syntax errors that are better than "expected this, found that". Each knows one
// mistake that people make; the first that recognises it reports it. To add one: a function and its
// row in the table of explanations.cpp.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/parse/error_site.hpp"

namespace expc::parse {

/// Reports the mistake if it is a known one; whether it was.
[[nodiscard]] bool explain(const ErrorSite& site, diag::Sink& sink);

// The single explanations, by file.
// explain_brackets.cpp
bool explain_nesting(const ErrorSite& site, diag::Sink& sink);
bool explain_wrong_bracket(const ErrorSite& site, diag::Sink& sink);
bool explain_brace_on_next_line(const ErrorSite& site, diag::Sink& sink);
bool explain_set(const ErrorSite& site, diag::Sink& sink);
bool explain_format_in_hole(const ErrorSite& site, diag::Sink& sink);
bool explain_open_hole(const ErrorSite& site, diag::Sink& sink);
// explain_strings.cpp
bool explain_unclosed_string(const ErrorSite& site, diag::Sink& sink);
// explain_characters.cpp
bool explain_merge_conflict(const ErrorSite& site, diag::Sink& sink);
bool explain_typographic_quote(const ErrorSite& site, diag::Sink& sink);
bool explain_dollar(const ErrorSite& site, diag::Sink& sink);
bool explain_backtick(const ErrorSite& site, diag::Sink& sink);
bool explain_slash_comment(const ErrorSite& site, diag::Sink& sink);
bool explain_point(const ErrorSite& site, diag::Sink& sink);
// explain_names.cpp
/// Whether it is a column's name of other programs, `batch-size` or `optimizer.lr`.
[[nodiscard]] bool is_odd_column(std::string_view name);
/// E0116 for such a name in front of `values`, with the quotes that it needs.
void report_odd_column(diag::Sink& sink, SourceRange place, std::string_view name,
                       std::string_view values);
bool explain_odd_random_column(const ErrorSite& site, diag::Sink& sink);
bool explain_hyphenated_field(const ErrorSite& site, diag::Sink& sink);
bool explain_odd_name(const ErrorSite& site, diag::Sink& sink);
// explain_numbers.cpp
bool explain_clock_time(const ErrorSite& site, diag::Sink& sink);
bool explain_range_without_parentheses(const ErrorSite& site, diag::Sink& sink);
bool explain_foreign_range(const ErrorSite& site, diag::Sink& sink);
bool explain_unit_apart(const ErrorSite& site, diag::Sink& sink);
bool explain_decimal_comma(const ErrorSite& site, diag::Sink& sink);
// explain_lists.cpp
bool explain_semicolon_in_list(const ErrorSite& site, diag::Sink& sink);
bool explain_foreign_splice(const ErrorSite& site, diag::Sink& sink);
// explain_words.cpp
bool explain_reserved_word(const ErrorSite& site, diag::Sink& sink);
bool explain_foreign_conditional(const ErrorSite& site, diag::Sink& sink);
bool explain_foreign_word(const ErrorSite& site, diag::Sink& sink);
bool explain_unknown_kind(const ErrorSite& site, diag::Sink& sink);
// explain_habits.cpp
bool explain_tuple(const ErrorSite& site, diag::Sink& sink);
bool explain_axes_in_parentheses(const ErrorSite& site, diag::Sink& sink);
bool explain_caret(const ErrorSite& site, diag::Sink& sink);
bool explain_union_of_types(const ErrorSite& site, diag::Sink& sink);
bool explain_bit_operator(const ErrorSite& site, diag::Sink& sink);
bool explain_axis_without_in(const ErrorSite& site, diag::Sink& sink);
bool explain_bare_flag(const ErrorSite& site, diag::Sink& sink);
bool explain_unquoted_words(const ErrorSite& site, diag::Sink& sink);
bool explain_dash_comment(const ErrorSite& site, diag::Sink& sink);
bool explain_if_statement(const ErrorSite& site, diag::Sink& sink);
bool explain_missing_name(const ErrorSite& site, diag::Sink& sink);
bool explain_lambda(const ErrorSite& site, diag::Sink& sink);
// explain_comparisons.cpp
bool explain_record_in_parentheses(const ErrorSite& site, diag::Sink& sink);
bool explain_comparison_sign(const ErrorSite& site, diag::Sink& sink);
bool explain_assignment_as_expression(const ErrorSite& site, diag::Sink& sink);
// explain_entries.cpp
bool explain_double_equals(const ErrorSite& site, diag::Sink& sink);
bool explain_missing_equals(const ErrorSite& site, diag::Sink& sink);
bool explain_missing_value(const ErrorSite& site, diag::Sink& sink);
bool explain_typed_field(const ErrorSite& site, diag::Sink& sink);
bool explain_walrus(const ErrorSite& site, diag::Sink& sink);
bool explain_fields_without_comma(const ErrorSite& site, diag::Sink& sink);
bool explain_colon_argument(const ErrorSite& site, diag::Sink& sink);
bool explain_thin_arrow(const ErrorSite& site, diag::Sink& sink);
bool explain_missing_comma(const ErrorSite& site, diag::Sink& sink);
bool explain_leading_operator(const ErrorSite& site, diag::Sink& sink);
bool explain_missing_platform(const ErrorSite& site, diag::Sink& sink);
bool explain_message_without_colon(const ErrorSite& site, diag::Sink& sink);
bool explain_colon_block(const ErrorSite& site, diag::Sink& sink);

} // namespace expc::parse
