// SPDX-License-Identifier: MIT
// Entries of blocks, and declarations.
#pragma once

#include "grammar/expressions.hpp"
#include "grammar/recovery.hpp"

namespace expc::grammar {

// clang-format off

// -------------------------------------------------------------------------------------------- entries of a block

// resources.time     env."A.B"
struct path_segment         : sor<name, quoted_name> {};
struct expect_path_segment  : seq<path_segment> {};
struct path                 : seq<path_segment, star<symbol<".">, must<expect_path_segment>>> {};

// What may follow a word that begins an entry, if the word is a name there.
struct assign_symbol        : sor<literally<"+=">, literally<":=">, literally<"=>">, literally<"==">, one<'=', ':'>> {};
struct name_follows         : sor<assign_symbol, one<'.', '~'>, exact_word<"in">, exact_word<"as">> {};
template <Text Word>
struct clause_word          : seq<exact_word<Word>, gap, not_at<name_follows>> {};

// ...base
struct spread               : seq<symbol<"...">, must<expression>> {};
// where layers == 4     exclude layers == 4 and lr == 1e-3
struct where_filter         : seq<open_keyword<"where">, must<expression>> {};
struct exclude_filter       : seq<not_at<plain_name>, open_keyword<"exclude">, must<expression>> {};
// require layers <= 8 when opt == "adam" : "the model code supports at most 8 layers"
struct guard                : seq<open_keyword<"when">, must<expression>> {};
struct requirement_message  : seq<open_symbol<":">, must<expression>> {};
struct requirement          : seq<clause_word<"require">, must<expression>, opt<guard>, opt<requirement_message>> {};
// assert count(hp) == 18
struct assertion            : seq<clause_word<"assert">, must<expression>> {};
// unset env.X
struct expect_path          : seq<path> {};
struct unset                : seq<clause_word<"unset">, must<expect_path>> {};
// let n = count(hp)
struct local_let            : seq<at<let_begin>, keyword<"let">, name, open_symbol<"=">, must<expression>> {};
// "optimizer.lr" as opt_lr in [1e-4, 1e-3] when opt == "adam" was 1e-3
struct alias                : seq<keyword<"as">, name> {};
struct column               : seq<path_segment, opt<alias>> {};
struct previous_value       : seq<open_keyword<"was">, must<expression>> {};
struct set_begin            : seq<one<'{'>, line_gap, sor<number, seq<any_string, one<',', '}'>>>> {};
struct expect_values        : seq<not_at<set_begin>, expression> {};
// lr in 1e-4, 3e-4: a list without its brackets
struct bare_value           : seq<symbol<",">, sor<number, seq<any_string, not_at<name_follows>>>> {};
struct axis                 : seq<column, open_keyword<"in">, must<expect_values>, star<bare_value>, opt<guard>, opt<previous_value>> {};
// lr ~ loguniform(1e-5, 1e-2)
struct random_axis          : seq<column, open_symbol<"~">, must<expression>> {};
// time = 30m     env.A += 1
struct assign_operator      : assign_symbol {};
struct assign               : seq<path, assign_operator, line_gap, must<expression>> {};
// - item: a habit of YAML
struct dash_item            : seq<one<'-'>, blank, gap, must<expression>> {};
// // text: a habit of C
struct slash_comment        : seq<literally<"//">, until<at<eolf>>, gap> {};
// zip { ... }
struct expect_entry         : seq<at<plain_name>, expression> {};
struct nested_space         : seq<must<expect_entry>> {};

struct entry                : sor<slash_comment, spread, where_filter, exclude_filter, requirement, assertion, unset,
                                  local_let, axis, random_axis, assign, dash_item, nested_space> {};
struct semicolon            : symbol<";"> {};
struct expect_entry_end     : at<sor<one<',', '\n', ';'>, block_stop, field_start, axis_start>> {};
struct whole_entry          : seq<entry, must<expect_entry_end>> {};
struct separator            : seq<sor<symbol<",">, semicolon, success>, line_gap> {};
struct entries              : star<not_at<block_stop>, recoverable<whole_entry, skipped_entry>, separator> {};
struct block                : seq<one<'{'>, braced<line_gap, entries, block_end>, gap> {};

// -------------------------------------------------------------------------------------------------- declarations

// What follows a word that begins a declaration, so that `resources = {`, `input.x`, `use as on in [...]` and the field
// `space product {`, which lacks its `=`, are none.
struct unassigned_space     : seq<exact_word<"space">, plus<blank>, word_of<WordFamily::space_form>> {};
struct named_head           : seq<not_at<exact_word<"as">>, name, sor<one<'=', '{', ':', '('>, exact_word<"on">, exact_word<"with">>> {};
struct declaration_start    : seq<not_at<unassigned_space>, word_of<WordFamily::declaration>, plus<blank>, sor<named_head, one<'"', '\''>>> {};

template <Text Word>
struct declaration_word     : seq<exact_word<Word>, gap, not_at<name_follows>> {};
struct expect_string        : seq<any_string> {};
struct expect_equals        : seq<plain_equals, line_gap> {};

// use "lab/savio.exp" { torch, savio_gpu }     use "lab/savio.exp" as lab
struct expect_imported_name : seq<name> {};
struct expect_imports_end   : one<'}'> {};
struct import_list          : seq<must<expect_imported_name>, star<comma, not_at<one<'}'>>, must<expect_imported_name>>, opt<comma>> {};
struct imported_names       : seq<one<'{'>, bracketed<gap, opt<not_at<one<'}'>>, import_list>, must<expect_imports_end>>, gap> {};
struct imported_as          : seq<keyword<"as">, must<expect_name>> {};
struct expect_imports       : sor<imported_names, imported_as> {};
struct use                  : seq<declaration_word<"use">, must<expect_string>, must<expect_imports>> {};

// input epochs: Int where it > 0 = 50
struct type_rule            : seq<open_keyword<"where">, must<expression>> {};
struct default_value        : seq<open_symbol<"=">, must<expression>> {};
struct input                : seq<declaration_word<"input">, must<expect_name>, must<expect_colon>, must<type>, opt<type_rule>, opt<default_value>> {};
// secret key = env("KEY")
struct secret               : seq<declaration_word<"secret">, must<expect_name>, must<expect_equals>, must<expression>> {};
// let x: Int = 3
struct type_annotation      : seq<open_symbol<":">, must<type>> {};
struct let                  : seq<declaration_word<"let">, must<expect_name>, opt<type_annotation>, must<expect_equals>, must<expression>> {};
// fn scaled_lr(base: Float, batch: Int) -> Float = base * float(batch) / 256.0
struct parameter            : seq<not_at<one<')'>>, must<expect_name>, must<expect_colon>, must<type>> {};
struct expect_parameters    : one<'('> {};
struct expect_parameters_end: one<')'> {};
struct parameters           : seq<must<expect_parameters>, bracketed<gap, opt<parameter, star<comma, parameter>, opt<comma>>, must<expect_parameters_end>>, gap> {};
struct expect_result_arrow  : open_symbol<"->"> {};
struct fn                   : seq<declaration_word<"fn">, must<expect_name>, parameters, must<expect_result_arrow>, must<type>, must<expect_equals>, must<expression>> {};
// type Port = Int where 1 <= it and it < 65536
struct type_alias           : seq<declaration_word<"type">, must<expect_name>, must<expect_equals>, must<type>, opt<type_rule>> {};
// space hp = product { ... }     experiment train { ... }
struct kind_word            : sor<exact_word<"space">, exact_word<"resources">, exact_word<"mount">, exact_word<"container">,
                                  exact_word<"platform">, exact_word<"experiment">> {};
struct definition_kind      : seq<kind_word, gap> {};
struct definition_value     : seq<plain_equals, line_gap, must<expression>> {};
struct next_line_block      : joined<block> {};
struct expect_definition    : sor<definition_value, block, next_line_block> {};
struct definition           : seq<definition_kind, not_at<name_follows>, must<expect_name>, must<expect_definition>> {};
// target short = mnist with { resources.time = 10m } on cluster { require total.runs < 100 }
struct target_name          : seq<name, plain_equals, line_gap> {};
struct on_word              : seq<exact_word<"on">, line_gap> {};
struct expect_on            : joined<on_word> {};
struct platform_name        : seq<name, star<member>> {};
struct platform_suffix      : sor<with_suffix, without_suffix> {};
struct platform             : seq<sor<group, platform_name>, star<platform_suffix>> {};
struct expect_platform      : seq<not_at<declaration_line>, platform> {};
struct target_word          : seq<exact_word<"target">, gap> {};
struct target               : seq<target_word, not_at<name_follows>, opt<target_name>, must<expression>, must<expect_on>, must<expect_platform>, opt<block>> {};
// test "the sweep is the size we budgeted" { assert count(hp) == 18 }
struct test                 : seq<declaration_word<"test">, must<expect_string>, must<expect_block>> {};

struct declaration          : sor<use, input, secret, let, fn, type_alias, definition, target, test> {};

// clang-format on

} // namespace expc::grammar
