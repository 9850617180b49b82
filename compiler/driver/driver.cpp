// SPDX-License-Identifier: MIT
#include "compiler/driver/driver.hpp"

#include "compiler/base/match.hpp"
#include "compiler/driver/command_line.hpp"
#include "compiler/driver/console.hpp"
#include "compiler/driver/version.hpp"

#include <unistd.h>

namespace expc::driver {

int drive(std::vector<std::string> words) {
    Console console(STDOUT_FILENO, STDERR_FILENO);
    console.choose_colors(ColorChoice::automatic);
    const int code = match(
        parse_command_line(std::move(words)),
        [&](const Call& call) {
            console.choose_colors(call.arguments.color);
            return call.subcommand->run(call.arguments, console);
        },
        [&](const HelpText& help) {
            console.out(help.text);
            return exit_ok;
        },
        [&](const UsageError& error) {
            console.error(error.message);
            return exit_usage;
        });
    return console.finish(code);
}

std::string bug_report(const std::string& what, const std::vector<std::string>& words) {
    return fmt::format("expc: internal error: {}\n"
                       "This is a bug of expc, not of your program. Please report it with the .exp "
                       "file and these lines:\n"
                       "  version: {}\n"
                       "  words:   {}\n",
                       what, version_number, fmt::join(words, " "));
}

} // namespace expc::driver
