// SPDX-License-Identifier: MIT
// The surroundings of a syntax error, for those who explain it: what was expected, what stands
// there instead, and the text around it.
#pragma once

#include "compiler/base/source.hpp"
#include "compiler/parse/tree.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace expc::parse {

/// An opening bracket that is not closed before the error.
struct OpenBracket {
    char bracket = 0;
    std::uint32_t offset = 0;
};

/// Whether a character opens or closes a string.
[[nodiscard]] constexpr bool is_quote(char c) {
    return c == '"' || c == '\'';
}

class ErrorSite {
  public:
    ErrorSite(std::string_view text, SourceId source, const SyntaxError& error)
        : text_(text), source_(source), error_(error) {}

    [[nodiscard]] Expected expected() const { return error_.expected; }
    [[nodiscard]] bool expects(std::initializer_list<Expected> any) const;

    /// The text from the error on.
    [[nodiscard]] std::string_view rest() const { return text_.substr(error_.offset); }
    /// The text of the broken entry or declaration before the error.
    [[nodiscard]] std::string_view before() const {
        return text_.substr(error_.start, error_.offset - error_.start);
    }
    /// The text of the error's line from the error on.
    [[nodiscard]] std::string_view rest_of_line() const {
        return rest().substr(0, rest().find('\n'));
    }
    /// The text of the error's line before it.
    [[nodiscard]] std::string_view line_before() const;
    [[nodiscard]] bool stands_on_line_start() const;
    /// The word at the error; empty if there is none.
    [[nodiscard]] std::string_view word() const;
    /// The token at the error: a word, a number, an operator, the first line of a string, a
    /// character; empty at line ends.
    [[nodiscard]] std::string_view token() const;
    /// The token as a message names it: "the end of the line", "a string", "`)`".
    [[nodiscard]] std::string found() const;
    /// The innermost bracket that was opened in the broken piece and is open at the error.
    [[nodiscard]] std::optional<OpenBracket> open_bracket() const {
        return open_bracket_from(error_.start);
    }
    /// The innermost bracket of the whole text that is open at the error.
    [[nodiscard]] std::optional<OpenBracket> enclosing_bracket() const {
        return open_bracket_from(0);
    }

    /// Where messages point: the token, or just behind the previous one at line ends.
    [[nodiscard]] SourceRange place() const;
    [[nodiscard]] SourceRange range(std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::uint32_t offset() const { return error_.offset; }
    [[nodiscard]] std::uint32_t start() const { return error_.start; }
    /// An empty range just behind the token before the error.
    [[nodiscard]] SourceRange behind_previous() const {
        return range(error_.previous_end, error_.previous_end);
    }
    [[nodiscard]] std::string_view text(SourceRange place) const {
        return text_.substr(place.begin, place.end - place.begin);
    }

  private:
    [[nodiscard]] std::optional<OpenBracket> open_bracket_from(std::size_t begin) const;

    std::string_view text_;
    SourceId source_;
    SyntaxError error_;
};

/// Whether a word stands in a text on its own, not as a part of a longer one.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);

} // namespace expc::parse
