// SPDX-License-Identifier: MIT
// From argv to a subcommand and its arguments. A mistake is answered with the nearest thing that
// exists.
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/driver/shape.hpp"
#include "compiler/driver/subcommands.hpp"

#include <string>
#include <variant>
#include <vector>

namespace expc::driver {

struct Call {
    const Subcommand* subcommand = nullptr;
    Arguments arguments;
};
/// `--help` was asked for; this is the answer.
struct HelpText {
    std::string text;
};
/// The words make no sense; a sentence that says why and what to do.
struct UsageError {
    std::string message;
};

/// `words` are argv without the program's name.
[[nodiscard]] std::variant<Call, HelpText, UsageError>
parse_command_line(std::vector<std::string> words);

/// All subcommands and their options, read from the parser.
[[nodiscard]] std::vector<CommandShape> command_shapes();

} // namespace expc::driver
