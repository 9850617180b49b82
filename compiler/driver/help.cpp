// SPDX-License-Identifier: MIT
#include "compiler/driver/shape.hpp"
#include "compiler/driver/subcommands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

namespace {

constexpr std::size_t text_width = 96;

/// `text` broken into lines of at most `text_width`, each after the first behind `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string result;
    std::size_t column = indent;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (column > indent && column + 1 + word.size() > text_width) {
            result += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            result += ' ';
            ++column;
        }
        result += word;
        column += word.size();
    }
    return result;
}

/// `FILE`, `[TARGET...]`.
std::string usage_word(const OptionShape& option) {
    const std::string word = option.value + (option.repeats ? "..." : "");
    return option.required ? word : "[" + word + "]";
}

/// `-o, --output DIR`.
std::string left_side(const OptionShape& option) {
    if (option.positional()) return option.value;
    const std::string names = fmt::format("{}", fmt::join(option.names, ", "));
    return option.value.empty() ? names : names + " " + option.value;
}

std::string rows(const std::vector<OptionShape>& options, bool positional) {
    constexpr std::size_t longest = 26;
    std::string text;
    for (const OptionShape& option : options) {
        if (option.positional() != positional) continue;
        const std::string left = left_side(option);
        const std::string gap = left.size() > longest ? "\n" + std::string(longest + 4, ' ')
                                                      : std::string(longest + 2 - left.size(), ' ');
        text += fmt::format("  {}{}{}\n", left, gap, wrapped(option.description, longest + 4));
    }
    return text;
}

std::string usage(const CommandShape& command, const Subcommand& subcommand) {
    std::string name(command.name);
    if (subcommand.hidden) name.replace(name.find('-'), 1, " ");
    std::string line = "expc " + name;
    for (const OptionShape& option : command.options) {
        if (option.positional()) line += " " + usage_word(option);
    }
    line += " [OPTIONS]";
    if (std::ranges::find(subcommand.takes, Takes::appended_words) != subcommand.takes.end())
        line += " [-- WORDS...]";
    return line;
}

std::string indented(std::string_view lines) {
    std::string text = "  ";
    for (const char character : lines) {
        text += character;
        if (character == '\n') text += "  ";
    }
    return text + "\n";
}

} // namespace

std::vector<std::string> OptionShape::choices() const {
    std::vector<std::string> words;
    if (value.find('|') == std::string::npos) return words;
    std::size_t begin = 0;
    while (begin <= value.size()) {
        const std::size_t end = std::min(value.find('|', begin), value.size());
        words.push_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

std::string program_help(const std::vector<CommandShape>& commands) {
    std::string text = "expc compiles .exp files, which describe experiments, and runs them here "
                       "or on a cluster.\n\n"
                       "Usage: expc SUBCOMMAND [OPTIONS]\n\n"
                       "Subcommands:\n";
    for (const CommandShape& command : commands) {
        if (!command.hidden) text += fmt::format("  {:<12} {}\n", command.name, command.summary);
    }
    return text + "\nA first project:\n"
                  "  expc init first-sweep && cd first-sweep\n"
                  "  expc plan sweep.exp\n"
                  "  expc run sweep.exp sweep@laptop\n\n"
                  "`expc SUBCOMMAND --help` explains one of them, with examples.\n"
                  "Exit codes: 0 all went well; 1 mistakes in the program, or runs that failed; 2 "
                  "wrong usage; 3 a bug of expc.\n";
}

std::string command_help(const CommandShape& command) {
    const Subcommand& subcommand =
        *std::ranges::find(subcommands(), command.name, &Subcommand::name);
    std::string text = fmt::format("Usage: {}\n\n{}\n", usage(command, subcommand),
                                   wrapped(subcommand.description, 0));
    if (const std::string positionals = rows(command.options, true); !positionals.empty())
        text += "\nArguments:\n" + positionals;
    text += "\nOptions:\n" + rows(command.options, false);
    if (std::ranges::find(subcommand.takes, Takes::appended_words) != subcommand.takes.end()) {
        text += "  -- WORDS...                 words appended to the command of every run\n";
    }
    return text + "\nExamples:\n" + indented(subcommand.examples);
}

} // namespace expc::driver
