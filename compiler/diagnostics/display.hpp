// SPDX-License-Identifier: MIT
// What a terminal shows for a text: tabs as four blanks, wide characters in two columns, and
// whatever could disturb a terminal or mislead a reader (control characters, bidirectional
// overrides, broken UTF-8) escaped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::diag {

/// One character as it is shown.
struct Glyph {
    std::string text;     ///< UTF-8, or an escape such as \u{1B}
    std::uint32_t byte;   ///< where its source character begins
    std::uint32_t column; ///< 0-based column on the screen
    std::uint32_t width;  ///< columns that it takes; 0 for a combining mark
};

/// A text, or the part of a long line that fits on the screen.
struct ShownLine {
    std::vector<Glyph> glyphs;
    std::uint32_t width = 0;

    /// The column of a byte offset; offsets outside of the shown part give its borders.
    [[nodiscard]] std::uint32_t column_of(std::uint32_t byte) const;
};

/// The glyphs of a text whose first byte counts as `first_byte`.
[[nodiscard]] ShownLine shown(std::string_view text, bool unicode, std::uint32_t first_byte);

/// A half-open range of byte offsets in one line.
struct ByteRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// A source line cropped to `columns` around `focus` (0: as wide as it is, up to 4096 bytes), cuts
/// marked.
[[nodiscard]] ShownLine fitted(std::string_view line, ByteRange focus, std::size_t columns,
                               bool unicode);

/// Whether a byte of UTF-8 is not the first one of its character.
[[nodiscard]] bool continues_character(char byte);

/// The text with everything escaped that a terminal would not show as one line.
[[nodiscard]] std::string printable(std::string_view text, bool unicode);

} // namespace expc::diag
