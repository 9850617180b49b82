// SPDX-License-Identifier: MIT
#include "compiler/driver/launch_maker.hpp"

#include "compiler/base/match.hpp"
#include "compiler/diagnostics/display.hpp"
#include "compiler/driver/surroundings.hpp"
#include "compiler/ir/platform.hpp"
#include "runtime/files/files.hpp"
#include "runtime/local/words.hpp"

#include <fmt/format.h>

namespace expc::driver {

namespace {

constexpr std::size_t longest_label = 100;

/// The variables of one run; a later value replaces an earlier one.
class Assignments {
  public:
    explicit Assignments(const JobEnvironment& job) : job_(job) {}

    void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
    void prepend(const std::string& name, const std::string& value) {
        const std::string rest = current(name);
        set(name, rest.empty() ? value : value + ":" + rest);
    }
    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        for (const auto& [name, value] : values_)
            lines.push_back(name + "=" + value);
        return lines;
    }

  private:
    [[nodiscard]] std::string current(const std::string& name) const {
        if (const auto own = values_.find(name); own != values_.end()) return own->second;
        const auto inherited = job_.inherited.find(name);
        return inherited == job_.inherited.end() ? std::string{} : inherited->second;
    }

    const JobEnvironment& job_;
    std::map<std::string, std::string> values_;
};

/// A platform's text: it has no columns to depend on.
ir::ResolvedText platform_text(const ir::Text& text) {
    ir::ResolvedText resolved;
    for (const ir::Part& part : text.parts) {
        if (const auto* literal = std::get_if<std::string>(&part)) resolved.emplace_back(*literal);
        if (const auto* runtime = std::get_if<ir::RuntimePart>(&part)) {
            resolved.emplace_back(*runtime);
        }
    }
    return resolved;
}

void assign_platform(const std::vector<ir::Variable>& variables, RunTexts& texts,
                     Assignments& assignments) {
    for (const ir::Variable& variable : variables) {
        match(
            variable.value,
            [&](const ir::Text& text) {
                assignments.set(variable.name, texts.fill(platform_text(text)));
            },
            [&](const ir::Variable::Prepended& prepended) {
                assignments.prepend(variable.name, texts.fill(platform_text(prepended.text)));
            });
    }
}

void assign(const std::vector<ir::ResolvedVariable>& variables, RunTexts& texts,
            Assignments& assignments) {
    for (const ir::ResolvedVariable& variable : variables) {
        std::string value = texts.fill(variable.value);
        if (variable.prepends)
            assignments.prepend(variable.name, value);
        else
            assignments.set(variable.name, std::move(value));
    }
}

/// A run keeps its place while it is tried again, so that has to do for each attempt.
void fill_resources(const ir::Group& group, local::Launch& launch) {
    const auto timeout_of = [](const ir::Resources& wanted) {
        return wanted.time ? std::optional(wanted.time->milliseconds) : std::nullopt;
    };
    launch.cpus = group.resources.cpus;
    launch.gpus = group.resources.gpus;
    launch.gpu_share = group.resources.gpu_share;
    launch.timeout_ms = timeout_of(group.resources);
    for (const ir::Resources& wanted : group.later) {
        launch.cpus = std::max(launch.cpus, wanted.cpus);
        launch.gpus = std::max(launch.gpus, wanted.gpus);
        launch.gpu_share = std::max(launch.gpu_share, wanted.gpu_share);
        launch.later_timeouts_ms.push_back(timeout_of(wanted));
    }
}

void fill_attempts(const ir::Retry& retry, local::Launch& launch) {
    using enum status::State;
    launch.attempts = static_cast<std::uint64_t>(retry.attempts);
    for (const std::string& event : retry.on) {
        if (event == "failure")
            launch.tried_again_after.insert(launch.tried_again_after.end(),
                                            {failed, output_missing});
        if (event == "setup_failure") launch.tried_again_after.push_back(setup_failed);
        if (event == "timeout") launch.tried_again_after.push_back(timed_out);
    }
}

} // namespace

bool starts_directly(const ir::Experiment& experiment, const ir::Platform& platform) {
    const bool words = !std::holds_alternative<ir::BashScript>(experiment.command);
    const bool alone = experiment.setup.empty() && experiment.teardown.empty() &&
                       experiment.container_setup.empty() && !experiment.container;
    const bool prepares = !experiment.list_files.empty() || ir::makes_mounts(experiment, platform);
    return words && alone && !prepares && !experiment.stdout_path && !experiment.stderr_path;
}

