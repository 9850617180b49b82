// SPDX-License-Identifier: MIT
// From characters to tokens. The only header of the grammar that names PEGTL's.
// Each token eats the blanks that follow it; an operator eats newlines too, because an expression
// goes on where a line ends in an operator. Inside `()` and `[]` (`bracketed`) newlines are blanks,
// inside `{}` (`braced`) they are not.
#pragma once

#include "grammar/characters.hpp"
#include "grammar/keywords.hpp"
#include "grammar/state.hpp"

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace expc::grammar {

using namespace tao::pegtl;

/// A text as a template argument: `symbol<"+=">`.
template <std::size_t N>
struct Text {
    char data[N]{};
    consteval Text(const char (&text)[N]) { std::copy_n(text, N, data); }
    [[nodiscard]] constexpr std::string_view view() const { return {data, N - 1}; }
};

/// Whether `text` begins with T; mostly its first character tells.
template <Text T>
constexpr bool begins_with(std::string_view text) {
    return !text.empty() && text.front() == T.data[0] && text.starts_with(T.view());
}

template <typename Input>
std::string_view rest_of(const Input& in) {
    return {in.current(), in.size()};
}

// ----------------------------------------------------------------------------------------
// characters and gaps

/// Exactly this text.
template <Text T>
struct literally {
    using rule_t = literally;
    using subs_t = type_list<>;
    template <typename Input>
    static bool match(Input& in) {
        if (!begins_with<T>(rest_of(in))) return false;
        in.bump(T.view().size());
        return true;
    }
};

/// Exactly this word, not the beginning of a longer one.
template <Text T>
struct exact_word {
    using rule_t = exact_word;
    using subs_t = type_list<>;
    template <typename Input>
    static bool match(Input& in) {
        const std::string_view rest = rest_of(in);
        const std::size_t length = T.view().size();
        if (!begins_with<T>(rest)) return false;
        if (rest.size() > length && is_name_part(rest[length])) return false;
        in.bump(length);
        return true;
    }
};

/// Any word of letters, digits and `_`, reserved or not.
struct any_word {
    using rule_t = any_word;
    using subs_t = type_list<>;
    template <typename Input>
    static bool match(Input& in) {
        const std::string_view word = leading_word(rest_of(in));
        in.bump(word.size());
        return !word.empty();
    }
};

/// Whether a text begins with `exclude = ...`: a field of Slurm's has the name of a filter, and no
/// filter begins with `=`.
constexpr bool begins_field_exclude(std::string_view text) {
    constexpr std::string_view word = "exclude";
    if (leading_word(text) != word) return false;
    text.remove_prefix(std::min(text.find_first_not_of(" \t", word.size()), text.size()));
    return text.starts_with("+=") || (text.starts_with('=') && !text.starts_with("=="));
}

/// A word that may be a name.
struct plain_name {
    using rule_t = plain_name;
    using subs_t = type_list<>;
    template <typename Input>
    static bool match(Input& in) {
        const std::string_view word = leading_word(rest_of(in));
        if (word.empty()) return false;
        if (is_reserved(word) && !begins_field_exclude(rest_of(in))) return false;
        in.bump(word.size());
        return true;
    }
};

/// Any word of one family of keywords.def.
template <WordFamily Family>
struct word_of {
    using rule_t = word_of;
    using subs_t = type_list<>;
    template <typename Input>
    static bool match(Input& in) {
        const std::string_view word = leading_word(rest_of(in));
        if (word.empty() || !is_keyword<Family>(word)) return false;
        in.bump(word.size());
        return true;
    }
};

/// Blanks and comments between tokens, with newlines always (`Lines`) or where the mode says so.
template <bool Lines>
struct skipped_gap {
    using rule_t = skipped_gap;
    using subs_t = type_list<>;
    template <apply_mode, rewind_mode, template <typename...> class, template <typename...> class,
              typename Input>
    static bool match(Input& in, State& state) {
        const char* const begin = in.current();
        const bool lines = Lines || state.mode.newlines_are_blank;
        const char* const end = lines ? skip_lines(begin, state) : skip_gap(begin, state, false);
        const bool continues = state.last_gap.end == state.offset(begin);
        if (!continues) state.last_gap.begin = state.offset(begin);
        state.last_gap.end = state.offset(end);
        in.bump(static_cast<std::size_t>(end - begin));
        return true;
    }
};
struct gap : skipped_gap<false> {};
struct line_gap : skipped_gap<true> {};

/// The position is the first token of its line.
struct line_start {
    using rule_t = line_start;
    using subs_t = type_list<>;
    template <apply_mode, rewind_mode, template <typename...> class, template <typename...> class,
              typename Input>
    static bool match(Input& in, State& state) {
        const char* at = in.current();
        while (at > state.text_begin && (at[-1] == ' ' || at[-1] == '\t'))
            --at;
        return at == state.text_begin || at[-1] == '\n';
    }
};

/// The position is the first character of its line.
struct first_column {
    using rule_t = first_column;
    using subs_t = type_list<>;
    template <apply_mode, rewind_mode, template <typename...> class, template <typename...> class,
              typename Input>
    static bool match(Input& in, State& state) {
        return in.current() == state.text_begin || in.current()[-1] == '\n';
    }
};

// ----------------------------------------------------------------------------------------------------
// tokens

template <typename... Rules>
struct token : seq<Rules..., gap> {};
template <Text T>
struct symbol : token<literally<T>> {};
template <Text T>
struct keyword : token<exact_word<T>> {};
/// A symbol or word after which a line may end.
template <Text T>
struct open_symbol : seq<literally<T>, line_gap> {};
template <Text T>
struct open_keyword : seq<exact_word<T>, line_gap> {};

/// `lr`, `savio_gpu`
struct name : token<plain_name> {};

// ---------------------------------------------------------------------------------------------
// modes and depth

/// Sets `value` for as long as it lives.
template <typename T>
class Restored {
  public:
    Restored(T& place, T value) : place_(place), saved_(place) { place = value; }
    ~Restored() { place_ = saved_; }
    Restored(const Restored&) = delete;
    Restored& operator=(const Restored&) = delete;

  private:
    T& place_;
    T saved_;
};

/// Matches the rule in another mode.
template <typename Rule, bool NewlinesAreBlank, bool InIsOperator>
struct in_mode {
    using rule_t = in_mode;
    using subs_t = type_list<Rule>;
    template <apply_mode A, rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const Restored<Mode> mode(tree.mode, Mode{NewlinesAreBlank, InIsOperator});
        return Control<Rule>::template match<A, M, Action, Control>(in, tree);
    }
};
template <typename... Rules>
struct bracketed : in_mode<seq<Rules...>, true, true> {};
template <typename... Rules>
struct braced : in_mode<seq<Rules...>, false, true> {};

