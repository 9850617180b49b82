// SPDX-License-Identifier: MIT
// The cursor keeps, for every digit, the node it stands on and the edge it took, so that a step
// touches only the digits that change. Digits with inner spaces carry cursors of their own.
#include "compiler/algebra/footprint.hpp"
#include "compiler/algebra/inner_cursor.hpp"
#include "compiler/algebra/inner_row.hpp"
#include "compiler/algebra/layout.hpp"

#include <algorithm>
#include <numeric>

namespace expc::algebra {

namespace {

constexpr std::uint32_t no_digit = 0xFFFFFFFF;

/// A digit of the walk.
struct Slot {
    const Component* component = nullptr; ///< null for uncoupled digits
    std::uint32_t level = 0;
    DigitIndex below = no_digit; ///< the digit of the component's next level
    const Node* node = nullptr;
    const Edge* edge = nullptr;
    std::uint64_t last = 0; ///< last value of the edge; of the digit, where it is uncoupled

    void take(const Edge* next_edge, std::uint64_t digit_size) {
        edge = next_edge;
        const bool is_last = edge + 1 == node->edges.data() + node->edges.size();
        last = (is_last ? digit_size : edge[1].first) - 1;
    }
    /// The next allowed edge from `from` on; null at the end.
    [[nodiscard]] const Edge* allowed(const Edge* from) const {
        const Edge* end = node->edges.data() + node->edges.size();
        while (from != end && from->target == Node::none) {
            ++from;
        }
        return from == end ? nullptr : from;
    }
};

/// How a column gets its ordinal, in the form that is fastest to read.
struct Recipe {
    ColumnIndex column = 0;
    DigitIndex digit = no_digit; ///< for base columns
    const std::vector<OfInner::Source>* sources = nullptr;
    struct Term {
        ColumnIndex column = 0;
        std::uint64_t weight = 1;
    };
    std::vector<Term> terms; ///< for derived columns
};

} // namespace

struct Cursor::Walk {
    std::vector<Slot> slots;
    std::vector<std::unique_ptr<InnerCursor>> inner; ///< by digit
    std::vector<std::vector<Recipe>>
        recipes_from; ///< by digit: columns that depend on it or a later one
    std::vector<ColumnIndex> all_columns;

    explicit Walk(const Space& space) : slots(space.digits.size()), inner(space.digits.size()) {
        for (const Component& component : space.components) {
            add_component(space, component);
        }
        for (DigitIndex digit = 0; digit < slots.size(); ++digit) {
            if (number_of_children(space.digits[digit]) > 0) {
                inner[digit] = std::make_unique<InnerCursor>(space.digits[digit]);
            }
        }
        all_columns.resize(space.columns.size());
        std::iota(all_columns.begin(), all_columns.end(), ColumnIndex{0});
        collect_recipes(space);
    }

    void add_component(const Space& space, const Component& component) {
        for (std::uint32_t level = 0; level < component.digits.size(); ++level) {
            Slot& slot = slots[component.digits[level]];
            slot.last = space.digits[component.digits[level]].size - 1;
            if (!is_coupled(component)) {
                continue;
            }
            slot.component = &component;
            slot.level = level;
            slot.node = component.levels[level].data();
            if (level + 1 < component.digits.size()) {
                slot.below = component.digits[level + 1];
            }
        }
    }

    void collect_recipes(const Space& space) {
        recipes_from.resize(slots.size() + 1);
        for (const bool derived : {false, true}) {
            for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
                if (derived == std::holds_alternative<OfColumns>(space.columns[column].ordinal)) {
                    add_recipe(space, column);
                }
            }
        }
    }

    void add_recipe(const Space& space, ColumnIndex column) {
        const Footprint footprint(space, std::span(&column, 1));
        Recipe recipe{column, no_digit, nullptr, {}};
        std::vector<ColumnIndex> bases;
        DigitIndex last_digit = 0;
        for (const Footprint::Touched& touched : footprint.digits()) {
            bases.insert(bases.end(), touched.bases.begin(), touched.bases.end());
            last_digit = touched.digit + 1;
        }
        if (const auto digit = digit_of(space.columns[column])) {
            recipe.digit = *digit;
            if (const auto* of = std::get_if<OfInner>(&space.columns[column].ordinal)) {
                recipe.sources = &of->sources;
            }
        } else {
            for (const Footprint::Term& term : footprint.terms(0)) {
                recipe.terms.push_back({bases[term.base], term.weight});
            }
        }
        for (DigitIndex digit = 0; digit < last_digit; ++digit) {
            recipes_from[digit].push_back(recipe);
        }
    }

