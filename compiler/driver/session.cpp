// SPDX-License-Identifier: MIT
#include "compiler/driver/session.hpp"

#include "compiler/diagnostics/render.hpp"
#include "compiler/driver/surroundings.hpp"
#include "compiler/driver/version.hpp"

#include <array>

namespace expc::driver {

namespace {

std::string rendered(Program& program, const Arguments& arguments, const Console& console) {
    const std::vector<diag::Diagnostic> diagnostics = program.sink().sorted();
    const Sources& sources = program.sources();
    switch (arguments.diagnostics) {
    case DiagnosticsForm::text:
        return diag::render_text(sources, diagnostics,
                                 {.colour = console.colored_err(),
                                  .unicode = locale_is_utf8(),
                                  .width = console.width(),
                                  .explain_url = {},
                                  .suppressed = program.sink().suppressed()});
    case DiagnosticsForm::brief: return diag::render_short(sources, diagnostics);
    case DiagnosticsForm::json: return diag::render_json(sources, diagnostics);
    case DiagnosticsForm::sarif: return diag::render_sarif(sources, diagnostics, version_number);
    }
    return {};
}

} // namespace

CompileOptions compile_options(const Arguments& arguments, Depth depth) {
    return {.path = arguments.file,
            .project_root = project_root(arguments.file),
            .working_folder = absolute_path("."),
            .depth = depth,
            .sets = arguments.sets,
            .set_files = arguments.set_files,
            .overrides = arguments.overrides,
            .appended_words = arguments.appended_words,
            .engine_flags = arguments.engine_flags,
            .targets = arguments.targets,
            .dies_with_process = true};
}

std::optional<Program> compile_file(const Arguments& arguments, Depth depth, Console& console) {
    return compile_file(arguments, depth, {}, console);
}

std::optional<Program> compile_file(const Arguments& arguments, Depth depth, const Overlay& overlay,
                                    Console& console) {
    // The root file is read once, because it may be a pipe.
    const auto root = std::make_shared<const Result<std::string>>(read_file(arguments.file));
    if (!*root) {
        console.error(fmt::format("cannot read `{}`: {}", arguments.file, root->failure().message));
        return std::nullopt;
    }
    // The program keeps its surroundings for later questions, so they own what they need.
    Surroundings surroundings = real_surroundings();
    surroundings.read_file =
        [root, overlay, file = arguments.file](const std::string& path) -> Result<std::string> {
        const auto replaced = overlay.empty() ? overlay.end() : overlay.find(absolute_path(path));
        if (replaced != overlay.end()) return replaced->second;
        return path == file ? *root : read_file(path);
    };
    return Program::compile(compile_options(arguments, depth), surroundings);
}

bool report(Program& program, const Arguments& arguments, Console& console) {
    console.err(rendered(program, arguments, console));
    return !program.sink().has_errors();
}

std::string counted(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array units = {"KiB", "MiB", "GiB"};
    if (bytes < 1024) return fmt::format("{} B", bytes);
    double amount = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (amount >= 1024 && unit + 1 < units.size()) {
        amount /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {}", amount, units[unit]);
}

} // namespace expc::driver
