// SPDX-License-Identifier: MIT
// The table of subcommands: what each one is called, which options it takes, what its help teaches
// and which function does it. `--help`, completion and the list of usage errors are all made from
// this table.
#pragma once

#include "compiler/driver/arguments.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace expc::driver {

class Console;

/// Exit codes, the same for every subcommand.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1; ///< diagnostics, or runs that failed
inline constexpr int exit_usage = 2;
inline constexpr int exit_bug = 3;

/// Groups of options that a subcommand may take; options.cpp declares each group once.
enum class Takes : std::uint8_t {
    file,
    targets,
    settings,       ///< --set --set-file --override
    appended_words, ///< `-- WORDS...`
    engine_flags,
    json,
    selection, ///< --where --runs --first
    output,
    backend,
    rerun,  ///< --all --changed --keep
    launch, ///< --all-targets --follow --after
    dry_run,
    expression,
    field,
    builds,
    code,
    directory,
    shell,
};

struct Subcommand {
    std::string_view name;
    std::string_view summary;     ///< one line, for the list
    std::string_view description; ///< what a person should know before using it
    std::vector<Takes> takes;
    std::string_view examples; ///< lines `command   # what it does`
    int (*run)(const Arguments&, Console&);
    bool hidden = false;
};

/// All subcommands, in the order in which a newcomer meets them.
[[nodiscard]] std::span<const Subcommand> subcommands();

int check(const Arguments& arguments, Console& console);
int plan(const Arguments& arguments, Console& console);
int build(const Arguments& arguments, Console& console);
int run(const Arguments& arguments, Console& console);
int test(const Arguments& arguments, Console& console);
int inputs(const Arguments& arguments, Console& console);
int eval(const Arguments& arguments, Console& console);
int clean(const Arguments& arguments, Console& console);
int verify(const Arguments& arguments, Console& console);
int why(const Arguments& arguments, Console& console);
int explain(const Arguments& arguments, Console& console);
int fix(const Arguments& arguments, Console& console);
int init(const Arguments& arguments, Console& console);
int completion(const Arguments& arguments, Console& console);
int version(const Arguments& arguments, Console& console);
int tmlanguage(const Arguments& arguments, Console& console);
int fields(const Arguments& arguments, Console& console);
int plan_text(const Arguments& arguments, Console& console);

} // namespace expc::driver
