// SPDX-License-Identifier: MIT
// A space of runs, kept symbolic: `count` and `row(i)` cost the same for ten rows and for 10^9.
//
// A space is a list of digits in walk order (the last varies fastest). A digit is a plain axis, or
// stands for the rows of inner spaces (a concat, a zip, a sample). Filters and conditional axes
// couple digits: the coupled ones form a component, whose allowed combinations are a decision
// diagram with counts. Components are independent, so
//   row(i): walk the digits in order; with R = the product of what remains in the *other*
//   components, digit value v of a component at node n is the one with  before(n, v) <= i / R <
//   before(n, v) + count(child(n, v)); then i -= before(n, v) * R.
// Uncoupled digits are components of their own without nodes (v = i / R).
//
// Columns do not hold values per row: each has a domain (its values, by ordinal) and a recipe for
// the ordinal. The same walk is done on the compute node by the decoder that backends/text writes;
// it reads these structures.
#pragma once

#include "compiler/algebra/value.hpp"
#include "compiler/base/source.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace expc::algebra {

using DigitIndex = std::uint32_t;
using ColumnIndex = std::uint32_t;
using Ordinal = std::uint64_t;

/// first, first + step, ...: `count` integers.
struct IntRange {
    std::int64_t first = 0;
    std::int64_t step = 1;
    std::uint64_t count = 0;
};
/// The values of a column by ordinal: pieces one after the other, so that long ranges stay ranges.
struct Domain {
    std::vector<std::variant<std::vector<Value>, IntRange>> pieces;

    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] Value at(Ordinal ordinal) const;
};

/// The ordinal is the value of a digit.
struct OfDigit {
    DigitIndex digit = 0;
};
/// The column comes from the inner spaces of a digit: in child c its ordinal is offset[c] + the
/// ordinal of inner_column[c] there. For a zip or a sample only `child` has the column.
struct OfInner {
    DigitIndex digit = 0;
    struct Source {
        std::uint32_t child = 0;
        ColumnIndex column = 0;
        Ordinal offset = 0;
    };
    std::vector<Source> sources;
};
/// A derived column: the ordinal is the mixed-radix number of other columns' ordinals, the last one
/// fastest.
struct OfColumns {
    std::vector<ColumnIndex> columns;
};

struct Column {
    std::string name;  ///< as flags print it, e.g. `optimizer.lr`
    std::string alias; ///< the name in expressions; equals `name` where the user gave no other
    SourceRange origin;
    bool counts_in_id =
        true; ///< ruling 1: axes, sampled, table columns, and columns assigned in a concat's branch
    std::optional<Value> was; ///< rows with this value contribute nothing to the id
    Domain domain;
    std::variant<OfDigit, OfInner, OfColumns> ordinal;
};

class Space;

/// A digit whose values are just numbers; its columns say what they mean.
struct Plain {};
/// `concat`: first all rows of the first branch, then those of the second, ...
struct Alternatives {
    std::vector<Space> branches;
};
/// `zip`: value v is row v of every member.
struct Zipped {
    std::vector<Space> members;
};
/// `sample` of a finite space: value v is row picks[v] of the inner space. Picks may repeat only
/// where random columns drawn with them differ.
struct Picked {
    std::vector<Space> inner; ///< exactly one
    std::vector<std::uint64_t> picks;
};
struct Digit {
    std::uint64_t size = 1;
    std::variant<Plain, Alternatives, Zipped, Picked> meaning;
    SourceRange origin;
    std::string label; ///< for messages: the axis' name
};

/// A run of digit values [first, next edge's first) that lead to the same node.
struct Edge {
    std::uint64_t first = 0;
    std::uint32_t target = 0; ///< node index on the next level; Node::none for forbidden values
    std::uint64_t before = 0; ///< completions of all smaller values of the digit
};
struct Node {
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    std::vector<Edge> edges; ///< by `first`; the first edge starts at 0
    std::uint64_t count = 0; ///< completions below this node
};
/// The allowed combinations of coupled digits. levels[k] holds the nodes that choose a value of
/// digits[k]; the only node of levels[0] is the root; targets of the last level are 0 for
/// "allowed". A component of one uncoupled digit has no levels.
struct Component {
    std::vector<DigitIndex> digits; ///< in walk order
    std::vector<std::vector<Node>> levels;
    std::uint64_t count = 1;
};

class Space {
  public:
    std::vector<Digit> digits;         ///< in walk order
    std::vector<Component> components; ///< each digit is in exactly one; ordered by first digit
    std::vector<Column> columns;       ///< in declaration order
    std::uint64_t count = 1;           ///< number of rows

    [[nodiscard]] std::optional<ColumnIndex> find_column(std::string_view alias) const;
};

/// The digit values of one row.
using Digits = std::vector<std::uint64_t>;

/// Digits of row `index` < count, written to `digits` (resized).
void decode(const Space& space, std::uint64_t index, Digits& digits);
/// The inverse: the index of the row with these digits; nothing when the space does not contain it.
[[nodiscard]] std::optional<std::uint64_t> rank(const Space& space,
                                                std::span<const std::uint64_t> digits);
/// Ordinals of all columns of a row, written to `ordinals` (resized).
void ordinals_of(const Space& space, std::span<const std::uint64_t> digits,
                 std::vector<Ordinal>& ordinals);
/// All values of row `index`, in column order.
[[nodiscard]] std::vector<Value> row(const Space& space, std::uint64_t index);

/// Walks rows in order without decoding each from scratch (amortised constant time per row for
/// plain products).
class Cursor {
  public:
    /// Stands on row `first` of `space`, which must outlive the cursor. On a space without rows
    /// only `next` may be called.
    Cursor(const Space& space, std::uint64_t first);
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    Cursor(Cursor&&) = default;
    Cursor& operator=(Cursor&&) = default;
    ~Cursor() = default;
    [[nodiscard]] std::uint64_t index() const { return index_; }
    [[nodiscard]] std::span<const std::uint64_t> digits() const { return digits_; }
    [[nodiscard]] std::span<const Ordinal> ordinals() const { return ordinals_; }
    /// Columns whose ordinal differs from the previous row's; all of them on the first row.
    [[nodiscard]] std::span<const ColumnIndex> changed() const { return changed_; }
    /// Moves to the next row; false at the end, where the cursor stays on the last row.
    bool next();
    /// Moves to row `index` < count; all columns count as changed.
    void seek(std::uint64_t index);

  private:
    struct Walk;
    void reset_from(DigitIndex digit);
    void refresh_from(DigitIndex digit);

    const Space* space_;
    std::uint64_t index_;
    Digits digits_;
    std::vector<Ordinal> ordinals_;
    std::vector<ColumnIndex> changed_;
    std::shared_ptr<Walk> walk_;
};

} // namespace expc::algebra
