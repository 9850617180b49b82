// SPDX-License-Identifier: MIT
#include "compiler/algebra/diagram.hpp"

#include "compiler/algebra/candidates.hpp"
#include "compiler/algebra/make.hpp"
#include "compiler/algebra/node_index.hpp"

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <unordered_map>

namespace expc::algebra {

namespace {

class Coupler {
  public:
    Coupler(const Space& space, const Coupling& coupling)
        : space_(space), coupling_(coupling), bases_(coupling.footprint->size()) {
        collect_levels();
        nodes_.resize(levels_.size());
        for (std::vector<Node>& nodes : nodes_) {
            index_.emplace_back(nodes);
        }
        repeats_.resize(levels_.size() + 1);
    }

    CoupledOrError build() {
        const Candidates candidates = count_candidates(space_, coupling_.classes);
        candidates_ = candidates.count;
        if (candidates.is_exact && candidates.count > static_cast<double>(candidate_limit)) {
            return too_coupled();
        }
        const std::uint32_t root = build(0);
        if (evaluated_ > candidate_limit) {
            return too_coupled();
        }
        if (overflow_) {
            return CountOverflow{};
        }
        Component component;
        for (const Level& level : levels_) {
            component.digits.push_back(level.digit);
        }
        if (root == Node::none) {
            nodes_.front().push_back({{{0, Node::none, 0}}, 0});
        }
        component.count = nodes_.front().front().count;
        component.levels = std::move(nodes_);
        return component;
    }

  private:
    /// One digit of the new component, and its old place there.
    struct Level {
        DigitIndex digit = 0;
        const DigitClasses* classes = nullptr;
        std::size_t bases_at = 0;
        const Component* old = nullptr; ///< null for digits that were not coupled
        std::size_t old_level = 0;
        std::size_t old_slot = 0; ///< which of old_nodes_
        bool memoised = false;    ///< several ways lead to the same state here
    };

    /// Everything that the completions depend on at a level: nodes of the old diagrams, classes
    /// chosen so far.
    using State = std::vector<std::uint32_t>;

    void collect_levels() {
        for (const Component& component : space_.components) {
            const bool touched =
                std::any_of(component.digits.begin(), component.digits.end(),
                            [this](DigitIndex d) { return coupling_.classes[d].has_value(); });
            if (touched) {
                add_component(component);
            }
        }
        std::sort(levels_.begin(), levels_.end(),
                  [](const Level& a, const Level& b) { return a.digit < b.digit; });
        for (std::size_t k = 0; k < levels_.size(); ++k) {
            decided_at_ = levels_[k].classes != nullptr ? k + 1 : decided_at_;
            levels_[k].memoised = k > 0 && levels_[k - 1].classes == nullptr;
        }
    }

    void add_component(const Component& component) {
        const bool coupled = is_coupled(component);
        for (std::size_t k = 0; k < component.digits.size(); ++k) {
            Level level{.digit = component.digits[k]};
            if (coupling_.classes[level.digit]) {
                level.classes = &*coupling_.classes[level.digit];
                const Footprint::Touched* touched = coupling_.footprint->find(level.digit);
                level.bases_at = touched != nullptr ? touched->at : 0;
            }
            if (coupled) {
                level.old = &component;
                level.old_level = k;
                level.old_slot = old_nodes_.size();
            }
            levels_.push_back(level);
        }
        if (coupled) {
            old_nodes_.push_back(0);
        }
    }

    TooCoupled too_coupled() const {
        std::vector<DigitIndex> digits;
        for (const Level& level : levels_) {
            if (level.classes != nullptr) {
                digits.push_back(level.digit);
            }
        }
        return {labels_of(space_, digits), candidates_};
    }

    /// The node for the state that old_nodes_, chosen_ and bases_ describe; Node::none when nothing
    /// is allowed below.
    std::uint32_t build(std::size_t k) {
        if (evaluated_ > candidate_limit || (k == decided_at_ && !is_allowed())) {
            return Node::none;
        }
        if (k == levels_.size()) {
            return 0;
        }
        if (!levels_[k].memoised) {
            return build_node(k);
        }
        State state = old_nodes_;
        if (k < decided_at_) {
            state.insert(state.end(), chosen_.begin(), chosen_.end());
        }
        if (const auto known = repeats_[k].find(state); known != repeats_[k].end()) {
            return known->second;
        }
        const std::uint32_t node = build_node(k);
        repeats_[k].emplace(std::move(state), node);
        return node;
    }

