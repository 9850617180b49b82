// SPDX-License-Identifier: MIT
// The order in which the derived columns of a space are found: each after those that it needs.
#pragma once

#include "compiler/sema/walk.hpp"

#include <map>
#include <optional>
#include <set>

namespace expc::sema {

/// Columns wait for the columns that their values name; they are known by their positions in the
/// list that they came in.
class ColumnOrder {
  public:
    struct Column {
        std::string name;
        ExprRef value;
    };
    explicit ColumnOrder(const std::vector<Column>& columns);

    [[nodiscard]] bool is_done() const { return open_.empty(); }
    /// The first column that waits for no other, which is then settled; nothing when each of those
    /// that are left waits for another one of them, or for itself.
    [[nodiscard]] std::optional<std::size_t> next();
    /// Columns that need each other, when `next` has found nothing.
    [[nodiscard]] std::vector<std::size_t> circle() const;
    /// Nobody waits for this column any more.
    void settle(std::size_t column);

  private:
    std::vector<std::set<std::size_t>> needs_;    ///< open columns, by column
    std::vector<std::vector<std::size_t>> users_; ///< the other way round
    std::set<std::size_t> open_;
    std::set<std::size_t> ready_;
};

} // namespace expc::sema
