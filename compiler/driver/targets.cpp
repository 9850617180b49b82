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

/// Why an option for jobs has nobody to go to, where all targets run on this machine.
std::optional<std::string> useless_option(const ir::Plan& plan, const Arguments& arguments) {
    const std::string_view option = !arguments.after.empty()          ? "--after"
                                    : !arguments.engine_flags.empty() ? "--engine-flag"
                                                                      : "";
    const bool all_here = std::ranges::all_of(
        plan.targets, [](const ir::Target& target) { return target.platform.engine == "local"; });
    if (option.empty() || plan.targets.empty() || !all_here) return std::nullopt;
    return fmt::format("{} is for clusters: {} runs on this machine, where there are no jobs",
                       option, fmt::join(target_names(plan), ", "));
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

bool has_named_targets(const Program& program, const Arguments& arguments, Depth depth,
                       Console& console) {
    if (!unknown_target(arguments.targets, target_names(program.plan()))) return true;
    // The plan holds only named targets, so all names are found by a second look.
    Arguments every = arguments;
    every.targets.clear();
    const std::optional<Program> whole = compile_file(every, depth, console);
    if (!whole) return false;
    const std::vector<std::string> known = target_names(whole->plan());
    std::string message = unknown_target(arguments.targets, known).value_or("a target has no plan");
    const std::optional<std::string>& behind = arguments.word_behind_runs;
    if (behind && unknown_target({*behind}, known)) message += "; `--runs` takes a list like 0-3,8";
    console.error(message);
    return false;
}

std::variant<Program, int> plan_targets(const Arguments& arguments, Console& console) {
    std::optional<Program> program = compile_file(arguments, Depth::plan, console);
    if (!program) return exit_usage;
    if (!report(*program, arguments, console)) return exit_failed;
    if (!has_named_targets(*program, arguments, Depth::plan, console)) return exit_usage;
    if (const auto useless = useless_option(program->plan(), arguments)) {
        console.error(*useless);
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