/// Matches the rule where `in` belongs to something else than an expression.
template <typename Rule>
struct without_in {
    using rule_t = without_in;
    using subs_t = type_list<Rule>;
    template <apply_mode A, rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const Restored<bool> mode(tree.mode.in_is_operator, false);
        return Control<Rule>::template match<A, M, Action, Control>(in, tree);
    }
};

/// `in` is an operator here.
struct in_is_operator {
    using rule_t = in_is_operator;
    using subs_t = type_list<>;
    template <apply_mode, rewind_mode, template <typename...> class, template <typename...> class,
              typename Input>
    static bool match(Input&, State& state) {
        return state.mode.in_is_operator;
    }
};

/// The message when something is nested too deeply; never matched.
struct shallower_nesting : failure {};

/// Matches the rule one level deeper.
template <typename Rule>
struct nested {
    using rule_t = nested;
    using subs_t = type_list<Rule>;
    template <apply_mode A, rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const Restored<unsigned> depth(tree.depth, tree.depth + 1);
        if (tree.depth > nesting_limit) Control<shallower_nesting>::raise(in, tree);
        return Control<Rule>::template match<A, M, Action, Control>(in, tree);
    }
};

/// PEGTL's lookahead, which consumes nothing; here it does not move the last gap either.
template <typename Lookahead>
struct looking {
    using rule_t = looking;
    using subs_t = type_list<Lookahead>;
    template <apply_mode A, rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const Restored<Gap> last_gap(tree.last_gap, tree.last_gap);
        return Control<Lookahead>::template match<A, M, Action, Control>(in, tree);
    }
};
template <typename... Rules>
struct at : looking<tao::pegtl::at<Rules...>> {};
template <typename... Rules>
struct not_at : looking<tao::pegtl::not_at<Rules...>> {};

/// Newlines and then the rule, or nothing at all: how a line joins the one before it.
template <typename Rule>
struct joined {
    using rule_t = joined;
    using subs_t = type_list<Rule>;
    template <apply_mode A, rewind_mode, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const char* const begin = in.current();
        const Gap last_gap = tree.last_gap;
        in.bump(static_cast<std::size_t>(skip_lines(begin, tree) - begin));
        if (Control<Rule>::template match<A, rewind_mode::active, Action, Control>(in, tree))
            return true;
        in.iterator() = begin;
        tree.last_gap = last_gap;
        return false;
    }
};

} // namespace expc::grammar

namespace tao::pegtl {

template <typename Name, expc::grammar::Text T>
struct analyze_traits<Name, expc::grammar::literally<T>> : analyze_any_traits<> {};
template <typename Name, expc::grammar::Text T>
struct analyze_traits<Name, expc::grammar::exact_word<T>> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, expc::grammar::any_word> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, expc::grammar::plain_name> : analyze_any_traits<> {};
template <typename Name, expc::grammar::WordFamily Family>
struct analyze_traits<Name, expc::grammar::word_of<Family>> : analyze_any_traits<> {};
template <typename Name, bool Lines>
struct analyze_traits<Name, expc::grammar::skipped_gap<Lines>> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, expc::grammar::line_start> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, expc::grammar::first_column> : analyze_opt_traits<> {};
template <typename Name, typename Rule, bool Newlines, bool In>
struct analyze_traits<Name, expc::grammar::in_mode<Rule, Newlines, In>> : analyze_seq_traits<Rule> {
};
template <typename Name, typename Rule>
struct analyze_traits<Name, expc::grammar::without_in<Rule>> : analyze_seq_traits<Rule> {};
template <typename Name>
struct analyze_traits<Name, expc::grammar::in_is_operator> : analyze_opt_traits<> {};
template <typename Name, typename Rule>
struct analyze_traits<Name, expc::grammar::nested<Rule>> : analyze_seq_traits<Rule> {};
template <typename Name, typename Rule>
struct analyze_traits<Name, expc::grammar::joined<Rule>> : analyze_seq_traits<Rule> {};
template <typename Name, typename Rule>
struct analyze_traits<Name, expc::grammar::looking<Rule>> : analyze_opt_traits<Rule> {};

} // namespace tao::pegtl
