// SPDX-License-Identifier: MIT
// A row of a drawing: text put at columns, each character with its style, later text over earlier.
// The rows of a snippet and the headers of a message are made of it, so colours appear in one place
// only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::diag {

enum class Style : std::uint8_t {
    plain,
    strong,    ///< the title
    error,     ///< errors and their primary marks
    warning,   ///< warnings and their primary marks
    secondary, ///< secondary marks and the gutter
    help,
    note,
};

/// The text between the escape sequences of a style, or as it is without colour.
[[nodiscard]] std::string paint(std::string_view text, Style style, bool colour);

class Row {
  public:
    /// Puts printable text at a 0-based column; wide characters take two.
    void put(std::uint32_t column, std::string_view text, Style style, bool unicode);
    /// Puts a one-column character `count` times.
    void fill(std::uint32_t column, char mark, std::uint32_t count, Style style);
    /// The row without blanks at its end, and a newline.
    [[nodiscard]] std::string text(bool colour) const;

  private:
    struct Cell {
        std::string text = " "; ///< empty: the right half of a wide character
        Style style = Style::plain;
    };
    Cell& cell(std::uint32_t column);

    std::vector<Cell> cells_;
};

} // namespace expc::diag
