// SPDX-License-Identifier: MIT
#include "runtime/process/filter.hpp"

#include "runtime/files/files.hpp"
#include "runtime/process/anonymous_file.hpp"
#include "runtime/process/capture.hpp"
#include "runtime/process/program.hpp"
#include "runtime/process/signals.hpp"
#include "runtime/process/spawn.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace expc::process {
namespace {

using std::chrono::milliseconds;

/// How long a silent program is waited for before its output is looked at again, and how long one
/// may tidy up.
constexpr milliseconds between_looks{20};
constexpr milliseconds to_tidy_up{2000};

/// The two ends of a pipe: a program that writes faster than it is read waits, in no memory.
struct Pipe {
    files::Descriptor reading;
    files::Descriptor writing;
};

Pipe make_pipe() {
    constexpr int roomy = 1 << 20;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {};
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    ::fcntl(ends[0], F_SETPIPE_SZ, roomy);
    return {files::Descriptor(ends[0]), files::Descriptor(ends[1])};
}

/// Moves what is in the pipe to the end of `output`, up to one block beyond the limit; whether
/// there was anything.
bool drain(const files::Descriptor& pipe, std::string& output, std::uint64_t most_output) {
    char block[1U << 16U];
    const std::size_t before = output.size();
    while (output.size() <= most_output) {
        const ssize_t count = ::read(pipe.number(), block, sizeof block);
        if (count <= 0) break;
        output.append(block, static_cast<std::size_t>(count));
    }
    return output.size() > before;
}

/// Waits until it has ended or has to be ended.
FilterEnd watch(pid_t program, const files::Descriptor& pipe, std::string& output,
                std::uint64_t most_output, const Signals& signals) {
    bool ended = false;
    while (!ended) {
        // What it wrote before it ended is in the pipe when its end is seen.
        ended = look(program).has_value();
        const bool wrote = drain(pipe, output, most_output);
        if (output.size() > most_output) return FilterEnd::limit;
        const int signal = signals.wait(ended || wrote ? milliseconds{0} : between_looks);
        if (!ended && signal != 0 && signal != SIGCHLD) return FilterEnd::person;
    }
    return FilterEnd::itself;
}

/// Asks its group to end; a second Ctrl-C does not wait for that.
void ask_to_end(pid_t program, const Signals& signals) {
    signal_group(program, SIGTERM);
    for (milliseconds waited{0}; waited < to_tidy_up && !look(program); waited += between_looks) {
        const int signal = signals.wait(between_looks);
        if (signal != 0 && signal != SIGCHLD) return;
    }
}

} // namespace

Result<Filtered> filter(const std::string& program, std::string_view input,
                        std::uint64_t most_output) {
    const files::Descriptor question = anonymous_file(input);
    Pipe answer = make_pipe();
    if (!question || !answer.reading) return files::failed("hold the output of", program, errno);
    const std::string file = program_file(program);
    PointerList argv;
    argv.add(program);
    const std::vector<std::string> environment = own_environment();
    PointerList variables;
    for (const std::string& entry : environment)
        variables.add(entry);

    const Signals signals;
    const Spawned spawned = spawn({.program = file.c_str(),
                                   .argv = argv.finish(),
                                   .environment = variables.finish(),
                                   .input = question.number(),
                                   .output = answer.writing.number(),
                                   .own_group = true});
    if (spawned.error != 0) return files::failed("start", program, spawned.error);
    answer.writing = {};
    Filtered filtered;
    filtered.end = watch(spawned.process, answer.reading, filtered.output, most_output, signals);
    if (filtered.end == FilterEnd::person) ask_to_end(spawned.process, signals);
    signal_group(spawned.process, SIGKILL);
    filtered.ended = reap(spawned.process);
    return filtered;
}

std::string program_file(const std::string& program) {
    const std::vector<std::string> environment = own_environment();
    ProgramFinder finder;
    return finder.find(program, search_path(environment), ".");
}

} // namespace expc::process
