// SPDX-License-Identifier: MIT
// Hash-consing of diagram nodes: equal nodes of one level are one node. Private to the algebra.
#pragma once

#include "compiler/algebra/space.hpp"

#include <algorithm>
#include <bit>

namespace expc::algebra {

/// Finds equal nodes of one level. Nodes are looked up through their position in the level, so
/// nothing is kept twice.
class NodeIndex {
  public:
    explicit NodeIndex(std::vector<Node>& nodes) : nodes_(nodes), slots_(64, Node::none) {}

    std::uint32_t intern(Node&& node) {
        if (nodes_.size() * 2 >= slots_.size()) {
            grow();
        }
        std::size_t slot = hash_of(node) & (slots_.size() - 1);
        for (; slots_[slot] != Node::none; slot = (slot + 1) & (slots_.size() - 1)) {
            if (equal(nodes_[slots_[slot]], node)) {
                return slots_[slot];
            }
        }
        slots_[slot] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back(std::move(node));
        nodes_.back().edges.shrink_to_fit();
        return slots_[slot];
    }

  private:
    static std::size_t hash_of(const Node& node) {
        std::uint64_t seed = node.edges.size();
        for (const Edge& edge : node.edges) {
            // Odd multipliers and a rotation, so that both numbers reach all bits.
            seed = std::rotl(seed, 23) ^ (edge.first * 0x9E3779B97F4A7C15U);
            seed = (seed + edge.target) * 0xD6E8FEB86659FD93U;
        }
        seed ^= seed >> 32U;
        return seed;
    }

    static bool equal(const Node& left, const Node& right) {
        return std::equal(left.edges.begin(), left.edges.end(), right.edges.begin(),
                          right.edges.end(), [](const Edge& a, const Edge& b) {
                              return a.first == b.first && a.target == b.target;
                          });
    }

    void grow() {
        std::vector<std::uint32_t> larger(slots_.size() * 2, Node::none);
        for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
            std::size_t slot = hash_of(nodes_[node]) & (larger.size() - 1);
            while (larger[slot] != Node::none) {
                slot = (slot + 1) & (larger.size() - 1);
            }
            larger[slot] = node;
        }
        slots_ = std::move(larger);
    }

    std::vector<Node>& nodes_;
    std::vector<std::uint32_t> slots_; ///< open addressing; the size is a power of two
};

} // namespace expc::algebra
