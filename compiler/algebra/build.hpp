// SPDX-License-Identifier: MIT
// Makes spaces from spaces: the algebra of language.md section 5, without any knowledge of
// expressions. Each function either gives a space or says which law of size was broken; the caller
// owns the words. Guarantee: `filtered`, `with_derived` and `with_guarded_axis` keep existing
// digits and column indexes.
#pragma once

#include "compiler/algebra/space.hpp"

#include <variant>

namespace expc::algebra {

/// The rows would not fit in 64 bits.
struct CountOverflow {};
/// A filter (or guard, or derived column) needs a table over more than `candidate_limit`
/// combinations.
struct TooCoupled {
    std::vector<std::string> axes; ///< labels of the coupled digits
    double candidates = 0;
};
/// Members of a zip with these counts.
struct UnequalLengths {
    std::vector<std::uint64_t> counts;
};
/// Branches of a concat differ in columns: `column` is in branch `present` and not in branch
/// `absent`.
struct DifferentColumns {
    std::string column;
    std::size_t present = 0;
    std::size_t absent = 0;
};
/// Fewer than n different rows can be drawn; possible is the number that exists or was found.
struct TooFewRows {
    std::uint64_t possible = 0;
};
using BuildError =
    std::variant<CountOverflow, TooCoupled, UnequalLengths, DifferentColumns, TooFewRows>;

/// A space or the reason why there is none; shaped like Result.
class [[nodiscard]] Built {
  public:
    Built(Space space) : state_(std::move(space)) {}
    Built(BuildError error) : state_(std::move(error)) {}
    explicit operator bool() const { return state_.index() == 0; }
    [[nodiscard]] Space& space() { return std::get<0>(state_); }
    [[nodiscard]] const BuildError& error() const { return std::get<1>(state_); }

  private:
    std::variant<Space, BuildError> state_;
};

inline constexpr std::uint64_t candidate_limit = 10'000'000;

/// A condition on some columns, told by their ordinals (in the order of `columns`). Pure.
struct Predicate {
    std::vector<ColumnIndex> columns;
    std::function<bool(std::span<const Ordinal>)> holds;
    SourceRange origin;
};

struct AxisSpec {
    std::string name;
    std::string alias;
    Domain domain;
    SourceRange origin;
    std::optional<Value> was;
};
struct DerivedSpec {
    std::string name;
    std::string alias;
    SourceRange origin;
    std::vector<ColumnIndex> columns; ///< what the value depends on
    std::function<Value(std::span<const Ordinal>)> compute;
    bool counts_in_id = false;
};
/// A random column of `sample`: `draw` gives its value for u in [0, 1).
struct RandomSpec {
    std::string name;
    std::string alias;
    SourceRange origin;
    std::function<Value(double)> draw;
    std::optional<std::uint64_t>
        support; ///< number of possible values; nothing for continuous ones
};

enum class Order : std::uint8_t { last_fastest, first_fastest };

/// One row, no columns.
[[nodiscard]] Space unit();
[[nodiscard]] Space axis(AxisSpec spec);
/// Rows of a table: `values[r][c]`; all columns share one digit.
[[nodiscard]] Space table(std::vector<AxisSpec> columns_with_domains, SourceRange origin,
                          std::string label);
/// Every combination of the parts' rows; columns in the order of the parts. `first_fastest`
/// reverses the parts' digits.
[[nodiscard]] Built product(std::vector<Space> parts, Order order);
[[nodiscard]] Built zip(std::vector<Space> members, SourceRange origin);
[[nodiscard]] Built concat(std::vector<Space> branches, SourceRange origin);
[[nodiscard]] Built filtered(const Space& space, const Predicate& keep);
/// Adds an axis that exists where `guard` holds and is `none` elsewhere; ordinal 0 is none.
[[nodiscard]] Built with_guarded_axis(const Space& space, AxisSpec spec, const Predicate& guard);
[[nodiscard]] Built with_derived(const Space& space, const DerivedSpec& spec);
/// The same without a copy; `spec.compute` may look at `space`, which is taken at the end.
[[nodiscard]] Built with_derived(Space&& space, const DerivedSpec& spec);
/// The columns in another order: position k holds the old column order[k]; every column exactly
/// once.
[[nodiscard]] Space with_column_order(Space space, const std::vector<ColumnIndex>& order);

/// n different rows; k = 0, 1, ... draws one row of `finite` (may be unit()) and one value per
/// random column, `accept` may reject it (ordinals of finite's columns, drawn values); repeats are
/// skipped (rulings 16 and 66).
[[nodiscard]] Built
sampled(std::uint64_t n, std::int64_t seed, Space finite, std::vector<RandomSpec> random,
        const std::function<bool(std::span<const Ordinal>, std::span<const Value>)>& accept,
        SourceRange origin);

/// A counter-based uniform number in [0, 1): top 53 bits of SHA-256("seed\0column\0k") / 2^53.
[[nodiscard]] double uniform_draw(std::int64_t seed, std::string_view column, std::uint64_t k);
/// Quantile of the standard normal distribution (Acklam's approximation).
[[nodiscard]] double normal_quantile(double p);
/// `number` rounded to 12 significant digits: the results of sampling, linspace and logspace.
[[nodiscard]] double round_to_12_digits(double number);

/// Calls `visit(ordinals, rows)` once for each combination of ordinals of `columns` that occurs,
/// with the number of rows that have it, in lexicographic order of digits; stops when visit returns
/// false. An error when the components that `columns` touch have more than candidate_limit rows
/// together.
[[nodiscard]] std::optional<TooCoupled>
for_each_projection(const Space& space, std::span<const ColumnIndex> columns,
                    const std::function<bool(std::span<const Ordinal>, std::uint64_t)>& visit);

/// Two different rows with equal values in all of `columns`, if there are any. For spaces whose
/// answer does not follow from their structure and that have more than 10^6 rows the result is
/// `unknown`.
struct Uniqueness {
    enum class Answer : std::uint8_t { unique, repeated, unknown } answer = Answer::unique;
    std::uint64_t first = 0; ///< indexes of two equal rows when repeated
    std::uint64_t second = 0;
};
[[nodiscard]] Uniqueness check_unique(const Space& space, std::span<const ColumnIndex> columns);

} // namespace expc::algebra
