// SPDX-License-Identifier: MIT
// Domains, and the walk from an index to a row and back.
#include "compiler/algebra/space.hpp"

#include "compiler/algebra/inner_row.hpp"
#include "compiler/algebra/layout.hpp"
#include "compiler/base/match.hpp"

#include <algorithm>
#include <cassert>

namespace expc::algebra {

namespace {

using Piece = std::variant<std::vector<Value>, IntRange>;

std::uint64_t size_of(const Piece& piece) {
    return match(
        piece, [](const std::vector<Value>& values) -> std::uint64_t { return values.size(); },
        [](const IntRange& range) { return range.count; });
}

/// The value of a coupled digit whose completions contain number `position` of the node's, and the
/// edge it takes.
struct Choice {
    std::uint64_t value;
    std::uint64_t before;
    const Edge* edge;
};

Choice choose_at(const Component& component, std::size_t level, const Node& node,
                 std::uint64_t position) {
    const auto after =
        std::upper_bound(node.edges.begin(), node.edges.end(), position,
                         [](std::uint64_t p, const Edge& e) { return p < e.before; });
    const Edge& edge = *std::prev(after);
    const std::uint64_t below = completions(component, level, edge);
    const std::uint64_t steps = (position - edge.before) / below;
    return {edge.first + steps, edge.before + steps * below, &edge};
}

/// Computes the ordinals of one row; inner rows are decoded once per digit and child.
class RowReader {
  public:
    RowReader(const Space& space, std::span<const std::uint64_t> digits,
              std::vector<Ordinal>& ordinals)
        : space_(space), digits_(digits), ordinals_(ordinals) {
        ordinals_.assign(space.columns.size(), unknown);
        inner_.resize(space.digits.size());
        for (DigitIndex digit = 0; digit < space.digits.size(); ++digit) {
            inner_[digit].resize(number_of_children(space.digits[digit]));
        }
    }

    Ordinal read(ColumnIndex column) {
        if (ordinals_[column] == unknown) {
            ordinals_[column] = match(
                space_.columns[column].ordinal,
                [this](const OfDigit& of) { return digits_[of.digit]; },
                [this](const OfInner& of) { return read_inner(of); },
                [this](const OfColumns& of) { return read_columns(of); });
        }
        return ordinals_[column];
    }

  private:
    static constexpr Ordinal unknown = ~Ordinal{0};

    Ordinal read_columns(const OfColumns& of) {
        Ordinal ordinal = 0;
        for (const ColumnIndex column : of.columns) {
            ordinal = ordinal * space_.columns[column].domain.size() + read(column);
        }
        return ordinal;
    }

    Ordinal read_inner(const OfInner& of) {
        for (const OfInner::Source& source : of.sources) {
            const InnerRow at = inner_row(space_.digits[of.digit], source.child, digits_[of.digit]);
            if (at.space == nullptr) {
                continue;
            }
            std::vector<Ordinal>& known = inner_[of.digit][source.child];
            if (known.empty()) {
                Digits inner_digits;
                decode(*at.space, at.index, inner_digits);
                ordinals_of(*at.space, inner_digits, known);
            }
            return source.offset + known[source.column];
        }
        assert(false && "no child of the digit gives the column");
        return 0;
    }

    const Space& space_;
    std::span<const std::uint64_t> digits_;
    std::vector<Ordinal>& ordinals_;
    std::vector<std::vector<std::vector<Ordinal>>> inner_; ///< by digit and child
};

} // namespace

std::uint64_t Domain::size() const {
    std::uint64_t total = 0;
    for (const Piece& piece : pieces) {
        total += size_of(piece);
    }
    return total;
}

Value Domain::at(Ordinal ordinal) const {
    for (const Piece& piece : pieces) {
        const std::uint64_t size = size_of(piece);
        if (ordinal >= size) {
            ordinal -= size;
            continue;
        }
        return match(
            piece, [&](const std::vector<Value>& values) { return values[ordinal]; },
            [&](const IntRange& range) {
                // In unsigned arithmetic, which wraps as two's complement does.
                const auto offset = ordinal * static_cast<std::uint64_t>(range.step);
                const auto value = static_cast<std::uint64_t>(range.first) + offset;
                return Value::of(static_cast<std::int64_t>(value));
            });
    }
    assert(false && "ordinal outside of its domain");
    return {};
}

std::optional<ColumnIndex> Space::find_column(std::string_view alias) const {
    for (ColumnIndex column = 0; column < columns.size(); ++column) {
        if (columns[column].alias == alias) {
            return column;
        }
    }
    return std::nullopt;
}

void decode(const Space& space, std::uint64_t index, Digits& digits) {
    assert(index < space.count);
    const std::vector<Place> places = places_of(space);
    Descent descent(space);
    digits.resize(space.digits.size());
    for (DigitIndex digit = 0; digit < digits.size(); ++digit) {
        const std::uint64_t others = descent.rows_of_others(digit);
        const std::uint64_t position = index / others;
        Choice choice{position, position, nullptr};
        if (const Node* node = descent.node(digit)) {
            const Place place = places[digit];
            choice = choose_at(space.components[place.component], place.level, *node, position);
        }
        digits[digit] = choice.value;
        index -= choice.before * others;
        descent.choose(digit, choice.edge);
    }
}

std::optional<std::uint64_t> rank(const Space& space, std::span<const std::uint64_t> digits) {
    if (space.count == 0) {
        return std::nullopt;
    }
    Descent descent(space);
    std::uint64_t index = 0;
    for (DigitIndex digit = 0; digit < space.digits.size(); ++digit) {
        const std::uint64_t value = digits[digit];
        if (value >= space.digits[digit].size) {
            return std::nullopt;
        }
        std::uint64_t before = value;
        const Edge* edge = nullptr;
        if (const Node* node = descent.node(digit)) {
            edge = &node->edges[edge_of(*node, value)];
            if (edge->target == Node::none) {
                return std::nullopt;
            }
            before = edge->before + (value - edge->first) * descent.completions_after(digit, edge);
        }
        index += before * descent.rows_of_others(digit);
        descent.choose(digit, edge);
    }
    return index;
}

void ordinals_of(const Space& space, std::span<const std::uint64_t> digits,
                 std::vector<Ordinal>& ordinals) {
    RowReader reader(space, digits, ordinals);
    for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
        reader.read(column);
    }
}

std::vector<Value> row(const Space& space, std::uint64_t index) {
    Digits digits;
    std::vector<Ordinal> ordinals;
    decode(space, index, digits);
    ordinals_of(space, digits, ordinals);
    std::vector<Value> values;
    for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
        values.push_back(space.columns[column].domain.at(ordinals[column]));
    }
    return values;
}

} // namespace expc::algebra
