// SPDX-License-Identifier: MIT
#include "compiler/driver/targets.hpp"

#include "compiler/driver/names.hpp"
#include "compiler/driver/subcommands.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

std::vector<std::string> target_names(const ir::Plan& plan) {
    std::vector<std::string> names;
    for (const ir::Target& target : plan.targets)
        names.push_back(target.name);
    return names;
}

} // namespace

std::optional<std::string> unknown_target(const std::vector<std::string>& wanted,
                                          const std::vector<std::string>& known) {
    const auto missing = std::ranges::find_if(wanted, [&](const std::string& name) {
        return std::ranges::find(known, name) == known.end();
    });
    if (missing == wanted.end()) return std::nullopt;
    const std::string proposal = did_you_mean(*missing, known);
    const std::string all = known.empty()
                                ? "; the file has no targets"
                                : fmt::format("; the targets are {}", fmt::join(known, ", "));
    return fmt::format("there is no target `{}`{}", *missing, proposal.empty() ? all : proposal);
}

std::variant<Program, int> plan_targets(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::plan, console);
    if (!program) return exit_usage;
    if (!report(*program, arguments, console)) return exit_failed;
    if (unknown_target(arguments.targets, target_names(program->plan()))) {
        // The plan holds only named targets, so all names are found by a second look.
        Arguments every = arguments;
        every.targets.clear();
        const std::optional<Program> whole = compile_file(every, Depth::plan, console);
        if (!whole) return exit_usage;
        console.error(unknown_target(arguments.targets, target_names(whole->plan()))
                          .value_or("a target has no plan"));
        return exit_usage;
    }
    return std::move(*program);
}

std::string target_list(const std::string& file, const ir::Plan& plan) {
    std::size_t width = 0;
    for (const ir::Target& target : plan.targets)
        width = std::max(width, target.name.size());
    std::string text = fmt::format("{} has {}; say which one to run, or --all-targets:\n", file,
                                   counted(plan.targets.size(), "target"));
    for (const ir::Target& target : plan.targets) {
        text += fmt::format("  expc run {} {:<{}}  # {}, {}\n", file, target.name, width,
                            target.platform.engine, counted(target.totals.runs, "run"));
    }
    text.pop_back();
    return text;
}

} // namespace expc::driver