std::string run_folder(const std::string& run_root, const std::string& target,
                       const std::string& experiment, const std::string& id) {
    return fmt::format("{}/{}/{}/{}", run_root, target, experiment, id);
}

std::string run_label(const ir::ResolvedRun& run) {
    std::string text;
    for (const ir::ResolvedVariable& variable : run.environment) {
        if (text.size() > longest_label) break;
        if (!variable.name.starts_with("EXPC_PARAM_")) continue;
        const std::string_view name = std::string_view(variable.name).substr(11);
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, ir::shown(variable.value));
    }
    // A newline in a value would end the line that it stands in.
    return local::cut(diag::printable(text, true), longest_label);
}

LaunchMaker::LaunchMaker(const ir::Target& target, const ir::Experiment& experiment,
                         const RunPlaces& places, const JobEnvironment& job)
    : target_(target), experiment_(experiment), places_(places), job_(job), resolver_(experiment),
      through_script_(!starts_directly(experiment, target.platform)) {}

void LaunchMaker::fill(std::uint64_t index, local::Launch& launch) {
    const ir::ResolvedRun run = resolver_.resolve(index);
    const std::string id = run.id.hex();
    launch.experiment = experiment_.name;
    launch.index = index;
    launch.id = status::key_from(id).value();
    launch.digest = status::key_from(ir::digest(experiment_, run)).value();
    launch.label = run_label(run);
    launch.run_folder = run_folder(places_.run_root, target_.name, experiment_.name, id);

    fill_resources(group(index), launch);
    if (experiment_.retry) fill_attempts(*experiment_.retry, launch);

    if (through_script_) return fill_task_script(launch);
    RunTexts texts(job_, launch.run_folder);
    launch.working_folder = path_from(places_.project, texts.fill(run.workdir));
    fill_words(run, texts, launch);
    fill_environment(run, texts, launch);
    fill_outputs(run, texts, launch);
    if (texts.missing().empty()) return;
    launch.refusal = fmt::format("not set on {}: {}", job_.node, fmt::join(texts.missing(), ", "));
}

void LaunchMaker::fill_words(const ir::ResolvedRun& run, RunTexts& texts,
                             local::Launch& launch) const {
    for (const std::vector<ir::ResolvedText>& words : run.steps) {
        std::vector<std::string>& argv = launch.steps.emplace_back();
        for (const ir::ResolvedText& word : words)
            argv.push_back(texts.fill(word));
    }
}

void LaunchMaker::fill_environment(const ir::ResolvedRun& run, RunTexts& texts,
                                   local::Launch& launch) const {
    Assignments assignments(job_);
    assign_platform(target_.platform.environment, texts, assignments);
    assign(run.environment, texts, assignments);
    assignments.set("EXPC_TARGET", target_.name);
    assignments.set("EXPC_RUN_DIR", launch.run_folder);
    assignments.set("EXPC_ATTEMPT", "1");
    launch.environment = assignments.lines();
}

void LaunchMaker::fill_outputs(const ir::ResolvedRun& run, RunTexts& texts,
                               local::Launch& launch) const {
    for (std::size_t i = 0; i < run.outputs.size(); ++i) {
        const bool is_folder = experiment_.outputs[i].kind == ir::OutputKind::directory;
        const std::string path = path_from(launch.working_folder, texts.fill(run.outputs[i]));
        launch.outputs.push_back({path, is_folder, experiment_.outputs[i].name});
        launch.folders.push_back(is_folder ? path : files::parent(path));
    }
}

void LaunchMaker::fill_task_script(local::Launch& launch) const {
    const std::string folder = places_.tree + "/" + experiment_.name;
    const std::string index = std::to_string(launch.index);
    const std::string around = folder + "/around.sh";
    if (files::kind_of(around) == files::Kind::file) {
        launch.steps = {{"bash", "-l", around, index}};
    } else {
        launch.steps = {{"sh", folder + "/task.sh", index}};
    }
    launch.records_itself = true;
    launch.assign("EXPC_ATTEMPT", "1");
    launch.working_folder = places_.project;
    // task.sh opens the run's own logs; what surrounds it speaks here.
    launch.output_log = launch.run_folder + "/task.log";
    launch.error_log = launch.output_log;
}

const ir::Group& LaunchMaker::group(std::uint64_t index) const {
    if (experiment_.groups.size() == 1) return experiment_.groups.front();
    algebra::Digits digits;
    algebra::decode(experiment_.space, index, digits);
    for (const ir::Group& group : experiment_.groups) {
        if (algebra::rank(group.space, digits)) return group;
    }
    return experiment_.groups.front();
}

} // namespace expc::driver
