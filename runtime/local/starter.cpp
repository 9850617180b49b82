// SPDX-License-Identifier: MIT
#include "runtime/local/starter.hpp"

#include "runtime/files/files.hpp"
#include "runtime/local/earlier_logs.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace expc::local {
namespace {

constexpr std::string_view default_path = "/usr/local/bin:/usr/bin:/bin";

Result<Done> make_all_folders(const Launch& launch) {
    if (auto made = files::make_folders(launch.run_folder); !made) return made;
    for (const std::string& folder : launch.folders)
        if (auto made = files::make_folders(folder); !made) return made;
    return Done{};
}

/// A log of the user's choice may stand in a folder that nobody has made yet.
Result<files::Descriptor> open_log(const std::string& path, bool chosen) {
    if (chosen)
        if (auto made = files::make_folders(files::parent(path)); !made) return made.failure();
    return files::open_log(path);
}

/// The log says it too, as task.sh has it; a log that cannot be written is told by the reason
/// alone.
bool refuse(Slot& slot, std::string reason) {
    static_cast<void>(files::make_folders(slot.launch.run_folder));
    static_cast<void>(files::append(slot.launch.error_path(), fmt::format("expc: {}\n", reason)));
    slot.record.state = status::State::setup_failed;
    slot.record.reason = std::move(reason);
    return false;
}

/// Why a program did not start, in the words that task.sh has for it too.
std::string obstacle(const Slot& slot, const std::string& program, int error) {
    if (error != ENOENT) return std::strerror(error);
    const std::string path = program.starts_with('/')
                                 ? program
                                 : fmt::format("{}/{}", slot.launch.working_folder, program);
    const bool is_there = files::kind_behind(path) == files::Kind::file;
    return is_there ? "the program that its first line names is not there" : "no such program";
}

/// The exit codes are those of a shell: 127 where there is no such program, 126 where it cannot be
/// executed. A program that ends with one of them has started, and is no setup that failed.
bool fail_as_a_shell(Slot& slot, const std::string& name, const std::string& program, int error) {
    slot.record.state = status::State::setup_failed;
    slot.record.exit = error == ENOENT ? 127 : 126;
    slot.record.reason = fmt::format("cannot start {}: {}", name, obstacle(slot, program, error));
    if (slot.launch.steps.size() > 1) slot.record.step = slot.step;
    static_cast<void>(
        files::append(slot.launch.error_path(), fmt::format("expc: {}\n", slot.record.reason)));
    return false;
}

bool explain(Slot& slot, const std::string& name, const std::string& program, int error) {
    const std::string& folder = slot.launch.working_folder;
    if (!folder.empty() && files::kind_behind(folder) != files::Kind::folder)
        return refuse(slot, files::failed("enter folder", folder, error).message);
    if (error == EAGAIN || error == ENOMEM)
        return refuse(slot, files::failed("start", name, error).message);
    return fail_as_a_shell(slot, name, program, error);
}

} // namespace

Starter::Starter(const Batch& batch)
    : batch_(batch), host_(status::this_host()), job_(fmt::format("local:{}", ::getpid())),
      environment_(batch.environment), nothing_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

bool Starter::start(Slot& slot, const GpuPool& gpus) {
    open_record(slot);
    if (auto kept = keep_earlier_logs(slot.launch.run_folder); !kept)
        return refuse(slot, kept.failure().message);
    if (slot.launch.refusal) return refuse(slot, *slot.launch.refusal);
    if (auto prepared = prepare(slot); !prepared) return refuse(slot, prepared.failure().message);
    if (const auto visible = gpus.visible_devices(slot.gpus))
        slot.launch.assign("CUDA_VISIBLE_DEVICES", *visible);
    return start_step(slot);
}

void Starter::skip(Slot& slot, std::string reason) const {
    open_record(slot);
    slot.record.state = status::State::skipped;
    slot.record.reason = std::move(reason);
}

void Starter::open_record(Slot& slot) const {
    const Launch& launch = slot.launch;
    slot.started = Clock::now();
    slot.step = 0;
    slot.process = -1;
    slot.ending = EndReason::none;
    slot.killed = false;
    slot.record.target = batch_.target;
    slot.record.tree = batch_.tree;
    slot.record.host = host_;
    slot.record.job = job_;
    slot.record.experiment = launch.experiment;
    slot.record.index = launch.index;
    slot.record.attempt = launch.attempt;
    slot.record.id = launch.id;
    slot.record.digest = launch.digest;
    slot.record.start = status::now();
    slot.record.state = status::State::running;
    slot.record.pid = ::getpid();
    slot.record.end.reset();
    slot.record.exit.reset();
    slot.record.signal.reset();
    slot.record.step.reset();
    slot.record.reason.clear();
}

Result<Done> Starter::prepare(Slot& slot) const {
    const Launch& launch = slot.launch;
    if (auto made = make_all_folders(launch); !made) return made;
    auto output = open_log(launch.output_path(), !launch.output_log.empty());
    if (!output) return output.failure();
    auto errors = open_log(launch.error_path(), !launch.error_log.empty());
    if (!errors) return errors.failure();
    slot.output = std::move(output).value();
    slot.errors = std::move(errors).value();
    return Done{};
}

bool Starter::start_step(Slot& slot) {
    const Launch& launch = slot.launch;
    if (slot.step >= launch.steps.size() || launch.steps[slot.step].empty())
        return refuse(slot, "its command has no words");
    const std::vector<std::string>& words = launch.steps[slot.step];
    const auto path = environment_.value("PATH", launch.environment).value_or(default_path);
    const std::string& program = programs_.find(words[0], path, launch.working_folder);
    process::PointerList argv;
    for (const std::string& word : words)
        argv.add(word);
    const process::Spawned spawned = process::spawn(
        {.program = program.c_str(),
         .argv = argv.finish(),
         .environment = environment_.with(launch.environment),
         .folder = launch.working_folder.empty() ? nullptr : launch.working_folder.c_str(),
         .input = nothing_.number(),
         .output = slot.output.number(),
         .errors = slot.errors.number(),
         .own_group = true});
    if (spawned.error != 0) return explain(slot, words[0], program, spawned.error);
    slot.process = spawned.process;
    slot.record.pid = spawned.process;
    if (launch.steps.size() > 1)
        slot.record.step = slot.step;
    else
        slot.output.reset(), slot.errors.reset();
    return true;
}

} // namespace expc::local
