// SPDX-License-Identifier: MIT
#include "compiler/backends/backend.hpp"
#include "compiler/backends/capabilities.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/targets.hpp"

namespace expc::driver {

namespace {

/// What engines cannot carry, and limits that only their backends know.
void check_engines(Program& program) {
    for (const ir::Target& target : program.plan().targets) {
        if (backends::check_capabilities(target, program.sink()))
            backends::find(target.platform.engine)->check(target, program.sink());
    }
}

} // namespace

int check(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::check, console);
    if (!program) return exit_usage;
    if (!program->sink().has_errors()) check_engines(*program);
    if (!report(*program, arguments, console)) return exit_failed;
    // Where an input has no value only types are checked, and no target has a plan.
    const bool has_plan = program->remarks().empty();
    if (has_plan && !has_named_targets(*program, arguments, Depth::check, console))
        return exit_usage;
    if (arguments.diagnostics != DiagnosticsForm::text) return exit_ok;
    for (const std::string& remark : program->remarks())
        console.err(fmt::format("note: {}\n", remark));
    console.print("{}: no mistakes found\n", arguments.file);
    return exit_ok;
}

} // namespace expc::driver
