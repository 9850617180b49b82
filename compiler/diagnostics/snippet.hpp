// SPDX-License-Identifier: MIT
// Draws the lines of one file that a diagnostic speaks of: line numbers, carets under the primary
// range, dashes under the secondary ones, their texts laid out without overlap, and bars beside
// ranges of several lines.
#pragma once

#include "compiler/base/source.hpp"
#include "compiler/diagnostics/canvas.hpp"
#include "compiler/diagnostics/display.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::diag {

/// A label of the snippet's file, in lines and bytes.
struct Mark {
    std::uint32_t first_line;
    std::uint32_t last_line;
    ByteRange bytes; ///< begin counts in the first line, end in the last
    bool is_primary;
    Style style;
    std::string_view text;
    std::uint32_t bar = 0; ///< of a range of several lines: its bar, counted from the left

    [[nodiscard]] bool has_bar() const { return last_line > first_line; }
};

struct SnippetOptions {
    std::size_t gutter; ///< digits of the largest line number of the message
    std::size_t width;
    bool unicode;
    bool colour;
};

/// The rows of the marked lines, in order, with `...` where lines are left out.
[[nodiscard]] std::string draw_snippet(const SourceFile& file, std::vector<Mark> marks,
                                       const SnippetOptions& options);

} // namespace expc::diag
