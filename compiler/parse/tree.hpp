// SPDX-License-Identifier: MIT
// The lossless tree: which rule of the grammar covers which bytes. Nodes stand in one array,
// children before their parent, each with the number of nodes in its subtree. What lies between the
// children of a node is its tokens, blanks and comments; so the tree and the text give back every
// byte.
#pragma once

#include "grammar/state.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace expc::parse {

enum class NodeKind : std::uint8_t {
    none,
#define NODE(rule) rule,
#define TEXT(rule) rule,
#define LAYER(rule) rule,
#include "compiler/parse/nodes.def"
#undef NODE
#undef TEXT
#undef LAYER
};

/// The name of a kind, as in nodes.def.
[[nodiscard]] std::string_view node_name(NodeKind kind);

/// What a rule of the grammar needed and did not find; texts in grammar/expected.def.
enum class Expected : std::uint8_t {
#define EXPECTED(rule, text) rule,
#include "grammar/expected.def"
#undef EXPECTED
};

/// The text of expected.def.
[[nodiscard]] std::string_view expected_text(Expected expected);

struct Node {
    NodeKind kind = NodeKind::none;
    std::uint32_t begin = 0; ///< byte offset
    std::uint32_t end =
        0; ///< behind the last token; blanks and comments that follow are not in the node
    std::uint32_t subtree_size = 1;
};

/// Reading stopped at `offset`, inside the entry or declaration that begins at `start`; the token
/// before ends at `previous_end`.
struct SyntaxError {
    Expected expected;
    std::uint32_t offset = 0;
    std::uint32_t previous_end = 0;
    std::uint32_t start = 0;
};

/// Index of a node in its tree.
using NodeIndex = std::uint32_t;

/// A finished tree. `root()` is its last node.
class Tree {
  public:
    static constexpr NodeIndex nothing = 0xFFFFFFFF;

    Tree() = default;
    explicit Tree(std::vector<Node> nodes);

    [[nodiscard]] const Node& operator[](NodeIndex index) const { return nodes_[index]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] NodeIndex root() const { return static_cast<NodeIndex>(nodes_.size() - 1); }
    /// The first child in source order, or nothing.
    [[nodiscard]] NodeIndex first_child(NodeIndex parent) const {
        return links_[parent].first_child;
    }
    /// The next child of the same parent, or nothing.
    [[nodiscard]] NodeIndex next_sibling(NodeIndex node) const { return links_[node].next_sibling; }

  private:
    struct Links {
        NodeIndex first_child = nothing;
        NodeIndex next_sibling = nothing;
    };
    std::vector<Node> nodes_;
    std::vector<Links> links_;
};

/// Everything that reading a text gives.
struct ParsedText {
    Tree tree;
    std::vector<SyntaxError> errors;
    std::vector<grammar::Gap> foreign_comments;
};

/// Where reading begins.
enum class Root : std::uint8_t { file, expression, assignment };

/// Reads the text; never fails: what does not fit the grammar is a `skipped_...` node with an
/// error.
[[nodiscard]] ParsedText parse_text(std::string_view text, Root root);

} // namespace expc::parse
