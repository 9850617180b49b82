// SPDX-License-Identifier: MIT
#include "compiler/driver/rerun.hpp"

#include "compiler/driver/changed_run.hpp"
#include "compiler/driver/kept_outputs.hpp"
#include "compiler/driver/rows.hpp"

#include <algorithm>
#include <numeric>

namespace expc::driver {

namespace {

using resume::Policy;

Policy policy_of(const Arguments& arguments) {
    if (arguments.all) return Policy::all;
    if (arguments.changed) return Policy::changed;
    return arguments.keep ? Policy::keep : Policy::ask;
}

RunList selected_runs(const ir::Experiment& experiment, const ir::Selection& selection) {
    RunList runs;
    ir::for_each_selected(experiment.space, selection, [&](std::uint64_t index, auto, auto) {
        runs.add(index);
        return true;
    });
    return runs;
}

std::uint64_t& number_of(resume::Survey& survey, resume::Standing standing) {
    return survey.by_standing[static_cast<std::size_t>(standing)];
}

/// Everything is new where nothing is recorded: no run needs to be looked at.
ExperimentRuns all_new(const ir::Experiment& experiment, const RunList& selected) {
    ExperimentRuns result{&experiment, selected, selected, {}};
    result.survey.to_start = result.runs.size();
    number_of(result.survey, resume::Standing::fresh) = result.runs.size();
    return result;
}

resume::Wanted wanted_run(const ir::Experiment& experiment, const ir::ResolvedRun& run) {
    return {run.index, status::key_from(run.id.hex()).value(),
            status::key_from(ir::digest(experiment, run)).value()};
}

ExperimentRuns compared(const ir::Experiment& experiment, const RunList& selected,
                        const status::Scan& records, const std::set<status::Key>& queued,
                        Policy policy, const KeptOutputs& outputs) {
    ExperimentRuns result{&experiment, selected, {}, {}};
    ir::Resolver resolver(experiment);
    ir::ResolvedRun run;
    std::uint64_t position = 0;
    std::uint64_t waiting = 0;
    const auto next = [&](resume::Wanted& wanted) {
        while (position < selected.size()) {
            run = resolver.resolve(selected.at(position++));
            wanted = wanted_run(experiment, run);
            if (!queued.contains(wanted.id)) return true;
            ++waiting;
        }
        return false;
    };
    // Asked before `next` goes on: `run` is still the one that is meant.
    const auto intact = [&](const resume::Wanted&) { return outputs.all_there(run); };
    result.survey = resume::survey(
        next, records, policy, intact,
        [&](const resume::Wanted& wanted, resume::Standing) { result.runs.add(wanted.index); });
    number_of(result.survey, resume::Standing::running) += waiting;
    return result;
}

class Chooser {
  public:
    Chooser(Program& program, const ir::Target& target, const Arguments& arguments,
            const RunPlaces& places, const EngineView& view, Console& console)
        : program_(program), target_(target), arguments_(arguments), places_(places), view_(view),
          console_(console) {}

    /// All experiments under one policy; nothing after a mistake in the selection.
    std::optional<std::vector<ExperimentRuns>> choose(Policy policy) {
        std::vector<ExperimentRuns> result;
        for (const ir::Experiment& experiment : target_.experiments) {
            const std::optional<ChosenRows> rows =
                choose_rows(program_, experiment, arguments_, console_);
            if (!rows) return std::nullopt;
            result.push_back(choose(experiment, rows->selection, policy));
        }
        return result;
    }

