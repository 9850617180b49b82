// SPDX-License-Identifier: MIT
// Shell functions that turn an index into ordinals: the walk over the digits, the inner spaces of
// composite digits, and the ordinals of columns.
#pragma once

#include "compiler/backends/text/walk.hpp"

#include <set>
#include <string>
#include <vector>

namespace expc::backends {

class Decoder {
  public:
    explicit Decoder(TaskFolder& folder) : folder_(&folder) {}

    /// The function `name INDEX`, which sets the ordinals of `columns` and what they depend on.
    /// `number` names the variables.
    void add_space(std::string_view name, const algebra::Space& space, unsigned number,
                   const std::set<algebra::ColumnIndex>& columns);
    /// The function walk_N over a group's digits, between ranks and digits.
    void add_group(std::size_t group, const algebra::Space& space);

    /// All functions, those that others use first.
    [[nodiscard]] std::string take_text();
    /// Whether some walk needs diagrams, or a file of numbers.
    [[nodiscard]] bool reads_records() const { return reads_records_ || !diagrams_.empty(); }

  private:
    void add_composites(Lines& lines, const algebra::Space& space, const SpaceNames& names,
                        const std::set<algebra::ColumnIndex>& columns);
    /// Decodes child `child` of a digit at the row that the expression gives, and takes its columns
    /// over.
    void add_child(Lines& lines, const algebra::Space& space, const SpaceNames& names,
                   algebra::DigitIndex digit, std::uint32_t child, const std::string& row,
                   const std::set<algebra::ColumnIndex>& columns);
    void add_alternatives(Lines& lines, const algebra::Space& space, const SpaceNames& names,
                          algebra::DigitIndex digit, const std::set<algebra::ColumnIndex>& columns);
    void add_pick(Lines& lines, const algebra::Picked& picked, const std::string& digit);

    TaskFolder* folder_;
    Diagrams diagrams_;
    Lines functions_;
    unsigned inner_spaces_ = 0;
    unsigned pick_tables_ = 0;
    bool reads_records_ = false;
};

/// The position of a combination in a table over columns as an arithmetic expression: mixed radix,
/// the last column fastest.
[[nodiscard]] std::string table_key(const algebra::Space& space, const SpaceNames& names,
                                    const std::vector<algebra::ColumnIndex>& columns);

} // namespace expc::backends
