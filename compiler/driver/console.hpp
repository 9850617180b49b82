// SPDX-License-Identifier: MIT
// Standard output and standard error: buffered, aware of terminals, quiet when the reader of a pipe
// has left. Results go to standard output; diagnostics, progress and questions go to standard
// error.
#pragma once

#include "compiler/driver/arguments.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace expc::driver {

class Console {
  public:
    /// Writes to these file descriptors.
    Console(int out, int err) : out_{out, {}, 0}, err_{err, {}, 0} {}
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;
    ~Console();

    /// Writes a result.
    void out(std::string_view text) { write(out_, text); }
    /// Writes a message for people; it appears after everything that was written before it.
    void err(std::string_view text);

    template <typename... Parts>
    void print(fmt::format_string<Parts...> pattern, Parts&&... parts) {
        out(fmt::format(pattern, std::forward<Parts>(parts)...));
    }
    /// `error: ...`, for failures that have no place in a source file.
    void error(std::string_view message);
    void warning(std::string_view message);

    void flush();
    /// True when nobody reads standard output any more, or when it cannot be written: further work
    /// is pointless.
    [[nodiscard]] bool closed() const { return out_.error != 0; }
    /// The exit code of the program: `code`, or 1 with a message when a result could not be
    /// written.
    [[nodiscard]] int finish(int code);

    /// Applies --color: decides for each stream whether to colour it (NO_COLOR, CLICOLOR_FORCE,
    /// terminals).
    void choose_colors(ColorChoice choice);
    [[nodiscard]] bool colored_out() const { return colored_out_; }
    [[nodiscard]] bool colored_err() const { return colored_err_; }
    /// True when a person can answer a question: standard input and standard error are terminals.
    [[nodiscard]] bool interactive() const;
    /// Columns of the terminal behind standard error; 100 where there is none.
    [[nodiscard]] unsigned width() const;
    /// One line that the person types, without its newline; empty at the end of input.
    [[nodiscard]] std::string ask(std::string_view question);

  private:
    struct Stream {
        int descriptor;
        std::string buffer;
        int error; ///< errno of the first write that failed
    };
    static void write(Stream& stream, std::string_view text);
    static void drain(Stream& stream);
    void message(std::string_view kind, std::string_view color, std::string_view text);

    Stream out_;
    Stream err_;
    bool colored_out_ = false;
    bool colored_err_ = false;
};

} // namespace expc::driver
