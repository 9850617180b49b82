// SPDX-License-Identifier: MIT
// Lines of a script that is being written: a line at a time, indented by nesting. What goes in is
// fixed text, numbers and ShellWords; a user's string enters only as one of these.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace expc::backends {

class Lines {
  public:
    /// Adds one line; `arguments` fill the pattern.
    template <typename... Arguments>
    void add(fmt::format_string<Arguments...> pattern, Arguments&&... arguments) {
        append(fmt::format(pattern, std::forward<Arguments>(arguments)...));
    }
    /// Adds the lines of another text at this place's indentation.
    void add_all(std::string_view text);

    /// Indents further lines for as long as it lives.
    class [[nodiscard]] Indented {
      public:
        explicit Indented(Lines& lines) : lines_(lines) { ++lines_.depth_; }
        ~Indented() { --lines_.depth_; }
        Indented(const Indented&) = delete;
        Indented& operator=(const Indented&) = delete;

      private:
        Lines& lines_;
    };
    Indented indented() { return Indented(*this); }

    [[nodiscard]] bool empty() const { return text_.empty(); }
    /// The lines, each with its newline.
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    void append(std::string_view line);

    std::string text_;
    std::size_t depth_ = 0;
};

} // namespace expc::backends
