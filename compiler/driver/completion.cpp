// SPDX-License-Identifier: MIT
#include "compiler/driver/shape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::driver {

namespace {

/// What may stand where a value is expected.
enum class ValueKind : std::uint8_t { source_file, folder, choice, free };

ValueKind kind_of(const OptionShape& option) {
    if (option.value == "FILE") return ValueKind::source_file;
    if (option.value == "DIR") return ValueKind::folder;
    return option.choices().empty() ? ValueKind::free : ValueKind::choice;
}

/// A text for a shell's single quotes, where it may also stand between brackets or colons.
std::string quotable(std::string text) {
    std::erase_if(text, [](char character) {
        return character == '\'' || character == '[' || character == ']' || character == ':';
    });
    return text;
}

std::string joined_choices(const OptionShape& option) {
    return fmt::format("{}", fmt::join(option.choices(), " "));
}

std::string bash_values(const OptionShape& option) {
    switch (kind_of(option)) {
    case ValueKind::source_file: return "_expc_sources \"$word\"";
    case ValueKind::folder: return "COMPREPLY=($(compgen -d -- \"$word\"))";
    case ValueKind::choice:
        return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", joined_choices(option));
    case ValueKind::free: return "COMPREPLY=()";
    }
    return {};
}

std::string all_names(const CommandShape& command) {
    std::string names;
    for (const OptionShape& option : command.options) {
        for (const std::string& name : option.names)
            names += (names.empty() ? "" : " ") + name;
    }
    return names;
}

std::string bash_case(const CommandShape& command) {
    std::string text =
        fmt::format("        {})\n            names='{}'\n            case $before in\n",
                    command.name, all_names(command));
    for (const OptionShape& option : command.options) {
        if (option.positional() || option.value.empty()) continue;
        text += fmt::format("                {}) {}; return ;;\n", fmt::join(option.names, "|"),
                            bash_values(option));
    }
    text += "            esac\n";
    const auto first = std::ranges::find_if(command.options, &OptionShape::positional);
    if (first != command.options.end())
        text += "            [[ $word == -* ]] || { " + bash_values(*first) + "; return; }\n";
    return text + "            ;;\n";
}

std::string zsh_action(const OptionShape& option) {
    switch (kind_of(option)) {
    case ValueKind::source_file: return "_files -g \"*.exp\"";
    case ValueKind::folder: return "_files -/";
    case ValueKind::choice: return "(" + joined_choices(option) + ")";
    // Nothing to choose from. A message alone (` `) would keep zsh from offering options here.
    case ValueKind::free: return "()";
    }
    return {};
}

std::string zsh_argument(const OptionShape& option) {
    const std::string text = quotable(option.description);
    if (option.positional())
        return fmt::format("'{}{}:{}'", option.repeats ? "*:" : ":", option.value,
                           zsh_action(option));
    std::string arguments;
    for (const std::string& name : option.names) {
        const std::string value =
            option.value.empty()
                ? ""
                : fmt::format(":{}:{}", quotable(option.value), zsh_action(option));
        arguments +=
            fmt::format("{}'*{}[{}]{}'", arguments.empty() ? "" : " ",
                        name + (value.empty() || name.size() == 2 ? "" : "="), text, value);
    }
    return arguments;
}

std::string fish_option(const CommandShape& command, const OptionShape& option) {
    std::string line =
        fmt::format("complete -c expc -n '__fish_seen_subcommand_from {}'", command.name);
    for (const std::string& name : option.names)
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    switch (kind_of(option)) {
    case ValueKind::source_file: line += " -k -xa '(__fish_complete_suffix .exp)'"; break;
    case ValueKind::folder: line += " -xa '(__fish_complete_directories)'"; break;
    case ValueKind::choice: line += fmt::format(" -xa '{}'", joined_choices(option)); break;
    case ValueKind::free: line += option.value.empty() || option.positional() ? "" : " -x"; break;
    }
    return fmt::format("{} -d '{}'\n", line, quotable(option.description));
}

std::vector<CommandShape> shown(std::vector<CommandShape> commands) {
    std::erase_if(commands, &CommandShape::hidden);
    return commands;
}

} // namespace

std::string bash_completion(const std::vector<CommandShape>& commands) {
    std::string names;
    std::string cases;
    for (const CommandShape& command : shown(commands)) {
        names += (names.empty() ? "" : " ") + command.name;
        cases += bash_case(command);
    }
    return fmt::format(R"(# bash completion of expc; made by: expc completion bash
_expc_sources() {{
    local IFS=$'\n'
    compopt -o filenames
    COMPREPLY=($(compgen -f -X '!*.exp' -- "$1") $(compgen -d -- "$1"))
}}
_expc() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} names=''
    COMPREPLY=()
    if [[ $COMP_CWORD == 1 ]]; then
        COMPREPLY=($(compgen -W '{} --help --version' -- "$word"))
        return
    fi
    # bash splits `--color=never` at the `=`
    if [[ $word == '=' ]]; then word=''; elif [[ $before == '=' ]]; then before=${{COMP_WORDS[COMP_CWORD-2]}}; fi
    case ${{COMP_WORDS[1]}} in
{}    esac
    COMPREPLY=($(compgen -W "$names" -- "$word"))
}}
complete -F _expc expc
)",
                       names, cases);
}

std::string zsh_completion(const std::vector<CommandShape>& commands) {
    std::string names;
    std::string cases;
    for (const CommandShape& command : shown(commands)) {
        names += fmt::format("        '{}:{}'\n", command.name, quotable(command.summary));
        cases += fmt::format("        {}) _arguments", command.name);
        for (const OptionShape& option : command.options)
            cases += " \\\n            " + zsh_argument(option);
        cases += " ;;\n";
    }
    return fmt::format(R"(#compdef expc
# zsh completion of expc; made by: expc completion zsh
_expc() {{
    local -a names=(
{}    )
    if (( CURRENT == 2 )); then
        _describe subcommand names
        return
    fi
    shift words
    (( CURRENT-- ))
    case $words[1] in
{}    esac
}}
if [[ $funcstack[1] == _expc ]]; then _expc "$@"; else compdef _expc expc; fi
)",
                       names, cases);
}

std::string fish_completion(const std::vector<CommandShape>& commands) {
    std::string text =
        "# fish completion of expc; made by: expc completion fish\ncomplete -c expc -f\n";
    for (const CommandShape& command : shown(commands)) {
        text += fmt::format("complete -c expc -n __fish_use_subcommand -a {} -d '{}'\n",
                            command.name, quotable(command.summary));
        for (const OptionShape& option : command.options)
            text += fish_option(command, option);
    }
    return text;
}

} // namespace expc::driver
