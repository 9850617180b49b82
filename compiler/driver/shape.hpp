// SPDX-License-Identifier: MIT
// The command line described as plain data, read out of CLI11's own tables: what `--help` prints
// and what completion scripts are made from can therefore never differ from what is parsed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expc::driver {

struct OptionShape {
    std::vector<std::string> names; ///< `-o`, `--output`; empty for a positional
    std::string value;              ///< `N`, `FILE`, `text|short|json`; empty for a flag
    std::string description;
    bool required = false;
    bool repeats = false;

    [[nodiscard]] bool positional() const { return names.empty(); }
    /// The words of a value such as `auto|always|never`; empty when the value is free.
    [[nodiscard]] std::vector<std::string> choices() const;
};

struct CommandShape {
    std::string name;
    std::string summary;
    std::vector<OptionShape> options; ///< positionals first, in order
    bool hidden = false;
};

/// `expc --help`.
[[nodiscard]] std::string program_help(const std::vector<CommandShape>& commands);
/// `expc NAME --help`; the command's description and examples come from the table of subcommands.
[[nodiscard]] std::string command_help(const CommandShape& command);

/// A completion script; the caller has checked the name of the shell.
[[nodiscard]] std::string bash_completion(const std::vector<CommandShape>& commands);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandShape>& commands);
[[nodiscard]] std::string fish_completion(const std::vector<CommandShape>& commands);

} // namespace expc::driver
