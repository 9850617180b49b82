// SPDX-License-Identifier: MIT
// The cells of parameters in `plan --runs`: one text per value, padded to the width of the column,
// which follows from the column's domain and not from its rows.
#pragma once

#include "compiler/ir/lookup.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::ir {

/// How cells of a table are written: for people in aligned columns, or separated by tabs.
enum class CellStyle : std::uint8_t { aligned, tabs };

/// One column of parameters.
class ParameterCells {
  public:
    ParameterCells(const algebra::Column& column, CellStyle style);
    [[nodiscard]] const std::string& header() const { return header_; }
    /// The cell of a value, with what separates it from the next one. Valid until the next call.
    [[nodiscard]] std::string_view at(algebra::Ordinal ordinal) { return *cells_.at(ordinal); }

  private:
    std::string header_;
    ColumnTexts cells_;
};

/// `text` without tabs and line breaks: `\t`, `\n`, `\r`, `\\`.
[[nodiscard]] std::string without_tabs(std::string_view text);
/// Number of code points.
[[nodiscard]] std::size_t text_width(std::string_view text);

} // namespace expc::ir
