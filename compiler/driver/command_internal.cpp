// SPDX-License-Identifier: MIT
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/ir/forms.hpp"
#include "compiler/parse/tmlanguage.hpp"
#include "compiler/sema/schema_page.hpp"

namespace expc::driver {

int tmlanguage(const Arguments&, Console& console) {
    console.out(parse::tmlanguage());
    return exit_ok;
}

int fields(const Arguments&, Console& console) {
    console.out(sema::schema_page());
    return exit_ok;
}

int plan_text(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::plan, console);
    if (!program) return exit_usage;
    if (!report(*program, arguments, console)) return exit_failed;
    console.out(arguments.json ? ir::to_json(program->plan()) + "\n"
                               : ir::to_text(program->plan()));
    const std::vector<std::string> broken = ir::verify(program->plan());
    for (const std::string& promise : broken)
        console.error(promise);
    return broken.empty() ? exit_ok : exit_bug;
}

} // namespace expc::driver
