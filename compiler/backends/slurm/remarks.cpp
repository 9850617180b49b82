// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/remarks.hpp"

#include "compiler/ir/packing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends::slurm {
namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
constexpr std::int64_t minute = 60'000;

std::int64_t rounded_up(std::int64_t amount, std::int64_t unit) {
    return (amount / unit + (amount % unit > 0 ? 1 : 0)) * unit;
}

std::string counted(std::int64_t number, std::string_view thing) {
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

class Remarks {
  public:
    void memory(ir::Size size) {
        const ir::Size counted{rounded_up(size.bytes, mebibyte)};
        if (counted == size) return;
        add(fmt::format("memory = {} becomes {}: Slurm counts in MiB", algebra::display(size),
                        algebra::display(counted)));
    }
    void disk(ir::Size size) {
        const ir::Size counted{rounded_up(size.bytes, mebibyte)};
        if (counted == size) return;
        add(fmt::format("disk = {} becomes {}: Slurm counts in MiB", algebra::display(size),
                        algebra::display(counted)));
    }
    void time(ir::Duration duration) {
        const ir::Duration counted{rounded_up(duration.milliseconds, minute)};
        if (counted == duration) return;
        add(fmt::format("time = {} becomes {}: Slurm counts in minutes", algebra::display(duration),
                        algebra::display(counted)));
    }
    void jobs(std::uint64_t runs) {
        add(fmt::format("`launcher = jobs` means {} calls of sbatch; an array needs a few", runs));
    }
    void pack(const ir::Pack& pack, const ir::Resources& job) {
        std::string asked = fmt::format("tasks = {}, cpus = {}", job.tasks, job.cpus);
        if (job.gpus > 0) asked += fmt::format(", gpus = {}", job.gpus);
        if (job.memory) asked += fmt::format(", memory = {}", algebra::display(*job.memory));
        if (job.time) asked += fmt::format(", time = {}", algebra::display(*job.time));
        add(fmt::format("{} runs share a job, {} at once: it asks for {}", pack.runs, pack.at_once,
                        asked));
    }
    void taskfile(const ir::Pack& pack, std::optional<std::int64_t> runs_on_a_node) {
        std::string sentence =
            fmt::format("{} are lines of one job with {}", counted(pack.runs, "run"),
                        counted(pack.at_once, "task"));
        if (runs_on_a_node) {
            const std::int64_t nodes = rounded_up(pack.at_once, *runs_on_a_node) / *runs_on_a_node;
            sentence += " on " + counted(nodes, "node");
        }
        add(std::move(sentence));
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(sentences_); }

  private:
    void add(std::string sentence) {
        if (std::ranges::find(sentences_, sentence) == sentences_.end())
            sentences_.push_back(std::move(sentence));
    }

    std::vector<std::string> sentences_;
};

} // namespace

std::vector<std::string> remarks(const ir::Target& target) {
    Remarks remarks;
    constexpr std::uint64_t many_jobs = 1000;
    const bool is_one_job_a_run = std::get<ir::Slurm>(target.platform.settings).launcher == "jobs";
    if (is_one_job_a_run && target.totals.runs > many_jobs) remarks.jobs(target.totals.runs);
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups) {
            const ir::Pack pack = ir::pack_of(target.platform, group);
            const ir::Resources job = ir::shared_resources(target.platform, group);
            if (pack.runs > 1 && ir::taskfile_of(target.platform) != nullptr)
                remarks.taskfile(pack, ir::runs_on_a_node(target.platform, group.resources));
            else if (pack.runs > 1)
                remarks.pack(pack, job);
            if (job.memory) remarks.memory(*job.memory);
            if (job.time) remarks.time(*job.time);
            if (job.disk) remarks.disk(*job.disk);
        }
    }
    return remarks.take();
}

} // namespace expc::backends::slurm
