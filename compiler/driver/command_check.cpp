// SPDX-License-Identifier: MIT
#include "compiler/backends/backend.hpp"
#include "compiler/backends/capabilities.hpp"
#include "compiler/driver/clashes.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/targets.hpp"

namespace expc::driver {

namespace {

/// Targets that are sound and that their engines cannot carry yet, a sentence each (`build` says
/// where).
std::vector<std::string> unbuildable(const ir::Plan& plan) {
    std::vector<std::string> sentences;
    for (const ir::Target& target : plan.targets) {
        diag::Sink sink;
        if (backends::check_capabilities(target, sink))
            backends::find(target.platform.engine)->check(target, sink);
        for (const diag::Diagnostic& diagnostic : sink.sorted()) {
            if (diagnostic.severity != diag::Severity::error) continue;
            sentences.push_back(
                fmt::format("{} cannot be built: {}", target.name, diagnostic.title));
        }
    }
    return sentences;
}

} // namespace

int check(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::check, console);
    if (!program) return exit_usage;
    if (!report(*program, arguments, console)) return exit_failed;
    if (program->has_values() && !has_named_targets(*program, arguments, Depth::check, console))
        return exit_usage;
    if (arguments.diagnostics != DiagnosticsForm::text) return exit_ok;
    for (const std::string& remark : program->remarks())
        console.err(fmt::format("note: {}\n", remark));
    for (const std::string& sentence : unbuildable(program->plan()))
        console.err(fmt::format("note: {}\n", sentence));
    for (const Clash& clash : clashes(program->plan()))
        console.err(fmt::format("note: {}: build one at a time\n", clash.sentence));
    console.print("{}: no mistakes found\n", arguments.file);
    return exit_ok;
}

} // namespace expc::driver
