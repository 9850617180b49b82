// SPDX-License-Identifier: MIT
#include "runtime/process/capture.hpp"

#include "runtime/files/files.hpp"
#include "runtime/process/anonymous_file.hpp"
#include "runtime/process/program.hpp"
#include "runtime/process/signals.hpp"
#include "runtime/process/spawn.hpp"

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace expc::process {
namespace {

constexpr std::string_view default_path = "/usr/local/bin:/usr/bin:/bin";

PointerList pointers_to(const std::vector<std::string>& texts) {
    PointerList list;
    for (const std::string& text : texts)
        list.add(text);
    return list;
}

/// Waits for the end of the program; the last signal that it was given, if any.
std::optional<int> pass_signals(const Signals& signals, pid_t program) {
    std::optional<int> passed;
    while (!look(program)) {
        const int signal = signals.wait(std::chrono::seconds(1));
        if (signal == 0 || signal == SIGCHLD) continue;
        ::kill(program, signal);
        passed = signal;
    }
    return passed;
}

} // namespace

Result<Captured> run_and_capture(const Command& command) {
    const files::Descriptor input = anonymous_file(command.input);
    const files::Descriptor output = anonymous_file({});
    const files::Descriptor errors = anonymous_file({});
    if (!input || !output || !errors)
        return files::failed("hold the output of", command.argv[0], errno);

    const auto environment = command.environment ? *command.environment : own_environment();
    ProgramFinder finder;
    const std::string& program = finder.find(command.argv[0], search_path(environment),
                                             command.folder.empty() ? "." : command.folder);
    PointerList argv = pointers_to(command.argv);
    PointerList variables = pointers_to(environment);
    // Held back before the start, so that none comes in between.
    std::optional<Signals> signals;
    if (command.passes_signals) signals.emplace();
    const Spawned spawned =
        spawn({.program = program.c_str(),
               .argv = argv.finish(),
               .environment = variables.finish(),
               .folder = command.folder.empty() ? nullptr : command.folder.c_str(),
               .input = input.number(),
               .output = output.number(),
               .errors = errors.number()});
    if (spawned.error != 0) return files::failed("start", command.argv[0], spawned.error);
    std::optional<int> passed;
    if (signals) passed = pass_signals(*signals, spawned.process);
    const Ended ended = reap(spawned.process);
    return Captured{.ended = ended,
                    .output = content_of(output),
                    .errors = content_of(errors),
                    .signal = passed};
}

std::vector<std::string> own_environment() {
    std::vector<std::string> all;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        all.emplace_back(*entry);
    return all;
}

std::optional<std::string_view> variable(const std::vector<std::string>& environment,
                                         std::string_view name) {
    for (const std::string_view entry : environment)
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
            return entry.substr(name.size() + 1);
    return std::nullopt;
}

std::string_view search_path(const std::vector<std::string>& environment) {
    return variable(environment, "PATH").value_or(default_path);
}

} // namespace expc::process
