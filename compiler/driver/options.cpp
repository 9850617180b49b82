// SPDX-License-Identifier: MIT
#include "compiler/driver/options.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <map>

namespace expc::driver {

namespace {

CLI::Option* value(CLI::App& app, const char* names, auto& variable, const char* placeholder,
                   const char* description) {
    return app.add_option(names, variable, description)
        ->type_name(placeholder)
        ->allow_extra_args(false);
}

CLI::Option* positional(CLI::App& app, const char* name, std::string& variable,
                        const char* description) {
    return app.add_option(name, variable, description)->type_name(name);
}

/// An option whose value is one of a few words.
template <typename Choice>
void choice(CLI::App& app, const char* name, Choice& variable, const char* words,
            const char* description, std::map<std::string, Choice> meanings) {
    app.add_option_function<std::string>(
           name, [&variable, meanings](const std::string& word) { variable = meanings.at(word); },
           description)
        ->check([meanings, words](const std::string& word) {
            return meanings.contains(word) ? std::string{}
                                           : fmt::format("`{}` is not one of {}", word, words);
        })
        ->type_name(words);
}

void declare_settings(CLI::App& app, Arguments& arguments) {
    value(app, "--set", arguments.sets, "NAME=VALUE", "give an input a value (see `expc inputs`)");
    value(app, "--set-file", arguments.set_files, "NAME=PATH",
          "give a Str input the content of a file");
    value(app, "--override", arguments.overrides, "PATH=EXPR",
          "replace any field, as the last `with` would: train.resources.time=10m");
}

void declare_selection(CLI::App& app, Arguments& arguments) {
    value(app, "--where", arguments.where, "CONDITION",
          "only runs whose columns fulfil it: 'lr == 1e-3 and seed < 2'");
    value(app, "--runs", arguments.runs, "SELECTION", "only these runs, by index from 0: 0-3,8");
    value(app, "--first", arguments.first, "N", "only the first N of them")
        ->check([](const std::string& word) {
            const bool number = !word.empty() && word.size() < 19 &&
                                word.find_first_not_of("0123456789") == std::string::npos;
            return number ? std::string{} : fmt::format("`{}` is not a number of runs", word);
        });
}

void declare_rerun(CLI::App& app, Arguments& arguments) {
    auto* all = app.add_flag("--all", arguments.all, "also run what has succeeded");
    auto* changed =
        app.add_flag("--changed", arguments.changed,
                     "also run what changed since it succeeded, overwriting its outputs");
    auto* keep =
        app.add_flag("--keep", arguments.keep, "leave what changed since it succeeded as it is");
    keep->excludes(changed)->excludes(all);
}

void declare_backend(CLI::App& app, Arguments& arguments) {
    value(app, "--backend", arguments.backend, "PROGRAM",
          "let this program write the files instead (docs/backends.md)")
        ->check([](const std::string& word) {
            return std::string(word.empty() ? "a program without a name" : "");
        });
}

void declare_launch(CLI::App& app, Arguments& arguments) {
    app.add_flag("--all-targets", arguments.all_targets, "run every target of the file");
    app.add_flag("--follow", arguments.follow,
                 "stay and show what happens; submit the rest as room appears");
    value(app, "--after", arguments.after, "JOB",
          "start only after this job has ended: slurm:12345");
}

} // namespace

void declare_common(CLI::App& app, Arguments& arguments) {
    choice<ColorChoice>(app, "--color", arguments.color, "auto|always|never",
                        "colours; auto: on a terminal, unless NO_COLOR is set",
                        {{"auto", ColorChoice::automatic},
                         {"always", ColorChoice::always},
                         {"never", ColorChoice::never}});
    choice<DiagnosticsForm>(app, "--diagnostics", arguments.diagnostics, "text|short|json|sarif",
                            "the form of diagnostics on standard error",
                            {{"text", DiagnosticsForm::text},
                             {"short", DiagnosticsForm::brief},
                             {"json", DiagnosticsForm::json},
                             {"sarif", DiagnosticsForm::sarif}});
}

void declare(CLI::App& app, Takes group, Arguments& arguments) {
    switch (group) {
    case Takes::file: positional(app, "FILE", arguments.file, "the .exp file")->required(); return;
    case Takes::targets:
        app.add_option("TARGET", arguments.targets,
                       "targets by their built names: mnist@laptop; all unless given")
            ->type_name("TARGET");
        return;
    case Takes::settings: declare_settings(app, arguments); return;
    case Takes::appended_words: return;
    case Takes::engine_flags:
        value(app, "--engine-flag", arguments.engine_flags, "WORD",
              "a word for the engine's client: --engine-flag=--reservation=x");
        return;
    case Takes::json: app.add_flag("--json", arguments.json, "print JSON for programs"); return;
    case Takes::selection: declare_selection(app, arguments); return;
    case Takes::output:
        value(app, "-o,--output", arguments.output, "DIR",
              "where targets are built; `build` unless given")
            ->check([](const std::string& word) {
                return std::string(word.empty() ? "a folder without a name" : "");
            });
        return;
    case Takes::backend: declare_backend(app, arguments); return;
    case Takes::rerun: declare_rerun(app, arguments); return;
    case Takes::launch: declare_launch(app, arguments); return;
    case Takes::dry_run:
        app.add_flag("--dry-run", arguments.dry_run, "say what would be done; do nothing");
        return;
    case Takes::builds:
        app.add_option("BUILD", arguments.builds, "folders of built targets: build/train@laptop")
            ->type_name("BUILD")
            ->required();
        app.add_flag("--all", arguments.all, "compare every run, however many there are");
        return;
    case Takes::field:
        positional(app, "FIELD", arguments.field, "for example train.resources.memory")->required();
        return;
    case Takes::expression:
        positional(app, "EXPRESSION", arguments.expression, "the expression, as one word")
            ->required();
        return;
    case Takes::code:
        positional(app, "CODE", arguments.code, "the code of a diagnostic: E0502");
        return;
    case Takes::directory:
        positional(app, "DIR", arguments.directory,
                   "the folder of the project; made if it is not there");
        return;
    case Takes::shell:
        positional(app, "SHELL", arguments.shell, "bash, zsh or fish")
            ->required()
            ->type_name("bash|zsh|fish");
        return;
    }
}

} // namespace expc::driver
