// SPDX-License-Identifier: MIT
#include "compiler/parse/tree.hpp"

#include <array>
#include <utility>

namespace expc::parse {

std::string_view node_name(NodeKind kind) {
    static constexpr auto names = std::to_array<std::string_view>({
        "none",
#define NODE(rule) #rule,
#define TEXT(rule) #rule,
#define LAYER(rule) #rule,
#include "compiler/parse/nodes.def"
#undef NODE
#undef TEXT
#undef LAYER
    });
    return names[static_cast<std::size_t>(kind)];
}

std::string_view expected_text(Expected expected) {
    static constexpr auto texts = std::to_array<std::string_view>({
#define EXPECTED(rule, text) text,
#include "grammar/expected.def"
#undef EXPECTED
    });
    return texts[static_cast<std::size_t>(expected)];
}

Tree::Tree(std::vector<Node> nodes) : nodes_(std::move(nodes)), links_(nodes_.size()) {
    for (NodeIndex parent = 0; parent < nodes_.size(); ++parent) {
        const NodeIndex before = parent - nodes_[parent].subtree_size + 1;
        NodeIndex next = nothing;
        for (NodeIndex past = parent; past > before; past -= nodes_[past - 1].subtree_size) {
            links_[past - 1].next_sibling = next;
            next = past - 1;
        }
        links_[parent].first_child = next;
    }
}

} // namespace expc::parse
