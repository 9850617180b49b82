// SPDX-License-Identifier: MIT
// What the user typed, as plain data: every option of every subcommand, because one option means
// the same wherever it is taken. Which subcommand takes which options stands in subcommands.cpp;
// command_line.cpp fills this in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace expc::driver {

enum class ColorChoice : std::uint8_t { automatic, always, never };
enum class DiagnosticsForm : std::uint8_t { text, brief, json, sarif };

struct Arguments {
    // every subcommand
    ColorChoice color = ColorChoice::automatic;
    DiagnosticsForm diagnostics = DiagnosticsForm::text;

    // subcommands that read a program
    std::string file;                        ///< FILE, as typed
    std::vector<std::string> targets;        ///< TARGET...; empty: all
    std::vector<std::string> sets;           ///< --set NAME=VALUE
    std::vector<std::string> set_files;      ///< --set-file NAME=PATH
    std::vector<std::string> overrides;      ///< --override PATH=EXPR
    std::vector<std::string> engine_flags;   ///< --engine-flag WORD
    std::vector<std::string> appended_words; ///< after `--`
    bool json = false;

    // selections of runs
    std::optional<std::string> where;
    std::optional<std::string> runs; ///< `0-3,8`, or `all` where `--runs` stood alone
    std::optional<std::uint64_t> first;
    /// The word behind a `--runs` that stood alone; it may have been meant as a list.
    std::optional<std::string> word_behind_runs;

    // build
    std::optional<std::string> backend; ///< --backend PROGRAM

    // build and run
    std::string output = "build";
    bool all_targets = false;
    bool all = false;     ///< also what succeeded
    bool changed = false; ///< run changed runs again
    bool keep = false;    ///< leave changed runs as they are
    bool dry_run = false;
    bool follow = false;
    std::vector<std::string> after; ///< `slurm:123`

    // the rest
    std::string expression;          ///< eval
    std::string field;               ///< why
    std::vector<std::string> builds; ///< verify: folders of built targets
    std::string code;                ///< explain; empty: list all
    std::string directory;           ///< init
    std::string shell;               ///< completion
};

} // namespace expc::driver
