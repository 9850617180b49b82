// SPDX-License-Identifier: MIT
// Random space expressions, built twice: as a symbolic space and as the plain list of its rows,
// which is the oracle. The expression is read from a sequence of small numbers, so that a failing
// case shrinks towards the simplest one.
#pragma once

#include "compiler/algebra/build.hpp"

#include <string>
#include <vector>

namespace expc::algebra::test {

using Row = std::vector<Value>;

/// What a space must be equal to.
struct Oracle {
    std::vector<std::string> names;
    std::vector<bool> counts_in_id;
    std::vector<Row> rows;
};

/// Which forms an expression contains.
struct Forms {
    bool filter = false;
    bool conditional = false;
    bool concat = false;
    bool zip = false;
    bool sample = false;
    bool derived = false;
};

struct Case {
    Space space;
    Oracle oracle;
    Forms forms;
};

/// Numbers that steer the generator; zeros when they are used up.
class Choices {
  public:
    explicit Choices(std::vector<std::uint8_t> numbers) : numbers_(std::move(numbers)) {}
    /// A number below `bound`.
    [[nodiscard]] std::size_t below(std::size_t bound);

  private:
    std::vector<std::uint8_t> numbers_;
    std::size_t next_ = 0;
};

/// A random space with these columns; `depth` bounds the nesting.
[[nodiscard]] Case random_case(Choices& choices, const std::vector<std::string>& names, int depth);
/// A random space with `columns` columns named a, b, c, ...
[[nodiscard]] Case random_case(Choices& choices, std::size_t columns);

/// Two spaces as the parts of a product, a zip or a concat.
[[nodiscard]] inline std::vector<Space> list(Space first, Space second) {
    std::vector<Space> spaces;
    spaces.push_back(std::move(first));
    spaces.push_back(std::move(second));
    return spaces;
}

/// A column of `count` values; few different ones, and not always all different.
[[nodiscard]] AxisSpec random_axis(Choices& choices, const std::string& name, std::size_t count);

[[nodiscard]] std::vector<Row> all_rows(const Space& space);
/// Rows as text, for comparison up to order and for messages.
[[nodiscard]] std::vector<std::string> as_texts(const std::vector<Row>& rows);

[[nodiscard]] AxisSpec range_axis(std::string name, std::uint64_t count);
[[nodiscard]] AxisSpec list_axis(std::string name, std::vector<Value> values);
[[nodiscard]] Value whole(std::int64_t number);
[[nodiscard]] Value real(double number);
/// The space of a construction that must succeed.
[[nodiscard]] Space must(Built built);

} // namespace expc::algebra::test
