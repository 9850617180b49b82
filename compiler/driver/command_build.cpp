// SPDX-License-Identifier: MIT
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/driver/building.hpp"
#include "compiler/driver/launch.hpp"
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

/// What starts the runs of a target: `expc run`, or the scripts where it does not.
std::string next_step(const EmittedTarget& emitted, const Arguments& arguments) {
    const auto has = [&](std::string_view file) {
        const auto& files = emitted.artifacts.files;
        return std::ranges::find(files, file, &backends::Artifact::path) != files.end();
    };
    if (has("up.sh"))
        return fmt::format("{0}/up.sh && {0}/submit.sh; {0}/down.sh ends the machines",
                           emitted.folder);
    if (recorded_elsewhere(*emitted.target))
        return fmt::format("{0}/submit.sh; {0}/destroy.sh ends the pods", emitted.folder);
    const std::string_view script = has("send.sh")     ? "send.sh"
                                    : has("submit.sh") ? "submit.sh"
                                                       : "run.sh";
    return fmt::format("expc run {} {}{}   (or without expc: {}/{})", arguments.file,
                       emitted.target->name, options_text(arguments), emitted.folder, script);
}

/// What a person does next: one line for each target.
void print_next(const std::vector<EmittedTarget>& targets, const Arguments& arguments,
                Console& console) {
    std::string_view margin = "next:";
    for (const EmittedTarget& emitted : targets) {
        console.print("{} {}\n", margin, next_step(emitted, arguments));
        margin = "     ";
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
    // How the files of another backend are used, only its author knows.
    if (!arguments.backend) print_next(*emitted, arguments, console);
    return exit_ok;
}

} // namespace expc::driver
