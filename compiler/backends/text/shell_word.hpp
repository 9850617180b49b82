// SPDX-License-Identifier: MIT
// A word of a POSIX shell script. It can be made only by quoting, so whatever stands in a value
// (blanks, quotes, `$`, backslashes, newlines, nothing at all) reaches the program byte for byte. A
// word is always one physical line: newlines come from the variable `expc_newline`, which every
// script that holds words sets first.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace expc::backends {

class ShellWord {
  public:
    /// The empty word.
    ShellWord() = default;
    /// Exactly these bytes; they hold no NUL.
    [[nodiscard]] static ShellWord literal(std::string_view content);
    /// The value of a shell variable, never split or expanded further.
    [[nodiscard]] static ShellWord variable(std::string_view name);

    /// Joins two pieces into one word.
    ShellWord& operator+=(const ShellWord& other);
    /// The word as it stands in a script.
    [[nodiscard]] std::string text() const { return pieces_.empty() ? "''" : pieces_; }

  private:
    std::string pieces_;
};

/// A name that stands bare in a script, in `$NAME` or `export NAME=`. The checker and `ir::verify`
/// let only names of variables through; whatever else came this far would be read as commands, so
/// it ends expc with std::logic_error.
[[nodiscard]] std::string_view bare_variable(std::string_view name);

/// Text for a comment of a script: one line, without control characters.
[[nodiscard]] std::string comment_text(std::string_view text);

/// The value of an arithmetic expression as a shell word that needs no quotes.
[[nodiscard]] std::string number_word(std::string_view expression);

} // namespace expc::backends

template <>
struct fmt::formatter<expc::backends::ShellWord> : fmt::formatter<std::string> {
    template <typename Context>
    auto format(const expc::backends::ShellWord& word, Context& context) const {
        return fmt::formatter<std::string>::format(word.text(), context);
    }
};
