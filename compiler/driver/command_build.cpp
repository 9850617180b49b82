// SPDX-License-Identifier: MIT
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/driver/building.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/targets.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

/// The options that made this build, so that the next call makes the same one.
std::string options_text(const Arguments& arguments) {
    std::string text;
    const auto add = [&](std::string_view option, const std::string& value) {
        text += fmt::format(" {} {}", option, backends::ShellWord::literal(value));
    };
    if (arguments.output != Arguments{}.output) add("-o", arguments.output);
    for (const std::string& set : arguments.sets)
        add("--set", set);
    for (const std::string& set : arguments.set_files)
        add("--set-file", set);
    for (const std::string& field : arguments.overrides)
        add("--override", field);
    for (const std::string& word : arguments.engine_flags)
        text += fmt::format(" {}", backends::ShellWord::literal("--engine-flag=" + word));
    if (!arguments.appended_words.empty()) text += " --";
    for (const std::string& word : arguments.appended_words)
        text += fmt::format(" {}", backends::ShellWord::literal(word));
    return text;
}

/// What a person does next: one command for each target.
void print_next(const std::vector<EmittedTarget>& targets, const Arguments& arguments,
                Console& console) {
    console.out("next:");
    for (const EmittedTarget& emitted : targets) {
        const auto& files = emitted.artifacts.files;
        const auto has = [&](std::string_view file) {
            return std::ranges::find(files, file, &backends::Artifact::path) != files.end();
        };
        if (has("up.sh")) {
            console.print("{0} {1}/up.sh && {1}/submit.sh; {1}/down.sh ends the machines\n",
                          &emitted == &targets.front() ? "" : "     ", emitted.folder);
            continue;
        }
        console.print("{} expc run {} {}{}", &emitted == &targets.front() ? "" : "     ",
                      arguments.file, emitted.target->name, options_text(arguments));
        console.print("   (or without expc: {}/{})\n", emitted.folder,
                      has("send.sh")     ? "send.sh"
                      : has("submit.sh") ? "submit.sh"
                                         : "run.sh");
    }
}

void print_written(const std::vector<EmittedTarget>& targets, const store::Published& published,
                   Console& console) {
    for (const EmittedTarget& emitted : targets) {
        const auto& written = published.written;
        if (std::ranges::find(written, emitted.target->name) == written.end()) {
            console.print("{}: nothing changed since the last build\n", emitted.folder);
            continue;
        }
        const std::string files = counted(emitted.artifacts.files.size(), "file");
        console.print("wrote {} ({}, {})\n", emitted.folder, files, bytes_text(emitted.bytes()));
    }
}

} // namespace

int build(const Arguments& arguments, Console& console) {
    std::variant<Program, int> planned = plan_targets(arguments, console);
    if (const int* code = std::get_if<int>(&planned)) return *code;
    Program& program = std::get<Program>(planned);
    const std::optional<std::vector<EmittedTarget>> emitted = emit_all(program, arguments, console);
    if (!emitted) return exit_failed;
    if (emitted->empty()) {
        console.print("{} has no targets: nothing to build\n", arguments.file);
        return exit_ok;
    }
    const std::optional<store::Published> published = store_all(*emitted, arguments, console);
    if (!published) return exit_failed;
    print_written(*emitted, *published, console);
    print_next(*emitted, arguments, console);
    return exit_ok;
}

} // namespace expc::driver
