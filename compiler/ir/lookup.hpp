// SPDX-License-Identifier: MIT
// Looking things up by the ordinals of a row: the position in a table over columns, whether a
// condition holds, and the text of a column's value, kept for values that come again.
#pragma once

#include "compiler/ir/plan.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace expc::ir {

using Ordinals = std::span<const algebra::Ordinal>;

/// Number of values in the domain of each column; radices of tables.
[[nodiscard]] std::vector<std::uint64_t> domain_sizes(const Space& space);

/// The place of a row in a table over `columns`: mixed radix, the last column fastest.
[[nodiscard]] inline std::size_t table_index(std::span<const std::uint64_t> sizes,
                                             std::span<const ColumnIndex> columns,
                                             Ordinals ordinals) {
    std::uint64_t index = 0;
    for (const ColumnIndex column : columns)
        index = index * sizes[column] + ordinals[column];
    return index;
}

[[nodiscard]] inline bool holds(const std::optional<Condition>& when,
                                std::span<const std::uint64_t> sizes, Ordinals ordinals) {
    return !when || when->holds[table_index(sizes, when->columns, ordinals)];
}

/// Texts of one column's values, made by `make` when first asked for and kept for domains of up to
/// `kept_limit`.
class ColumnTexts {
  public:
    using Make = std::function<std::optional<std::string>(const Value&)>;
    static constexpr std::uint64_t kept_limit = 1U << 14U;

    ColumnTexts(const algebra::Domain& domain, Make make);
    /// Nothing where `make` gives nothing. Valid until the next call.
    [[nodiscard]] const std::optional<std::string>& at(algebra::Ordinal ordinal);

  private:
    struct Entry {
        bool made = false;
        std::optional<std::string> text;
    };
    const algebra::Domain* domain_;
    Make make_;
    std::vector<Entry> kept_;
    Entry last_;
};

} // namespace expc::ir