    /// Enters `edge` at `value` of a coupled digit: the component's next digit stands on the node
    /// it leads to.
    void enter(DigitIndex digit, const Edge* edge, std::uint64_t digit_size) {
        Slot& slot = slots[digit];
        slot.take(edge, digit_size);
        if (slot.below != no_digit) {
            slots[slot.below].node = &slot.component->levels[slot.level + 1][edge->target];
        }
    }

    /// The next allowed value of a digit whose earlier digits stay; false when there is none.
    bool advance(const Space& space, DigitIndex digit, std::uint64_t& value) {
        Slot& slot = slots[digit];
        if (value < slot.last) {
            ++value;
            return true;
        }
        if (slot.component == nullptr) {
            return false;
        }
        const Edge* edge = slot.allowed(slot.edge + 1);
        if (edge == nullptr) {
            return false;
        }
        value = edge->first;
        enter(digit, edge, space.digits[digit].size);
        return true;
    }

    Ordinal read(const Recipe& recipe, const Digits& digits,
                 const std::vector<Ordinal>& ordinals) const {
        if (recipe.sources != nullptr) {
            return inner[recipe.digit]->read(*recipe.sources);
        }
        if (recipe.digit != no_digit) {
            return digits[recipe.digit];
        }
        Ordinal ordinal = 0;
        for (const Recipe::Term& term : recipe.terms) {
            ordinal += term.weight * ordinals[term.column];
        }
        return ordinal;
    }
};

Cursor::Cursor(const Space& space, std::uint64_t first)
    : space_(&space), index_(first), digits_(space.digits.size()), ordinals_(space.columns.size()),
      walk_(space.count == 0 ? nullptr : std::make_shared<Walk>(space)) {
    if (walk_) {
        seek(first);
    }
}

void Cursor::seek(std::uint64_t index) {
    index_ = index;
    if (index == 0) {
        reset_from(0);
    } else {
        decode(*space_, index, digits_);
        for (DigitIndex digit = 0; digit < digits_.size(); ++digit) {
            Slot& slot = walk_->slots[digit];
            if (slot.component != nullptr) {
                const Edge* edge = &slot.node->edges[edge_of(*slot.node, digits_[digit])];
                walk_->enter(digit, edge, space_->digits[digit].size);
            }
            if (walk_->inner[digit]) {
                walk_->inner[digit]->move(digits_[digit]);
            }
        }
    }
    refresh_from(0);
    changed_ = walk_->all_columns;
}

/// Puts `digit` and all later ones on their first allowed values.
void Cursor::reset_from(DigitIndex digit) {
    for (; digit < digits_.size(); ++digit) {
        Slot& slot = walk_->slots[digit];
        digits_[digit] = 0;
        if (slot.component != nullptr) {
            const Edge* edge = slot.allowed(slot.node->edges.data());
            digits_[digit] = edge->first;
            walk_->enter(digit, edge, space_->digits[digit].size);
        }
        if (walk_->inner[digit]) {
            walk_->inner[digit]->move(digits_[digit]);
        }
    }
}

/// Reads the columns that depend on `digit` or a later one.
void Cursor::refresh_from(DigitIndex digit) {
    changed_.clear();
    for (const Recipe& recipe : walk_->recipes_from[digit]) {
        const Ordinal ordinal = walk_->read(recipe, digits_, ordinals_);
        if (ordinal != ordinals_[recipe.column]) {
            ordinals_[recipe.column] = ordinal;
            changed_.push_back(recipe.column);
        }
    }
}

bool Cursor::next() {
    if (index_ + 1 >= space_->count) {
        return false;
    }
    ++index_;
    auto digit = static_cast<DigitIndex>(digits_.size()) - 1;
    while (!walk_->advance(*space_, digit, digits_[digit])) {
        --digit;
    }
    if (walk_->inner[digit]) {
        walk_->inner[digit]->move(digits_[digit]);
    }
    reset_from(digit + 1);
    refresh_from(digit);
    return true;
}

} // namespace expc::algebra
