// SPDX-License-Identifier: MIT
#include "compiler/driver/failed_runs.hpp"

#include "compiler/driver/launch_maker.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"
#include "runtime/local/words.hpp"

#include <fmt/ranges.h>

namespace expc::driver {

namespace {

constexpr std::size_t most_lines = 10;
constexpr std::size_t log_lines = 10;

bool has_failed(status::State state) {
    using enum status::State;
    return state != running && state != succeeded && state != skipped;
}

/// Collects failed runs of experiments, the first of them whole.
class FailedRuns {
  public:
    explicit FailedRuns(const StagedTarget& staged) : staged_(staged) {}

    void add(const ir::Experiment& experiment, const status::Liveness& alive) {
        const std::string folder =
            status::folder(staged_.places.run_root, staged_.emitted.target->name, experiment.name);
        ir::Resolver resolver(experiment);
        for (const status::Entry& entry : status::scan(folder, alive).entries) {
            if (!has_failed(entry.state)) continue;
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
        if (others_ > 0) text += fmt::format("  and {} more failed\n", others_);
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
        for (const std::string_view name : {"/err.log", "/out.log"}) {
            const std::string log = folder + std::string(name);
            if (files::kind_behind(log) == files::Kind::file && !files::is_empty(log)) return log;
        }
        return record.job.empty() ? "" : fmt::format("job {} on {}", record.job, record.host);
    }

    const StagedTarget& staged_;
    std::vector<local::RunOutcome> runs_;
    std::uint64_t others_ = 0;
};

} // namespace

std::string failed_runs_text(const StagedTarget& staged, const status::Liveness& alive) {
    FailedRuns failed(staged);
    for (const ir::Experiment& experiment : staged.emitted.target->experiments)
        failed.add(experiment, alive);
    return failed.text();
}

} // namespace expc::driver
