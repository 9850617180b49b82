// SPDX-License-Identifier: MIT
// The backend of this machine: run.sh and a folder for each experiment.
#include "compiler/backends/backend.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/retries.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/backends/text/timeouts.hpp"
#include "compiler/ir/attempts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::backends {
namespace {

constexpr std::array capabilities = {ir::Capability::gpu_sharing,
                                     ir::Capability::containers,
                                     ir::Capability::container_setup,
                                     ir::Capability::bind_mounts,
                                     ir::Capability::dependencies,
                                     ir::Capability::scratch_mounts,
                                     ir::Capability::uploads,
                                     ir::Capability::git_clones,
                                     ir::Capability::buckets,
                                     ir::Capability::retry_failure,
                                     ir::Capability::retry_setup_failure,
                                     ir::Capability::retry_timeout,
                                     ir::Capability::retry_with_more};

std::int64_t whole_seconds(ir::Duration duration) {
    return (duration.milliseconds + 999) / 1000;
}

std::string usage_of_jobs(const ir::Target& target) {
    const auto& most = target.platform.max_parallel;
    return most ? fmt::format("N runs at a time; {0} without it, and at most", *most)
                : "N runs at a time; 1 without it";
}

/// Cases EXPERIMENT.GROUP.ATTEMPT that print how many seconds a run has; the last attempt stands
/// for all that follow.
std::string limits(const ir::Target& target) {
    Lines lines;
    for (const ir::Experiment& experiment : target.experiments) {
        const std::string name = ShellWord::literal(experiment.name).text();
        for (std::size_t group = 0; group < experiment.groups.size(); ++group) {
            const std::vector<ir::Resources> attempts = ir::attempts_of(experiment.groups[group]);
            for (std::size_t i = 0; i < attempts.size(); ++i) {
                const bool is_last = i + 1 == attempts.size();
                const auto& time = attempts[i].time;
                lines.add("{}.{}.{}) {} ;;", name, group, is_last ? "*" : std::to_string(i + 1),
                          time ? fmt::format("echo {}", whole_seconds(*time)) : ":");
            }
        }
    }
    return lines.text();
}

/// Whether some attempt of some run asks for something.
bool asks(const ir::Target& target, bool (*kind)(const ir::Resources&)) {
    return std::ranges::any_of(target.experiments, [&](const ir::Experiment& experiment) {
        return std::ranges::any_of(experiment.groups, [&](const ir::Group& group) {
            return std::ranges::any_of(ir::attempts_of(group), kind);
        });
    });
}
bool has_limits(const ir::Target& target) {
    return asks(target, [](const ir::Resources& asked) { return asked.time.has_value(); });
}

/// Comments that say what run.sh leaves to `expc run`, as far as the target asks for it.
std::string not_kept(const ir::Target& target) {
    std::string lines;
    if (has_retries(target) && has_limits(target))
        lines += "\n# A run that ends at its `time` is not tried again here: `expc run` does that.";
    if (asks(target, [](const ir::Resources& asked) { return asked.gpus > 0; }))
        lines += "\n# GPUs are not handed out here: all runs see the same ones; `expc run` gives "
                 "each its own.";
    return lines;
}

std::string run_script(const ir::Plan& plan, const ir::Target& target) {
    const std::string clean = clean_environment(target.platform);
    const bool stages = has_stages(target);
    const bool is_limited = has_limits(target);
    const auto& most = target.platform.max_parallel;
    return fill(script_template("run.sh.in"),
                {{"target", ShellWord::literal(target.name).text()},
                 {"target_comment", comment_text(target.name)},
                 {"usage", usage_of_jobs(target)},
                 {"not_kept", not_kept(target)},
                 {"limits", is_limited ? limits(target) : ""},
                 {"record_timeout", timeout_record(target)},
                 {"start", is_limited ? "start \"$1\" \"$2\" " : ""},
                 {"jobs", most ? std::to_string(*most) : "1"},
                 {"at_most", most ? std::to_string(*most) : ""},
                 {"places", places(plan, target.platform)},
                 {"stages", stages ? "1" : ""},
                 {"at_once", stages ? "" : "1"},
                 {"retries", has_retries(target) ? "1" : ""},
                 {"reason", stages ? " reason" : ""},
                 {"and_skipped", stages ? " + skipped" : ""},
                 {"skipped", stages ? ", %s skipped" : ""},
                 {"skipped_count", stages ? " \"$skipped\"" : ""},
                 {"selection", selection(target, Unselected::all)},
                 {"clean", clean},
                 {"clean_call", clean.empty() ? "" : "clean_environment; "}});
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    artifacts.files.push_back({"run.sh", run_script(plan, target), true});
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, experiment, {.name = "local", .launcher = "", .tries_again = true},
                        artifacts.files);
    std::sort(artifacts.files.begin(), artifacts.files.end(),
              [](const Artifact& left, const Artifact& right) { return left.path < right.path; });
    return artifacts;
}

void check(const ir::Target& target, diag::Sink& sink) {
    if (target.platform.extra_flags.empty()) return;
    sink.report(diag::Code::E0804, target.platform.origin, std::string("local"),
                std::string("`extra_flags`"))
        .here("runs start as they are: there is no client to give words to");
}
std::vector<std::string> remarks(const ir::Target&) {
    return {};
}

} // namespace

Backend local_backend() {
    return {"local", "runs on this machine, by `expc run` or by run.sh", capabilities, emit, check,
            remarks};
}

} // namespace expc::backends
