// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/fixes.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"

namespace expc::driver {

namespace {

/// A mended mistake may uncover the next one; a program that is not done after so many rounds is
/// left to its author.
constexpr int most_rounds = 20;

struct Mended {
    Overlay files; ///< new texts by absolute path
    std::size_t edits = 0;
    std::vector<std::string> refused; ///< files whose fixes overlap
};

/// The command line (`--override`) and the standard library are sources too, but nobody's files.
bool is_written_file(const std::string& path) {
    return !path.starts_with("--") && !path.starts_with("std/");
}

/// Applies one round of fixes; false when there was none to apply.
bool mend_once(Program& program, Mended& mended) {
    const diag::FixOutcome outcome = diag::apply_fixes(program.sources(), program.sink().sorted());
    mended.refused.clear();
    for (const SourceId file : outcome.refused)
        mended.refused.push_back(program.sources()[file].path);
    bool is_any_mended = false;
    for (const diag::FixedFile& file : outcome.changed) {
        if (!is_written_file(program.sources()[file.file].path)) continue;
        is_any_mended = true;
        mended.files[absolute_path(program.sources()[file.file].path)] = file.text;
        mended.edits += file.edits;
    }
    return is_any_mended;
}

bool write_all(const Mended& mended, Console& console) {
    const std::string here = absolute_path(".");
    for (const auto& [path, text] : mended.files) {
        const Result<Done> written = write_file(path, text);
        if (!written) {
            console.error(fmt::format("cannot write `{}`: {}", path, written.failure().message));
            return false;
        }
        console.print("mended {}\n", relative_path(path, here));
    }
    return true;
}

} // namespace

int fix(const Arguments& arguments, Console& console) {
    Mended mended;
    std::optional<Program> program = compile_file(arguments, Depth::check, console);
    if (!program) return exit_usage;
    for (int round = 0; round < most_rounds && mend_once(*program, mended); ++round) {
        program = compile_file(arguments, Depth::check, mended.files, console);
        if (!program) return exit_usage;
    }
    if (arguments.dry_run) {
        for (const auto& [path, text] : mended.files)
            console.out(text);
    } else if (!write_all(mended, console)) {
        return exit_failed;
    }
    for (const std::string& path : mended.refused)
        console.warning(fmt::format("fixes of `{}` overlap; it is left alone", path));
    if (!arguments.dry_run) console.print("{} applied\n", counted(mended.edits, "edit"));
    return report(*program, arguments, console) ? exit_ok : exit_failed;
}

} // namespace expc::driver
