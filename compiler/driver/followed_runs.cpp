// SPDX-License-Identifier: MIT
#include "compiler/driver/followed_runs.hpp"

#include "compiler/driver/launch_maker.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"
#include "runtime/local/words.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::driver {

namespace {

constexpr std::size_t most_lines = 10;
constexpr std::size_t log_lines = 10;

bool has_failed(const status::Entry& entry) {
    using enum status::State;
    return entry.state != running && entry.state != succeeded && entry.state != skipped;
}

/// It began, and its job is gone.
bool is_missing(const status::Entry& entry) {
    return entry.state == status::State::running && !entry.alive;
}

std::vector<status::Key> ids_of(const ExperimentRuns& runs) {
    ir::Resolver resolver(*runs.experiment);
    std::vector<status::Key> ids;
    ids.reserve(runs.selected.size());
    ir::Selection all;
    all.ranges = runs.selected.ranges();
    ir::for_each_selected(runs.experiment->space, all,
                          [&](std::uint64_t, ir::Ordinals ordinals, auto) {
                              ids.push_back(status::key_from(resolver.id(ordinals).hex()).value());
                              return true;
                          });
    std::ranges::sort(ids);
    return ids;
}

/// Collects runs that failed or are missing, the first of them whole.
class FailedRuns {
  public:
    explicit FailedRuns(const StagedTarget& staged) : staged_(staged) {}

    void add(const ir::Experiment& experiment, const std::string& folder,
             const std::vector<status::Entry>& records) {
        ir::Resolver resolver(experiment);
        for (const status::Entry& entry : records) {
            if (!has_failed(entry) && !is_missing(entry)) continue;
            const auto record = runs_.size() < most_lines ? status::read(folder, entry.id)
                                                          : std::optional<status::Record>();
            if (record)
                runs_.push_back(outcome_of(*record, experiment, resolver));
            else
                ++others_;
        }
    }

    [[nodiscard]] std::string text() const {
        const std::string here = absolute_path(".");
        std::string text;
        for (const local::RunOutcome& run : runs_)
            text += fmt::format("  {}\n", local::failure_line(run, here));
        if (others_ > 0) text += fmt::format("  and {} more\n", others_);
        for (const local::RunOutcome& run : runs_) {
            const auto end = local::last_lines(run.error_log, log_lines);
            if (end.empty()) continue;
            return text + fmt::format("the end of {}:\n  {}\n",
                                      local::shown_path(run.error_log, here),
                                      fmt::join(end, "\n  "));
        }
        return text;
    }

  private:
    local::RunOutcome outcome_of(const status::Record& record, const ir::Experiment& experiment,
                                 ir::Resolver& resolver) const {
        local::RunOutcome outcome{.experiment = record.experiment,
                                  .index = record.index,
                                  .id = record.id,
                                  .label = "",
                                  .state = record.state,
                                  .exit = record.exit,
                                  .signal = record.signal,
                                  .step = record.step,
                                  .reason = record.reason,
                                  .error_log = log_of(record),
                                  .seconds = record.end.value_or(record.start) - record.start};
        if (record.state == status::State::running)
            outcome.reason = "missing: its job is gone without an outcome";
        // The number may be that of an earlier build, in which the run had another place.
        if (record.index < experiment.space.count) {
            const ir::ResolvedRun run = resolver.resolve(record.index);
            if (run.id.hex() == record.id.hex()) outcome.label = run_label(run);
        }
        return outcome;
    }

    /// Where its words are: on another machine, and in pods, the engine keeps them.
    [[nodiscard]] std::string log_of(const status::Record& record) const {
        const std::string folder = run_folder(staged_.places.run_root, staged_.emitted.target->name,
                                              record.experiment, record.id.hex());
        std::vector<std::string> logs = {folder + "/err.log", folder + "/out.log"};
        // The engine says there why it ended a job, and the setup why it failed.
        const bool is_told_by_job =
            record.state == status::State::running || record.state == status::State::setup_failed;
        logs.insert(is_told_by_job ? logs.begin() : logs.end(), log_of_job(record.job));
        for (const std::string& log : logs) {
            if (files::kind_behind(log) == files::Kind::file && !files::is_empty(log)) return log;
        }
        return record.job.empty() ? "" : fmt::format("job {} on {}", record.job, record.host);
    }

    /// What the job itself wrote, beside the run; `job` is `slurm:12_0`.
    [[nodiscard]] std::string log_of_job(const std::string& job) const {
        const ir::Target& target = *staged_.emitted.target;
        const auto* slurm = std::get_if<ir::Slurm>(&target.platform.settings);
        const std::string folder = slurm != nullptr && slurm->log_dir
                                       ? path_from(staged_.places.project, *slurm->log_dir)
                                       : fmt::format("{}/{}/.{}", staged_.places.run_root,
                                                     target.name, target.platform.engine);
        return fmt::format("{}/{}.out", folder, job.substr(job.find(':') + 1));
    }

    const StagedTarget& staged_;
    std::vector<local::RunOutcome> runs_;
    std::uint64_t others_ = 0;
};

} // namespace

FollowedRuns::FollowedRuns(const StagedTarget& staged) : staged_(staged) {
    for (const ExperimentRuns& runs : staged.runs) {
        const std::string& name = runs.experiment->name;
        parts_.push_back({runs.experiment,
                          status::folder(staged.places.run_root, staged.emitted.target->name, name),
                          ids_of(runs)});
    }
}

std::vector<status::Entry> FollowedRuns::records(const Part& part, const status::Liveness& alive) {
    std::vector<status::Entry> entries = status::scan(part.folder, alive).entries;
    std::erase_if(entries, [&](const status::Entry& entry) {
        return !std::ranges::binary_search(part.ids, entry.id);
    });
    return entries;
}

cluster::Tally FollowedRuns::tally(const status::Liveness& alive) const {
    cluster::Tally result;
    for (const Part& part : parts_) {
        result.total += part.ids.size();
        for (const status::Entry& entry : records(part, alive)) {
            if (entry.state == status::State::succeeded)
                ++result.succeeded;
            else if (entry.state == status::State::skipped)
                ++result.skipped;
            else if (has_failed(entry))
                ++result.failed;
            else if (is_missing(entry))
                ++result.missing;
            else
                ++result.running;
        }
    }
    return result;
}

std::string FollowedRuns::failures_text(const status::Liveness& alive) const {
    FailedRuns failed(staged_);
    for (const Part& part : parts_)
        failed.add(*part.experiment, part.folder, records(part, alive));
    return failed.text();
}

} // namespace expc::driver
