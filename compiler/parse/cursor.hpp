// SPDX-License-Identifier: MIT
// Walks over the children of a tree's node in source order.
#pragma once

#include "compiler/parse/tree.hpp"

namespace expc::parse {

class Cursor {
  public:
    Cursor(const Tree& tree, NodeIndex parent) : tree_(tree), at_(tree.first_child(parent)) {}

    /// How many children are left.
    [[nodiscard]] std::size_t size() const {
        std::size_t count = 0;
        for (NodeIndex node = at_; node != Tree::nothing; node = tree_.next_sibling(node))
            ++count;
        return count;
    }
    [[nodiscard]] bool is_done() const { return at_ == Tree::nothing; }
    /// Whether the next child is of this kind.
    [[nodiscard]] bool is_at(NodeKind kind) const { return !is_done() && tree_[at_].kind == kind; }
    [[nodiscard]] NodeKind kind() const { return is_done() ? NodeKind::none : tree_[at_].kind; }
    /// The next child; nothing behind the last one.
    NodeIndex take() {
        const NodeIndex taken = at_;
        if (!is_done()) at_ = tree_.next_sibling(at_);
        return taken;
    }
    /// The next child if it is of this kind, else nothing.
    NodeIndex take_if(NodeKind kind) { return is_at(kind) ? take() : Tree::nothing; }

  private:
    const Tree& tree_;
    NodeIndex at_;
};

} // namespace expc::parse
