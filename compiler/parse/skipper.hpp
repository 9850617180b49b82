// SPDX-License-Identifier: MIT
// Walks over text that could not be read, aware of strings, comments and brackets, to where reading
// may go on. It always passes at least one character, and stops before anything that may be the
// next entry or declaration.
#pragma once

#include <string>
#include <string_view>

namespace expc::parse {

class Skipper {
  public:
    /// Begins at `begin`; nothing before `error`, where reading failed, is a place to stop.
    Skipper(std::string_view text, std::size_t begin, std::size_t error)
        : text_(text), begin_(begin), at_(begin), error_(error) {}

    /// The end of an entry: a newline or `}` outside of brackets that were opened in it; also a
    /// comma, unless the entry has a line of its own.
    [[nodiscard]] std::size_t entry_end();
    /// The beginning of the next line that begins a declaration, or of one that is not indented and
    /// stands outside of the brackets that were opened.
    [[nodiscard]] std::size_t declaration_end();

  private:
    enum class Verdict : bool { go_on, stop };

    [[nodiscard]] bool stands_on_its_own_line() const;
    [[nodiscard]] bool declaration_begins_at(std::size_t line) const;
    [[nodiscard]] bool something_begins_at(std::size_t line) const;
    [[nodiscard]] Verdict at_newline() const;
    [[nodiscard]] Verdict at_close();
    void pass_token();

    std::string_view text_;
    std::size_t begin_;
    std::size_t at_;
    std::size_t error_;
    std::string open_; ///< the closing brackets that are waited for
};

/// The partner of `(`, `[` or `{`.
[[nodiscard]] char closing_bracket(char open);
[[nodiscard]] char opening_bracket(char close);

/// The first byte at or behind `at` that is no blank, newline or comment.
[[nodiscard]] std::size_t next_token(std::string_view text, std::size_t at);

/// The end of the string, comment or character at `at`; a quote that opens a string without an end
/// is one character.
[[nodiscard]] std::size_t token_end(std::string_view text, std::size_t at);

/// Whether the line at the beginning of `text` begins a declaration: a word of the family and what
/// must follow it.
[[nodiscard]] bool begins_declaration(std::string_view text);

} // namespace expc::parse
