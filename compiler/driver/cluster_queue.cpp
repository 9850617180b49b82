// SPDX-License-Identifier: MIT
#include "compiler/driver/cluster_queue.hpp"

#include "compiler/driver/job_records.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"
#include "runtime/gridengine/qstat.hpp"
#include "runtime/kubernetes/jobs.hpp"
#include "runtime/remote/records.hpp"
#include "runtime/slurm/squeue.hpp"

#include <fmt/format.h>

#include <memory>

namespace expc::driver {

namespace {

/// Kubernetes tells of each index how it ended, and pods write where this machine may not look:
/// what it tells becomes records of runs.
cluster::AskQueue ask_kubernetes(const EmittedTarget& emitted, const RunPlaces& places) {
    const auto records = std::make_shared<JobRecords>(emitted, places);
    return
        [&emitted, records](const std::vector<std::string>& environment) -> Result<cluster::Queue> {
            const auto jobs = kubernetes::ask_jobs(environment, emitted.artifacts.queue_words);
            if (!jobs) return jobs.failure();
            const Result<Done> kept = records->keep(jobs.value());
            if (!kept) return kept.failure();
            return kubernetes::queue_of(jobs.value());
        };
}

/// What the other machine is asked: two lines, and what the engine's client prints.
std::string question_to(const StagedTarget& staged) {
    using remote::quoted;
    const ir::Platform& platform = staged.emitted.target->platform;
    const bool is_slurm = platform.engine == slurm::task_names.engine;
    std::string script;
    const auto assign = [&](std::string_view name, std::string_view value) {
        script += fmt::format("{}={}\n", name, quoted(value));
    };
    assign("dir", platform.submit->dir.value_or(""));
    assign("name", file_name(staged.places.project));
    assign("run_root", platform.run_root.value_or("runs"));
    assign("digest", staged.emitted.digest);
    script += R"(dir=${dir:-$HOME/expc/$name}
project=$(cd -- "$dir" 2>/dev/null && pwd -P)
case $run_root in /*) ;; *) run_root=${project:+$project/$run_root} ;; esac
[ -d "$run_root/.expc" ] || run_root=
printf '%s\n' "$run_root"
if [ -f "$run_root/.expc/$digest/submitted.tsv" ]; then echo submitted; else echo new; fi
)";
    return script + std::string(is_slurm ? slurm::question : gridengine::question) + "\n";
}

std::string take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// Where nothing is recorded, nothing is known here.
Result<Done> forget_records(const StagedTarget& staged) {
    return files::remove_tree(
        fmt::format("{}/{}/.status", staged.places.run_root, staged.emitted.target->name));
}

Result<cluster::Queue> ask_there(const StagedTarget& staged) {
    const Result<std::string> said = staged.connection->ask(question_to(staged));
    if (!said) return said.failure();
    std::string_view answer = said.value();
    const std::string run_root = take_line(answer);
    const bool is_submitted = take_line(answer) == "submitted";
    const std::string& target = staged.emitted.target->name;
    const Result<Done> fetched =
        run_root.empty()
            ? forget_records(staged)
            : remote::fetch_records(*staged.connection, {run_root, target}, staged.places.run_root);
    if (!fetched) return fetched.failure();
    if (!is_submitted) {
        const auto gone = files::remove_tree(staged.places.tree + "/submitted.tsv");
        if (!gone) return gone.failure();
    }
    const bool is_slurm = staged.emitted.target->platform.engine == slurm::task_names.engine;
    return is_slurm ? slurm::parse_queue(answer) : gridengine::parse_queue(answer);
}

} // namespace

cluster::AskQueue queue_of(const StagedTarget& staged) {
    const std::string& engine = staged.emitted.target->platform.engine;
    if (staged.connection)
        return [&staged](const std::vector<std::string>&) { return ask_there(staged); };
    if (engine == kubernetes::task_names.engine)
        return ask_kubernetes(staged.emitted, staged.places);
    return engine == slurm::task_names.engine ? slurm::ask_queue : gridengine::ask_queue;
}

} // namespace expc::driver
