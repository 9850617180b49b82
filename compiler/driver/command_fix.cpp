// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/fixes.hpp"
#include "compiler/driver/session.hpp"
#include "compiler/driver/subcommands.hpp"
#include "compiler/driver/surroundings.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace expc::driver {

namespace {

/// A mended mistake may uncover the next one; a program that is not done after so many rounds is
/// left to its author.
constexpr int most_rounds = 20;

/// Title, file and line of messages with an edit, and how many there are of each.
using Mendable = std::map<std::tuple<std::string, std::string, std::uint32_t>, std::size_t>;

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

bool has_edits(const diag::Diagnostic& diagnostic) {
    return std::ranges::find(diagnostic.helps, diag::Applicability::automatic,
                             &diag::Help::applicability) != diagnostic.helps.end();
}

Mendable mendable(Program& program) {
    Mendable messages;
    for (const diag::Diagnostic& diagnostic : program.sink().sorted()) {
        if (!has_edits(diagnostic)) continue;
        const SourceFile& file = program.sources()[diagnostic.primary.range.file];
        const LineColumn place = file.locate(diagnostic.primary.range.begin);
        ++messages[{diagnostic.title, file.path, place.line}];
    }
    return messages;
}

/// The first message that is there as often as before its edits were made. Such edits only make the
/// file longer: what they insert disappears in a string that is not closed, for example.
std::optional<std::string> still_there(Program& before, Program& after, const Mended& mended) {
    const Mendable now = mendable(after);
    for (const auto& [message, count] : mendable(before)) {
        const auto& [title, path, line] = message;
        if (std::ranges::find(mended.refused, path) != mended.refused.end()) continue;
        const auto found = now.find(message);
        if (found != now.end() && found->second >= count)
            return fmt::format("{}:{}: the edit does not help where {}; mend it by hand", path,
                               line, title);
    }
    return std::nullopt;
}

bool write_all(const Mended& mended, Console& console) {
    const std::string here = absolute_path(".");
    for (const auto& [path, text] : mended.files) {
        // Where the path is a link, the file that it leads to is replaced, not the link.
        const Result<Done> written = write_file(real_path(path), text);
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
    std::optional<std::string> useless;
    for (int round = 0; round < most_rounds; ++round) {
        Mended next = mended;
        const bool is_any_mended = mend_once(*program, next);
        mended.refused = next.refused;
        if (!is_any_mended) break;
        std::optional<Program> again = compile_file(arguments, Depth::check, next.files, console);
        if (!again) return exit_usage;
        useless = still_there(*program, *again, next);
        if (useless) break;
        mended = std::move(next);
        program = std::move(again);
    }
    if (arguments.dry_run) {
        for (const auto& [path, text] : mended.files)
            console.out(text);
    } else if (!write_all(mended, console)) {
        return exit_failed;
    }
    for (const std::string& path : mended.refused)
        console.warning(fmt::format("fixes of `{}` overlap; it is left alone", path));
    if (useless) console.warning(*useless);
    if (!arguments.dry_run) console.print("{} applied\n", counted(mended.edits, "edit"));
    return report(*program, arguments, console) ? exit_ok : exit_failed;
}

} // namespace expc::driver
