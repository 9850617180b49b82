// SPDX-License-Identifier: MIT
// What every subcommand that reads a program does first and last: compile FILE as the arguments
// say, and print the diagnostics in the form that the user asked for.
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/driver/console.hpp"
#include "compiler/lower/compile.hpp"

#include <map>
#include <optional>
#include <string>

namespace expc::driver {

/// The arguments as the compiler takes them.
[[nodiscard]] CompileOptions compile_options(const Arguments& arguments, Depth depth);

/// Texts that stand for the content of files, by absolute path.
using Overlay = std::map<std::string, std::string>;

/// Compiles FILE; nothing, with a message, when it cannot be read at all.
[[nodiscard]] std::optional<Program> compile_file(const Arguments& arguments, Depth depth,
                                                  Console& console);
/// The same, with some files replaced.
[[nodiscard]] std::optional<Program> compile_file(const Arguments& arguments, Depth depth,
                                                  const Overlay& overlay, Console& console);

/// Prints all diagnostics of the program to standard error; true when none of them is an error.
bool report(Program& program, const Arguments& arguments, Console& console);

/// `1 run`, `18 runs`.
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);
/// `512 B`, `5.1 KiB`, `3.0 MiB`.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

} // namespace expc::driver
