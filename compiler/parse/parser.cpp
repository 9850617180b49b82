// SPDX-License-Identifier: MIT
// The only translation unit that reads with PEGTL: one control builds the tree and reports what was
// expected. Build-time budget: 20 s. The tree needs no bookkeeping for alternatives that fail
// half-way: what they left behind begins at or behind the position from which reading goes on, and
// is dropped there.
#include "compiler/parse/skipper.hpp"
#include "compiler/parse/tree.hpp"
#include "grammar/file.hpp"

#include <utility>

namespace expc::parse {

namespace {

namespace pegtl = tao::pegtl;

/// The kind of node that a rule makes.
template <typename Rule>
inline constexpr NodeKind kind_of = NodeKind::none;
/// Whether a blank at the end of a rule's text belongs to it.
template <typename Rule>
inline constexpr bool is_text = false;
/// Whether a rule makes a node only around several others.
template <typename Rule>
inline constexpr bool is_layer = false;

#define NODE(rule)                                                                                 \
    template <>                                                                                    \
    inline constexpr NodeKind kind_of<grammar::rule> = NodeKind::rule;
#define TEXT(rule)                                                                                 \
    NODE(rule)                                                                                     \
    template <>                                                                                    \
    inline constexpr bool is_text<grammar::rule> = true;
#define LAYER(rule)                                                                                \
    NODE(rule)                                                                                     \
    template <>                                                                                    \
    inline constexpr bool is_layer<grammar::rule> = true;
#include "compiler/parse/nodes.def"
#undef NODE
#undef TEXT
#undef LAYER

/// What a rule's message says was expected; a rule without a row in expected.def has no value here.
template <typename Rule>
inline constexpr Expected expected_by = [] {
    static_assert(sizeof(Rule) == 0, "a rule given to `must` needs a row in expected.def");
    return Expected::expression;
}();
#define EXPECTED(rule, text)                                                                       \
    template <>                                                                                    \
    inline constexpr Expected expected_by<grammar::rule> = Expected::rule;
#include "grammar/expected.def"
#undef EXPECTED

/// After so many mistakes the rest of the file is not read: nobody would see the messages.
constexpr std::size_t error_limit = 100;

/// Collects the nodes while the grammar is matched.
struct TreeBuilder : grammar::State {
    std::vector<Node> nodes;
    std::vector<SyntaxError> errors;

    struct Checkpoint {
        std::size_t nodes;
    };

    [[nodiscard]] std::string_view text() const {
        return {text_begin, static_cast<std::size_t>(text_end - text_begin)};
    }
    [[nodiscard]] Checkpoint checkpoint() const { return {nodes.size()}; }
    /// Forgets what was read of the piece that begins at `begin` and holds the last error.
    void restore(Checkpoint checkpoint, const char* begin) {
        nodes.resize(checkpoint.nodes);
        errors.back().start = offset(begin);
    }

    /// Forgets what an alternative left behind that was given up.
    void drop_from(std::uint32_t begin) {
        while (!nodes.empty() && nodes.back().begin >= begin)
            nodes.pop_back();
    }
    void add(NodeKind kind, std::size_t mark, std::uint32_t begin, std::uint32_t end) {
        const auto subtree = static_cast<std::uint32_t>(nodes.size() - mark + 1);
        nodes.push_back({kind, begin, end, subtree});
    }
    /// `end` without the gap that the last token has eaten.
    [[nodiscard]] std::uint32_t without_gap(std::uint32_t begin, std::uint32_t end) const {
        const bool is_behind_gap = last_gap.end == end && last_gap.begin > begin;
        end = is_behind_gap ? last_gap.begin : end;
        while (end > begin &&
               std::string_view(" \t\r\n").find(text_begin[end - 1]) != std::string_view::npos)
            --end;
        return end;
    }
    [[nodiscard]] bool is_one_subtree(std::size_t mark) const {
        return nodes.size() > mark && nodes.back().subtree_size == nodes.size() - mark;
    }
    [[nodiscard]] std::size_t broken_length(grammar::Broken what, const char* begin) const {
        const std::size_t from = offset(begin);
        const bool gives_up = errors.size() >= error_limit;
        if (what == grammar::Broken::everything || gives_up) return text().size() - from;
        Skipper skipper(text(), from, errors.back().offset);
        const bool is_entry = what == grammar::Broken::entry;
        return (is_entry ? skipper.entry_end() : skipper.declaration_end()) - from;
    }
};

/// The control of the whole grammar.
template <typename Rule>
struct building : pegtl::normal<Rule> {
    static constexpr bool enable = false;

    template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
              template <typename...> class Control, typename Input>
    static bool match(Input& in, TreeBuilder& tree) {
        if constexpr (kind_of<Rule> == NodeKind::none) {
            return pegtl::normal<Rule>::template match<A, M, Action, Control>(in, tree);
        } else {
            const auto begin = tree.offset(in.current());
            tree.drop_from(begin);
            const std::size_t mark = tree.nodes.size();
            if (!pegtl::normal<Rule>::template match<A, M, Action, Control>(in, tree)) return false;
            const auto end = tree.offset(in.current());
            tree.drop_from(end);
            if (is_layer<Rule> && tree.is_one_subtree(mark)) return true;
            tree.add(kind_of<Rule>, mark, begin,
                     is_text<Rule> ? end : tree.without_gap(begin, end));
            return true;
        }
    }

    template <typename Input>
    [[noreturn]] static void raise(const Input& in, TreeBuilder& tree) {
        constexpr Expected expected = expected_by<Rule>;
        const std::uint32_t offset = tree.offset(in.current());
        const std::uint32_t previous_end = tree.without_gap(0, offset);
        tree.errors.push_back({expected, offset, previous_end, 0});
        throw grammar::Abort{.ends_declaration = expected == Expected::shallower_nesting ||
                                                 tree.errors.size() >= error_limit};
    }
};

template <typename Rule>
ParsedText parse_with(std::string_view text) {
    pegtl::memory_input<pegtl::tracking_mode::lazy> in(text.data(), text.data() + text.size(), "");
    TreeBuilder tree;
    constexpr std::size_t bytes_per_node = 4;
    tree.nodes.reserve(text.size() / bytes_per_node);
    tree.text_begin = text.data();
    tree.text_end = text.data() + text.size();
    pegtl::parse<Rule, pegtl::nothing, building>(in, tree);
    return {Tree(std::move(tree.nodes)), std::move(tree.errors), std::move(tree.foreign_comments)};
}

} // namespace

ParsedText parse_text(std::string_view text, Root root) {
    switch (root) {
    case Root::file: return parse_with<grammar::file>(text);
    case Root::expression: return parse_with<grammar::expression_file>(text);
    case Root::assignment: return parse_with<grammar::assignment_file>(text);
    }
    return {};
}

} // namespace expc::parse
