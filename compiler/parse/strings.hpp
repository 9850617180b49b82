// SPDX-License-Identifier: MIT
// What the texts of strings mean: escapes, the indentation of multi-line forms, and f-strings of
// Python.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::parse {

/// A run of text of a string, as it is written, or a `${...}`.
struct Piece {
    std::string text;
    std::uint32_t offset = 0; ///< where the text begins in the source
    bool is_hole = false;
};

/// Removes from the pieces of a multi-line string the newlines beside the quotes and the
/// indentation of the closing ones (ruling 67); `\r\n` becomes `\n`. The result: offsets of lines
/// that are indented less.
[[nodiscard]] std::vector<std::uint32_t> strip_indentation(std::vector<Piece>& pieces);

struct Escape {
    std::string text;       ///< what it stands for; the written text if it is unknown
    std::size_t length = 2; ///< of the written text
    bool is_known = true;
};

/// Reads the escape that begins at the backslash `text[0]`.
[[nodiscard]] Escape read_escape(std::string_view text);

/// Code point as UTF-8.
[[nodiscard]] std::string utf8(std::uint32_t code_point);

/// What Python's f-string is called here.
struct Interpolating {
    std::string text;
    bool has_format = false;   ///< a hole says how its value is written: `{lr:.2f}`, `{lr!r}`
    bool is_whole = true;      ///< there is a word for each of these
    bool has_own_hole = false; ///< `${x}`, which is a sign and a hole in Python, and a hole here
};

/// The string of this language for Python's f-string with these quotes and this text.
[[nodiscard]] Interpolating interpolating(std::string_view quoted);

} // namespace expc::parse
