// SPDX-License-Identifier: MIT
// Numbers, with or without units, and the four forms of strings. What a number's digits and unit
// mean, and which escapes exist, is decided when the tree is read (compiler/parse): here every such
// text is one token.
#pragma once

#include "grammar/lexical.hpp"

namespace expc::grammar {

struct expression;

// clang-format off

// 1_000   0.9   1e-4   30m   2h30m   16GiB
struct digits          : seq<digit, star<sor<digit, one<'_'>>>> {};
struct fraction        : seq<one<'.'>, digits> {};
struct exponent        : seq<one<'e', 'E'>, opt<one<'+', '-'>>, plus<digit>, not_at<alpha>> {};
struct unit_letters    : seq<alpha, star<sor<alnum, one<'_'>>>> {};
struct number          : token<digits, opt<fraction>, opt<exponent>, opt<unit_letters>> {};

// clang-format on

/// How a form of string ends and what it holds.
enum class StringForm : std::uint8_t { single_line, multi_line };

/// A run of ordinary characters of a string that is closed by `Quote`: stops before the end and
/// before a `${`.
template <char Quote, StringForm Form, bool Interpolates>
struct string_text {
    using rule_t = string_text;
    using subs_t = type_list<>;
    template <typename Input>
    static bool match(Input& in) {
        const std::string_view rest = rest_of(in);
        const std::size_t length = length_in(rest);
        in.bump(length);
        return length > 0;
    }
    static constexpr std::size_t length_in(std::string_view rest) {
        std::size_t at = 0;
        while (at < rest.size() && !stops(rest.substr(at, 3))) {
            const bool is_escape = Interpolates && rest[at] == '\\' && at + 1 < rest.size();
            const bool escapes_line = is_escape && (rest[at + 1] == '\n' || rest[at + 1] == '\r');
            at += is_escape && !escapes_line ? 2 : 1;
        }
        return at;
    }
    static constexpr bool stops(std::string_view next) {
        if (Interpolates && next.starts_with("${")) return true;
        if (Form == StringForm::single_line)
            return next[0] == Quote || next[0] == '\n' || next.starts_with("\r\n");
        return next.size() == 3 && next[0] == Quote && next[1] == Quote && next[2] == Quote;
    }
};

/// The message where a line ends before its string; never matched.
struct expect_closing_quote : failure {};

/// A string that is closed on its line. Where it is not, the message stands at its opening quote:
/// brackets that the string has swallowed are no mistakes of their own.
template <char Quote, typename Content>
struct closed_on_its_line {
    using rule_t = closed_on_its_line;
    using subs_t = type_list<Content>;
    template <apply_mode A, rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const char* const begin = in.current();
        if (!rest_of(in).starts_with(Quote)) return false;
        in.bump(1);
        static_cast<void>(Control<Content>::template match<A, M, Action, Control>(in, tree));
        if (!rest_of(in).starts_with(Quote)) {
            in.iterator() = begin;
            Control<expect_closing_quote>::raise(in, tree);
        }
        in.bump(1);
        return true;
    }
};

// clang-format off

// lr${lr}
struct hole_begin      : literally<"${"> {};
struct expect_hole_end : one<'}'> {};
template <typename Rule>
struct hole_in_line    : in_mode<Rule, false, true> {};
template <typename Rule>
struct hole_in_lines   : in_mode<Rule, true, true> {};
struct hole_body       : seq<gap, must<expression>, must<expect_hole_end>> {};
struct line_hole       : seq<hole_begin, hole_in_line<hole_body>> {};
struct lines_hole      : seq<hole_begin, hole_in_lines<hole_body>> {};

// "--lr=${lr}"
struct line_text       : string_text<'"', StringForm::single_line, true> {};
struct plain_string    : token<closed_on_its_line<'"', star<sor<line_hole, line_text>>>> {};
// '$HOME'
struct raw_text        : string_text<'\'', StringForm::single_line, false> {};
struct raw_string      : token<closed_on_its_line<'\'', opt<raw_text>>> {};
// """ ... """
struct lines_text      : string_text<'"', StringForm::multi_line, true> {};
struct lines_string    : token<literally<"\"\"\"">, star<sor<lines_hole, lines_text>>, opt<literally<"\"\"\"">>> {};
// ''' ... '''
struct raw_lines_text  : string_text<'\'', StringForm::multi_line, false> {};
struct raw_lines_string: token<literally<"'''">, opt<raw_lines_text>, opt<literally<"'''">>> {};

struct any_string      : sor<lines_string, raw_lines_string, plain_string, raw_string> {};

// f"--lr={lr}": a habit of Python, read as a whole and reported
struct string_prefix   : seq<one<'f', 'F', 'r', 'R', 'b', 'B', 'u', 'U'>, opt<one<'f', 'F', 'r', 'R', 'b', 'B'>>> {};
struct prefixed_string : seq<string_prefix, at<one<'"', '\''>>, any_string> {};

// "optimizer.lr"
struct quoted_name     : sor<plain_string, raw_string> {};

// clang-format on

} // namespace expc::grammar

namespace tao::pegtl {

template <typename Name, char Quote, expc::grammar::StringForm Form, bool Interpolates>
struct analyze_traits<Name, expc::grammar::string_text<Quote, Form, Interpolates>>
    : analyze_any_traits<> {};
template <typename Name, char Quote, typename Content>
struct analyze_traits<Name, expc::grammar::closed_on_its_line<Quote, Content>>
    : analyze_traits<Name, typename seq<one<Quote>, Content>::rule_t> {};

} // namespace tao::pegtl
