// SPDX-License-Identifier: MIT
#include "compiler/driver/building.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/targets.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

/// What a person does next: one command for each target.
void print_next(const std::vector<EmittedTarget>& targets, const Arguments& arguments,
                Console& console) {
    console.out("next:");
    for (const EmittedTarget& emitted : targets) {
        const auto& files = emitted.artifacts.files;
        const bool submits =
            std::ranges::find(files, "submit.sh", &backends::Artifact::path) != files.end();
        console.print("{} expc run {} {}", &emitted == &targets.front() ? "" : "     ",
                      arguments.file, emitted.target->name);
        console.print("   (or without expc: {}/{})\n", emitted.folder,
                      submits ? "submit.sh" : "run.sh");
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
