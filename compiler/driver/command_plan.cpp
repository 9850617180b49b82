// SPDX-License-Identifier: MIT
#include "compiler/driver/clashes.hpp"
#include "compiler/driver/plan_text.hpp"
#include "compiler/driver/rows.hpp"
#include "compiler/driver/shared_outputs.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/targets.hpp"
#include "compiler/ir/run_table.hpp"

namespace expc::driver {

namespace {

/// A heading where a table alone would not say whose runs it lists.
void print_heading(const ir::Plan& plan, const ir::Target& target, const ir::Experiment& experiment,
                   Console& console) {
    if (plan.targets.size() == 1 && target.experiments.size() == 1) return;
    console.print("# {}: {}, {}\n", target.name, experiment.name,
                  counted(experiment.space.count, "run"));
}

/// Lists the selected runs of every target; false after a mistake in the selection.
bool list_runs(Program& program, const Arguments& arguments, Console& console) {
    const ir::RunFormat format = arguments.json ? ir::RunFormat::json : ir::RunFormat::table;
    const auto take = [&](std::string_view chunk) {
        console.out(chunk);
        return !console.closed();
    };
    for (const ir::Target& target : program.plan().targets) {
        for (const ir::Experiment& experiment : target.experiments) {
            const std::optional<ChosenRows> rows =
                choose_rows(program, experiment, arguments, console);
            if (!rows) return false;
            if (!arguments.json) print_heading(program.plan(), target, experiment, console);
            if (!ir::print_runs(target.name, experiment, rows->selection, format, take))
                return true;
        }
    }
    return true;
}

} // namespace

int plan(const Arguments& arguments, Console& console) {
    std::variant<Program, int> planned = plan_targets(arguments, console);
    if (const int* code = std::get_if<int>(&planned)) return *code;
    Program& program = std::get<Program>(planned);
    if (selects_rows(arguments)) {
        // What planning had to say has been printed; only a mistake in --where is to follow.
        program.sink().withdraw(0);
        if (selects_something(program, arguments, console) &&
            list_runs(program, arguments, console))
            return exit_ok;
        report(program, arguments, console);
        return exit_failed;
    }
    if (arguments.json) {
        for (const ir::Target& target : program.plan().targets)
            console.out(target_json(program.plan(), target, arguments));
        return exit_ok;
    }
    console.out(plan_summary(program.plan(), arguments));
    for (const SharedOutputs& shared : shared_outputs(program.plan()))
        console.print("warning: {}: what runs last stands there\n", sentence(shared));
    if (!arguments.backend) {
        for (const Clash& clash : clashes(program.plan()))
            console.print("warning: {}: build one at a time\n", clash.sentence);
    }
    for (const std::string& remark : program.remarks())
        console.print("note: {}\n", remark);
    return exit_ok;
}

} // namespace expc::driver