    bool is_allowed() { return ++evaluated_ <= candidate_limit && coupling_.allows(bases_); }

    std::uint32_t build_node(std::size_t k) {
        const Level level = levels_[k];
        const Node* old = level.old == nullptr
                              ? nullptr
                              : &level.old->levels[level.old_level][old_nodes_[level.old_slot]];
        const bool repeats = level.classes != nullptr && !level.classes->is_contiguous();
        std::unordered_map<std::uint64_t, std::uint32_t> children; // by class and old target
        Node node;
        const std::uint64_t size = space_.digits[level.digit].size;
        std::uint64_t covered = 0;
        for_each_interval(
            size, level.classes, old,
            [&](std::uint64_t first, std::uint64_t last, std::uint32_t label, const Edge* edge) {
                const std::uint64_t key = std::uint64_t{label} << 32U | (edge ? edge->target : 0);
                const auto known = repeats ? children.find(key) : children.end();
                const std::uint32_t child =
                    known != children.end() ? known->second : descend(k, label, edge);
                if (repeats) {
                    children.emplace(key, child);
                }
                add_edge(node, k, covered, first, last, child);
                covered = last;
            });
        if (node.count == 0) {
            return Node::none;
        }
        if (covered < size) {
            extend(node, covered, Node::none);
        }
        return index_[k].intern(std::move(node));
    }

    std::uint32_t descend(std::size_t k, std::uint32_t label, const Edge* edge) {
        const Level& level = levels_[k];
        const std::uint32_t old_node = edge != nullptr ? old_nodes_[level.old_slot] : 0;
        if (edge != nullptr) {
            old_nodes_[level.old_slot] = edge->target;
        }
        if (level.classes != nullptr) {
            const auto values = level.classes->of(label);
            std::copy(values.begin(), values.end(),
                      bases_.begin() + static_cast<std::ptrdiff_t>(level.bases_at));
            chosen_.push_back(label);
        }
        const std::uint32_t child = build(k + 1);
        if (level.classes != nullptr) {
            chosen_.pop_back();
        }
        if (edge != nullptr) {
            old_nodes_[level.old_slot] = old_node;
        }
        return child;
    }

    void add_edge(Node& node, std::size_t k, std::uint64_t covered, std::uint64_t first,
                  std::uint64_t last, std::uint32_t child) {
        if (covered < first) {
            extend(node, covered, Node::none);
        }
        extend(node, first, child);
        if (child == Node::none) {
            return;
        }
        const std::uint64_t below = k + 1 == levels_.size() ? 1 : nodes_[k + 1][child].count;
        std::uint64_t rows = 0;
        overflow_ |= __builtin_mul_overflow(last - first, below, &rows);
        overflow_ |= __builtin_add_overflow(node.count, rows, &node.count);
    }

    static void extend(Node& node, std::uint64_t first, std::uint32_t target) {
        if (node.edges.empty() || node.edges.back().target != target) {
            node.edges.push_back({first, target, node.count});
        }
    }

    const Space& space_;
    const Coupling& coupling_;
    std::vector<Level> levels_;
    std::size_t decided_at_ = 0; ///< first level at which all touched digits are chosen
    double candidates_ = 1;
    std::uint64_t evaluated_ = 0;
    bool overflow_ = false;

    std::vector<Ordinal> bases_;
    std::vector<std::uint32_t> chosen_;    ///< classes of the touched digits above
    std::vector<std::uint32_t> old_nodes_; ///< by old diagram
    std::vector<std::vector<Node>> nodes_; ///< by level
    std::vector<NodeIndex> index_;
    std::vector<std::unordered_map<State, std::uint32_t, boost::hash<State>>> repeats_;
};

} // namespace

CoupledOrError couple(const Space& space, const Coupling& coupling) {
    return Coupler(space, coupling).build();
}

} // namespace expc::algebra
