// SPDX-License-Identifier: MIT
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"

namespace expc::driver {

int eval(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::declarations, console);
    if (!program) return exit_usage;
    std::optional<std::string> value;
    if (!program->sink().has_errors()) value = program->evaluate(arguments.expression);
    if (!report(*program, arguments, console) || !value) return exit_failed;
    console.print("{}\n", *value);
    return exit_ok;
}

} // namespace expc::driver
