// SPDX-License-Identifier: MIT
// How reading goes on after a mistake. `recoverable<R, S>` is the only place that catches a syntax
// error: it forgets the broken R and lets S skip it. S always consumes something and stops where
// the next entry or declaration may begin: nothing that stands there is lost and nothing is
// invented.
#pragma once

#include "grammar/lexical.hpp"

namespace expc::grammar {

/// Thrown when a rule after a point of commitment does not match; its report is in the tree.
struct Abort {
    bool ends_declaration = false; ///< too much is wrong to go on inside the declaration
};

/// Matches `Rule`; if that aborts, matches `Skipped` from the same place.
template <typename Rule, typename Skipped>
struct recoverable {
    using rule_t = recoverable;
    using subs_t = type_list<Rule, Skipped>;
    template <apply_mode A, rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        const char* const begin = in.current();
        const auto checkpoint = tree.checkpoint();
        try {
            return Control<Rule>::template match<A, M, Action, Control>(in, tree);
        } catch (const Abort& abort) {
            if (abort.ends_declaration && !Skipped::ends_declaration) throw;
            tree.restore(checkpoint, begin);
        }
        in.iterator() = begin;
        return Control<Skipped>::template match<A, M, Action, Control>(in, tree);
    }
};

/// What is walked over after a mistake.
enum class Broken : std::uint8_t {
    entry,       ///< to a newline, comma or `}` outside of the brackets that it opened
    declaration, ///< to the next line that begins a declaration
    everything,  ///< to the end of the text
};

/// Skips what is broken; where that ends is the tree's knowledge.
template <Broken What>
struct skipped {
    using rule_t = skipped;
    using subs_t = type_list<>;
    static constexpr bool ends_declaration = What != Broken::entry;
    template <apply_mode, rewind_mode, template <typename...> class, template <typename...> class,
              typename Input, typename Tree>
    static bool match(Input& in, Tree& tree) {
        in.bump(tree.broken_length(What, in.current()));
        return true;
    }
};
struct skipped_entry : skipped<Broken::entry> {};
struct skipped_declaration : skipped<Broken::declaration> {};
struct skipped_rest : skipped<Broken::everything> {};

} // namespace expc::grammar

namespace tao::pegtl {

template <typename Name, typename Rule, typename Skipped>
struct analyze_traits<Name, expc::grammar::recoverable<Rule, Skipped>>
    : analyze_traits<Name, typename sor<Rule, Skipped>::rule_t> {};
template <typename Name, expc::grammar::Broken What>
struct analyze_traits<Name, expc::grammar::skipped<What>> : analyze_any_traits<> {};

} // namespace tao::pegtl
