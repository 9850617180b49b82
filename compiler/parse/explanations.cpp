// SPDX-License-Identifier: MIT
#include "compiler/parse/explanations.hpp"

#include <algorithm>
#include <array>

namespace expc::parse {

namespace {

using Explanation = bool (*)(const ErrorSite& site, diag::Sink& sink);

/// From the most certain to the most general.
constexpr auto explanations = std::to_array<Explanation>({
    explain_nesting,
    explain_merge_conflict,
    explain_format_in_hole,
    explain_open_hole,
    explain_unclosed_string,
    explain_typographic_quote,
    explain_backtick,
    explain_bare_flag,
    explain_dollar,
    explain_point,
    explain_slash_comment,
    explain_wrong_bracket,
    explain_set,
    explain_tuple,
    explain_axes_in_parentheses,
    explain_caret,
    explain_union_of_types,
    explain_bit_operator,
    explain_lambda,
    explain_dash_comment,
    explain_if_statement,
    explain_axis_without_in,
    explain_missing_name,
    explain_brace_on_next_line,
    explain_clock_time,
    explain_range_without_parentheses,
    explain_foreign_range,
    explain_unit_apart,
    explain_decimal_comma,
    explain_semicolon_in_list,
    explain_foreign_splice,
    explain_record_in_parentheses,
    explain_comparison_sign,
    explain_assignment_as_expression,
    explain_foreign_conditional,
    explain_foreign_word,
    explain_reserved_word,
    explain_unknown_kind,
    explain_leading_operator,
    explain_missing_platform,
    explain_message_without_colon,
    explain_odd_random_column,
    explain_hyphenated_field,
    explain_odd_name,
    explain_walrus,
    explain_colon_block,
    explain_missing_value,
    explain_typed_field,
    explain_colon_argument,
    explain_thin_arrow,
    explain_double_equals,
    explain_missing_equals,
    explain_missing_comma,
    explain_fields_without_comma,
    explain_unquoted_words,
});

} // namespace

bool explain(const ErrorSite& site, diag::Sink& sink) {
    return std::ranges::any_of(explanations, [&](Explanation each) { return each(site, sink); });
}

} // namespace expc::parse