    /// What the user says about changed runs; nothing when nobody is there, or the user wants
    /// neither.
    std::optional<Policy> ask(const std::vector<ExperimentRuns>& experiments) {
        std::uint64_t changed = 0;
        for (const ExperimentRuns& experiment : experiments)
            changed += experiment.survey.to_ask;
        console_.error(fmt::format("{} of {} changed since {} succeeded", counted(changed, "run"),
                                   target_.name, changed == 1 ? "it" : "they"));
        for (const ExperimentRuns& experiment : experiments)
            show_examples(experiment);
        if (!console_.interactive()) {
            console_.err("say --changed to run them again, over the old results, or --keep to "
                         "leave them as they are\n");
            return std::nullopt;
        }
        while (true) {
            const std::string answer = console_.ask(
                "run them again (c)hanged, (k)eep the old results, or (s)top? [c/k/S] ");
            if (answer == "c" || answer == "changed") return Policy::changed;
            if (answer == "k" || answer == "keep") return Policy::keep;
            // An empty answer is also the end of input.
            const bool stops = answer.empty() || answer == "s" || answer == "S" ||
                               answer == "stop" || answer == "n" || answer == "no";
            if (stops) return std::nullopt;
        }
    }

  private:
    ExperimentRuns choose(const ir::Experiment& experiment, const ir::Selection& selection,
                          Policy policy) {
        const auto found = view_.queued.find(experiment.name);
        const std::set<status::Key> nobody;
        const std::set<status::Key>& queued = found == view_.queued.end() ? nobody : found->second;
        const std::string folder = status::folder(places_.run_root, target_.name, experiment.name);
        std::vector<std::int64_t> alive;
        const status::Scan records = status::scan(folder, [&](const status::Record& record) {
            const bool runs = view_.alive(record);
            if (runs) alive.push_back(record.pid);
            return runs;
        });
        const RunList selected = selected_runs(experiment, selection);
        if (records.entries.empty() && queued.empty()) return all_new(experiment, selected);
        ExperimentRuns result = compared(experiment, selected, records, queued, policy,
                                         KeptOutputs(target_, experiment, places_));
        result.alive = std::move(alive);
        return result;
    }
    void show_examples(const ExperimentRuns& runs) {
        for (const resume::Wanted& wanted : runs.survey.changed_examples) {
            console_.err(fmt::format(
                "  {} {}: {}\n", runs.experiment->name, wanted.index,
                first_difference(places_, target_.name, runs.experiment->name, wanted)));
        }
        const std::uint64_t shown = runs.survey.changed_examples.size();
        if (runs.survey.to_ask > shown)
            console_.err(fmt::format("  and {} more of {}\n", runs.survey.to_ask - shown,
                                     runs.experiment->name));
    }

    Program& program_;
    const ir::Target& target_;
    const Arguments& arguments_;
    const RunPlaces& places_;
    const EngineView& view_;
    Console& console_;
};

} // namespace

std::optional<std::vector<ExperimentRuns>> choose_runs(Program& program, const ir::Target& target,
                                                       const Arguments& arguments,
                                                       const RunPlaces& places,
                                                       const EngineView& view, Console& console) {
    Chooser chooser(program, target, arguments, places, view, console);
    std::optional<std::vector<ExperimentRuns>> chosen = chooser.choose(policy_of(arguments));
    if (!chosen) return std::nullopt;
    const bool asks = std::ranges::any_of(
        *chosen, [](const ExperimentRuns& runs) { return runs.survey.to_ask > 0; });
    if (!asks) return chosen;
    const std::optional<Policy> answer = chooser.ask(*chosen);
    if (!answer) return std::nullopt;
    return chooser.choose(*answer);
}

std::string standing_text(const std::vector<ExperimentRuns>& experiments) {
    resume::Survey sum;
    for (const ExperimentRuns& runs : experiments) {
        for (std::size_t i = 0; i < resume::standings; ++i)
            sum.by_standing[i] += runs.survey.by_standing[i];
        sum.lost += runs.survey.lost;
    }
    return resume::survey_text(sum);
}

std::uint64_t runs_to_start(const std::vector<ExperimentRuns>& experiments) {
    return std::accumulate(
        experiments.begin(), experiments.end(), std::uint64_t{0},
        [](std::uint64_t sum, const ExperimentRuns& runs) { return sum + runs.runs.size(); });
}

std::vector<std::int64_t> processes_of(const std::vector<ExperimentRuns>& experiments) {
    std::vector<std::int64_t> all;
    for (const ExperimentRuns& runs : experiments)
        all.insert(all.end(), runs.alive.begin(), runs.alive.end());
    return all;
}

} // namespace expc::driver
