// SPDX-License-Identifier: MIT
// Expressions and types. Operators are read as one flat run, `operand (operator operand)*`; the
// table of precedences stands in compiler/parse/operators.def. Spellings of other languages (`&&`,
// `!x`, `=>` ...) are read where they stand for something of this language, so that a file with
// such habits still gives its whole tree.
//
// A rule named `expect_...` has a message in expected.def and is used only where nothing else can
// follow.
#pragma once

#include "grammar/literals.hpp"

namespace expc::grammar {

struct expression;
struct block;
struct type;
struct declaration_start;

// clang-format off

// ------------------------------------------------------------------------------------------ what ends a bracket

struct comma                : open_symbol<","> {};
struct plain_equals         : seq<one<'='>, not_at<one<'=', '>'>>> {};

// outputs = ...   at the beginning of a line: a `[` before it was never closed
struct field_start          : seq<line_start, sor<any_word, quoted_name>, star<seq<one<'.'>, any_word>>, gap, plain_equals> {};
// seed in ...
struct axis_start           : seq<line_start, sor<plain_name, quoted_name>, gap, exact_word<"in">> {};
struct declaration_line     : sor<seq<first_column, declaration_start>, seq<line_start, not_at<exact_word<"let">>, declaration_start>> {};
struct list_stop            : at<sor<eof, one<']', '}', ')'>, declaration_line, field_start>> {};
struct parenthesis_stop     : at<sor<eof, one<']', '}', ')'>, declaration_line>> {};
struct block_stop           : at<sor<eof, one<'}'>, declaration_line>> {};

struct expect_list_end      : sor<one<']'>, list_stop, at<axis_start>> {};
struct expect_arguments_end : sor<one<')'>, parenthesis_stop> {};
struct block_end            : sor<one<'}'>, block_stop> {};

// ----------------------------------------------------------------------------------------------------- primaries

// (a or b)
struct expect_closed_group  : sor<one<')'>, parenthesis_stop, at<sor<field_start, axis_start>>> {};
struct group                : seq<one<'('>, bracketed<gap, must<expression>, must<expect_closed_group>>, gap> {};

// "--momentum=${momentum}" if momentum != none     ...flags(params)
struct splice               : symbol<"..."> {};
struct element_guard        : seq<open_keyword<"if">, must<expression>> {};
struct element              : seq<not_at<list_stop>, opt<splice>, must<expression>, opt<element_guard>> {};

// [f(x) for x in xs if c]
struct expect_name          : seq<name> {};
struct expect_in            : open_keyword<"in"> {};
struct comprehension_guard  : seq<open_keyword<"if">, must<expression>> {};
struct comprehension_clause : seq<open_keyword<"for">, must<expect_name>, must<expect_in>, must<expression>, opt<comprehension_guard>> {};
struct list_items           : seq<element, sor<comprehension_clause, star<comma, element>>, opt<comma>> {};
struct list                 : seq<one<'['>, bracketed<gap, opt<list_items>, must<expect_list_end>>, gap> {};

// [lr, "optimizer.wd"]
struct listed_name          : sor<name, quoted_name> {};
struct expect_listed_name   : seq<listed_name> {};
struct expect_names_begin   : one<'['> {};
struct name_list_items      : seq<must<expect_listed_name>, star<comma, not_at<list_stop>, must<expect_listed_name>>, opt<comma>> {};
struct name_list            : seq<must<expect_names_begin>, bracketed<gap, opt<not_at<list_stop>, name_list_items>, must<expect_list_end>>, gap> {};

// f(x, style = "--k v")
struct argument_name        : seq<name, plain_equals, gap> {};
struct argument             : seq<not_at<parenthesis_stop>, opt<argument_name>, must<expression>> {};
struct arguments            : seq<one<'('>, bracketed<gap, opt<argument, star<comma, argument>, opt<comma>>, must<expect_arguments_end>>, gap> {};

// match (x) { "a" => 1, _ => 2 }
struct expect_subject_begin : one<'('> {};
struct subject              : seq<must<expect_subject_begin>, bracketed<gap, must<expression>, must<expect_closed_group>>, gap> {};
struct expect_arrow         : open_symbol<"=>"> {};
struct arm                  : seq<not_at<block_stop>, must<expression>, must<expect_arrow>, must<expression>> {};
struct arm_separator        : seq<opt<symbol<",">>, line_gap> {};
struct expect_arm_end       : at<sor<one<',', '\n'>, block_stop>> {};
struct arms                 : star<arm, must<expect_arm_end>, arm_separator> {};
struct expect_arms_begin    : one<'{'> {};
struct match_arms           : seq<must<expect_arms_begin>, braced<line_gap, arms, block_end>, gap> {};
struct match_expression     : seq<exact_word<"match">, gap, subject, match_arms> {};

// true   none
struct literal_word         : token<word_of<WordFamily::literal>> {};

// lr   slurm { ... }   product(order = "first_fastest") { ... }   bind("p")
// A `{` on the next line is read and reported: nothing else begins with one.
struct late_block           : seq<block> {};
struct named                : seq<name, opt<arguments>, opt<sor<block, joined<late_block>>>> {};

struct primary              : sor<number, any_string, list, group, block, literal_word, match_expression, prefixed_string, named> {};

// ------------------------------------------------------------------------------------------------------ suffixes

// .memory   ["optimizer.lr"]   with { ... }   without [seed]   as {lr: Float}
struct expect_member        : seq<name> {};
struct member               : seq<symbol<".">, not_at<one<'.'>>, must<expect_member>> {};
struct expect_index_end     : sor<one<']'>, list_stop> {};
struct subscript            : seq<one<'['>, bracketed<gap, must<expression>, must<expect_index_end>>, gap> {};
struct expect_block         : seq<block> {};
struct with_suffix          : seq<joined<open_keyword<"with">>, must<expect_block>> {};
struct without_suffix       : seq<joined<open_keyword<"without">>, name_list> {};
struct as_suffix            : seq<keyword<"as">, must<type>> {};
struct call_suffix          : seq<at<one<'('>>, arguments> {};
struct suffix               : sor<member, subscript, call_suffix, with_suffix, without_suffix, as_suffix> {};
struct postfix              : seq<primary, star<suffix>> {};

// ----------------------------------------------------------------------------------------------------- operators

struct minus_sign           : open_symbol<"-"> {};
struct not_word             : open_keyword<"not"> {};
struct exclamation_mark     : seq<one<'!'>, not_at<one<'='>>, gap> {};
struct prefix               : sor<minus_sign, not_word, exclamation_mark> {};

struct not_in               : seq<exact_word<"not">, gap, exact_word<"in">> {};
struct word_operator        : sor<exact_word<"in">, not_in> {};
struct logical_word         : sor<exact_word<"and">, exact_word<"or">> {};
struct foreign_word         : seq<sor<exact_word<"div">, exact_word<"mod">, exact_word<"is">>> {};
struct two_dots             : seq<two<'.'>, not_at<one<'.'>>> {};
struct range_symbol         : sor<literally<"..<">, literally<"..=">, two_dots> {};
struct equality_symbol      : sor<literally<"===">, literally<"!==">, literally<"==">, literally<"!=">, literally<"<>">> {};
struct order_symbol         : sor<literally<"<=">, literally<">=">, one<'<', '>'>> {};
struct logical_symbol       : sor<literally<"&&">, literally<"||">> {};
struct arithmetic_symbol    : sor<literally<"//">, literally<"**">, one<'*', '/', '%', '+', '-'>> {};
struct operator_symbol      : sor<range_symbol, equality_symbol, order_symbol, logical_symbol, seq<arithmetic_symbol, not_at<one<'='>>>> {};

// a and b     0..<n + 1
struct infix                : sor<operator_symbol, logical_word, seq<in_is_operator, word_operator>, foreign_word> {};
struct next_line_logical    : seq<at<logical_word>, infix> {};
struct any_infix            : seq<sor<infix, joined<next_line_logical>>, line_gap> {};
struct expect_operand       : seq<not_at<field_start>, postfix> {};
struct operand              : seq<star<prefix>, must<expect_operand>> {};
struct operation            : seq<operand, star<any_infix, operand>> {};

// if opt == "adam" then 500 else 0
struct expect_then          : joined<open_keyword<"then">> {};
struct expect_else          : joined<open_keyword<"else">> {};
struct conditional          : seq<open_keyword<"if">, must<expression>, must<expect_then>, must<expression>, must<expect_else>, must<expression>> {};

// let a = e in e2
struct let_begin            : seq<keyword<"let">, name, plain_equals> {};
struct let_value            : without_in<must<expression>> {};
struct joined_in            : joined<expect_in> {};
struct let_in               : seq<at<let_begin>, keyword<"let">, name, open_symbol<"=">, let_value, must<joined_in>, must<expression>> {};

struct expression           : nested<sor<conditional, let_in, operation>> {};

// --------------------------------------------------------------------------------------------------------- types

// {lr: Float, seed: Int}
struct expect_colon         : open_symbol<":"> {};
struct expect_type_end      : one<'}'> {};
struct type_field           : seq<listed_name, must<expect_colon>, must<type>> {};
struct record_type          : seq<one<'{'>, bracketed<gap, opt<type_field, star<comma, type_field>, opt<comma>>, must<expect_type_end>>, gap> {};
// "ro" | "rw"
struct expect_union_string  : seq<quoted_name> {};
struct literal_union        : seq<quoted_name, star<open_symbol<"|">, must<expect_union_string>>> {};
// Map<Str, Int>
struct expect_angle_end     : symbol<">"> {};
struct type_arguments       : seq<open_symbol<"<">, must<type>, star<comma, must<type>>, must<expect_angle_end>> {};
// `x as Int < 3` is a comparison: arguments follow without a blank.
struct generic_type         : seq<at<any_word, one<'<'>>, name, type_arguments> {};
struct named_type           : sor<generic_type, name> {};
struct optional_mark        : symbol<"?"> {};
struct type                 : nested<seq<sor<record_type, literal_union, named_type>, star<optional_mark>>> {};

// clang-format on

} // namespace expc::grammar
