// SPDX-License-Identifier: MIT
#include "compiler/ir/verify_space.hpp"

#include "compiler/base/match.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::ir {
namespace {

using algebra::Component;
using algebra::Digit;
using algebra::DigitIndex;
using algebra::Node;

class SpaceVerifier {
  public:
    SpaceVerifier(const Space& space, const std::string& where, std::vector<std::string>& broken)
        : space_(space), where_(where), broken_(broken) {}

    void verify() {
        for (const Digit& digit : space_.digits)
            verify_digit(digit);
        if (!verify_partition()) return;
        std::uint64_t count = 1;
        for (const Component& component : space_.components) {
            verify_component(component);
            count *= component.count;
        }
        expect(count == space_.count,
               "the counts of the components do not multiply to the count of rows");
        for (const algebra::Column& column : space_.columns)
            verify_column(column);
        verify_order_of_columns();
    }

  private:
    bool expect(bool holds, std::string_view sentence) {
        if (!holds) broken_.push_back(fmt::format("{}: {}", where_, sentence));
        return holds;
    }

    static const std::vector<Space>& inner_spaces(const Digit& digit) {
        static const std::vector<Space> none;
        return match(
            digit.meaning, [](const algebra::Plain&) -> const std::vector<Space>& { return none; },
            [](const algebra::Alternatives& inner) -> const std::vector<Space>& {
                return inner.branches;
            },
            [](const algebra::Zipped& inner) -> const std::vector<Space>& { return inner.members; },
            [](const algebra::Picked& inner) -> const std::vector<Space>& { return inner.inner; });
    }

    void verify_digit(const Digit& digit) {
        for (const Space& inner : inner_spaces(digit))
            verify_space(inner, where_ + " > " + digit.label, broken_);
        expect(digit.size > 0, fmt::format("the digit `{}` has no values", digit.label));
        const bool agrees = match(
            digit.meaning, [](const algebra::Plain&) { return true; },
            [&](const algebra::Alternatives& inner) {
                std::uint64_t rows = 0;
                for (const Space& branch : inner.branches)
                    rows += branch.count;
                return rows == digit.size;
            },
            [&](const algebra::Zipped& inner) {
                return std::ranges::all_of(inner.members,
                                           [&](const Space& m) { return m.count == digit.size; });
            },
            [&](const algebra::Picked& inner) {
                return inner.inner.size() == 1 && inner.picks.size() == digit.size &&
                       std::ranges::all_of(inner.picks,
                                           [&](auto pick) { return pick < inner.inner[0].count; });
            });
        expect(agrees, fmt::format("the size of the digit `{}` is not that of its inner spaces",
                                   digit.label));
    }

    /// Every digit is in exactly one component.
    bool verify_partition() {
        std::vector<int> uses(space_.digits.size(), 0);
        for (const Component& component : space_.components) {
            for (const DigitIndex digit : component.digits) {
                if (!expect(digit < uses.size(), "a component names a digit that does not exist"))
                    return false;
                ++uses[digit];
            }
            expect(std::ranges::is_sorted(component.digits),
                   "the digits of a component are not in walk order");
        }
        return expect(std::ranges::all_of(uses, [](int count) { return count == 1; }),
                      "a digit is not in exactly one component");
    }

    void verify_component(const Component& component) {
        if (component.levels.empty()) {
            expect(component.digits.size() == 1 &&
                       component.count == space_.digits[component.digits[0]].size,
                   "a component without levels is not one free digit");
            return;
        }
        const bool has_root =
            component.levels.size() == component.digits.size() && component.levels[0].size() == 1;
        if (!expect(has_root, "a component has not one level per digit, with one root")) return;
        for (std::size_t level = 0; level < component.levels.size(); ++level) {
            for (const Node& node : component.levels[level])
                verify_node(component, level, node);
        }
        expect(component.levels[0][0].count == component.count,
               "the root of a component has another count");
    }

    void verify_node(const Component& component, std::size_t level, const Node& node) {
        const std::uint64_t size = space_.digits[component.digits[level]].size;
        const bool last = level + 1 == component.levels.size();
        const std::size_t targets = last ? 1 : component.levels[level + 1].size();
        if (!expect(!node.edges.empty() && node.edges[0].first == 0,
                    "the edges of a node do not begin at 0"))
            return;
        std::uint64_t before = 0;
        for (std::size_t at = 0; at < node.edges.size(); ++at) {
            const algebra::Edge& edge = node.edges[at];
            const std::uint64_t end = at + 1 < node.edges.size() ? node.edges[at + 1].first : size;
            const bool forbidden = edge.target == Node::none;
            if (!expect(forbidden || edge.target < targets,
                        "an edge leads to a node that does not exist"))
                return;
            if (!expect(edge.first < end && end <= size, "the edges of a node are not in order"))
                return;
            expect(edge.before == before, "an edge counts the completions before it wrongly");
            const std::uint64_t below =
                last ? 1 : component.levels[level + 1][forbidden ? 0 : edge.target].count;
            before += forbidden ? 0 : (end - edge.first) * below;
        }
        expect(node.count == before, "a node counts its completions wrongly");
    }

    void verify_column(const algebra::Column& column) {
        const std::uint64_t size = column.domain.size();
        const bool sound = match(
            column.ordinal,
            [&](const algebra::OfDigit& recipe) {
                return recipe.digit < space_.digits.size() &&
                       size >= space_.digits[recipe.digit].size;
            },
            [&](const algebra::OfInner& recipe) { return inner_is_sound(recipe, size); },
            [&](const algebra::OfColumns& recipe) {
                std::uint64_t combinations = 1;
                for (const ColumnIndex other : recipe.columns) {
                    if (other >= space_.columns.size()) return false;
                    combinations *= space_.columns[other].domain.size();
                }
                return combinations == size;
            });
        expect(sound,
               fmt::format("the column `{}` does not follow from what it names", column.name));
    }

    [[nodiscard]] bool inner_is_sound(const algebra::OfInner& recipe, std::uint64_t size) const {
        if (recipe.digit >= space_.digits.size() || recipe.sources.empty()) return false;
        const std::vector<Space>& inner = inner_spaces(space_.digits[recipe.digit]);
        return std::ranges::all_of(recipe.sources, [&](const algebra::OfInner::Source& source) {
            return source.child < inner.size() &&
                   source.column < inner[source.child].columns.size() &&
                   source.offset + inner[source.child].columns[source.column].domain.size() <= size;
        });
    }

    /// Derived columns must not depend on themselves: resolve them in rounds until nothing moves.
    void verify_order_of_columns() {
        std::vector<bool> known(space_.columns.size(), false);
        const auto is_known = [&](ColumnIndex column) {
            return column < known.size() && known[column];
        };
        bool moved = true;
        while (moved) {
            moved = false;
            for (std::size_t column = 0; column < known.size(); ++column) {
                const auto* derived =
                    std::get_if<algebra::OfColumns>(&space_.columns[column].ordinal);
                const bool ready =
                    derived == nullptr || std::ranges::all_of(derived->columns, is_known);
                moved = moved || (ready && !known[column]);
                known[column] = known[column] || ready;
            }
        }
        expect(std::ranges::all_of(known, [](bool k) { return k; }),
               "derived columns depend on each other in a circle");
    }

    const Space& space_;
    const std::string& where_;
    std::vector<std::string>& broken_;
};

} // namespace

void verify_space(const Space& space, const std::string& where, std::vector<std::string>& broken) {
    SpaceVerifier(space, where, broken).verify();
}

} // namespace expc::ir
