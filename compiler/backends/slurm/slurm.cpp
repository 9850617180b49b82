// SPDX-License-Identifier: MIT
// The backend of Slurm arrays: submit.sh, one job script for all groups, and a folder for each
// experiment.
#include "compiler/backends/slurm/chunks.hpp"
#include "compiler/backends/slurm/limits.hpp"
#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/slurm/remarks.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/joins.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace expc::backends::slurm {
namespace {

constexpr std::array capabilities = {ir::Capability::multi_node, ir::Capability::containers,
                                     ir::Capability::container_setup, ir::Capability::bind_mounts,
                                     ir::Capability::dependencies};

/// Several tasks of one run are started by Slurm's own launcher.
constexpr std::string_view launcher =
    "[ \"${SLURM_NTASKS:-1}\" -le 1 ] || set -- srun -n \"$SLURM_NTASKS\" \"$@\"";

std::string words(const std::vector<std::string>& options) {
    std::string line;
    for (const std::string& option : options)
        line.append(line.empty() ? "" : " ").append(ShellWord::literal(option).text());
    return line;
}

std::string optional_number(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : "";
}

/// Whether the task at each place of the reader's array waits for the task at that place of the
/// parent's, and for no other.
bool are_twins(const ir::Experiment& reader, const ir::Experiment& parent,
               const ir::Dependency& dependency) {
    const bool simple = reader.groups.size() == 1 && parent.groups.size() == 1;
    return simple && !dependency.any_outcome && ir::joins_by_position(reader, parent, dependency);
}

/// `parents` and `by_position`: names of experiments, for submit.sh to look up their jobs.
std::string parents_of(const ir::Target& target, const ir::Experiment& experiment) {
    std::map<std::string, bool> parents; // true: by position only
    for (const ir::Dependency* dependency : ir::distinct_dependencies(experiment)) {
        const ir::Experiment& parent = ir::experiment_named(target, dependency->parent);
        const auto [known, added] = parents.emplace(parent.name, true);
        known->second = known->second && are_twins(experiment, parent, *dependency);
    }
    std::string all;
    std::string by_position;
    for (const auto& [name, twins] : parents) {
        all.append(all.empty() ? "" : " ").append(name);
        if (twins) by_position.append(" ").append(name);
    }
    return fmt::format("parents='{}' by_position='{}'", all, by_position);
}

std::string group_calls(const ir::Target& target) {
    Lines lines;
    for (const ir::Experiment& experiment : target.experiments) {
        if (has_stages(target)) lines.add("{}", parents_of(target, experiment));
        for (std::size_t number = 0; number < experiment.groups.size(); ++number) {
            const ir::Group& group = experiment.groups[number];
            lines.add("group {} {} {} {}", ShellWord::literal(experiment.name), number,
                      group.space.count,
                      words(resource_options(settings_of(target), group.resources)));
        }
    }
    return lines.text();
}

std::string log_folder(const ir::Target& target) {
    if (const auto& declared = settings_of(target).log_dir)
        return ShellWord::literal(*declared).text();
    ShellWord folder = ShellWord::variable("run_root");
    return (folder += ShellWord::literal(fmt::format("/{}/.slurm", target.name))).text();
}

/// Secrets that come from the environment of whoever submits.
std::vector<std::string> submitted_secrets(const ir::Platform& platform) {
    std::vector<std::string> variables;
    for (const ir::SecretSource& source : platform.secrets) {
        if (source.from == ir::SecretSource::From::environment) variables.push_back(source.where);
    }
    return variables;
}

std::string require_secrets(const ir::Platform& platform) {
    Lines lines;
    for (const std::string& variable : submitted_secrets(platform))
        lines.add("[ -n \"${{{0}+set}}\" ] || fail 'the secret {0} is not set'", variable);
    return lines.text();
}

/// Into files that only the user can read; the variables end here.
std::string store_secrets(const ir::Platform& platform) {
    const std::vector<std::string> variables = submitted_secrets(platform);
    Lines lines;
    if (variables.empty()) return "";
    lines.add("secrets=$run_root/.expc/secrets/${{here##*/}}");
    lines.add("(umask 077; mkdir -p \"$secrets\") || exit 1");
    for (const std::string& variable : variables) {
        lines.add("(umask 077; printf '%s' \"${0}\" >\"$secrets/{0}\") || exit 1", variable);
        lines.add("unset {}", variable);
    }
    return lines.text();
}

std::string submit_script(const ir::Plan& plan, const ir::Target& target,
                          const std::vector<Submission>& submissions) {
    const ir::Platform& platform = target.platform;
    const ir::Slurm& settings = settings_of(target);
    return fill(script_template("submit.sh.in"),
                {{"target", ShellWord::literal(target.name).text()},
                 {"target_comment", comment_text(target.name)},
                 {"places", places(plan, platform)},
                 {"selection", selection(target)},
                 {"stages", has_stages(target) ? "1" : ""},
                 {"at_once", has_stages(target) ? "" : "1"},
                 {"target_field",
                  ShellWord::literal(fmt::format("\"target\": \"{}\"", target.name)).text()},
                 {"chunk", std::to_string(chunk_size(settings))},
                 {"arrays", std::to_string(array_count(submissions))},
                 {"max_parallel", optional_number(platform.max_parallel)},
                 {"max_submit", optional_number(settings.max_submit)},
                 {"groups", group_calls(target)},
                 {"common_options", words(platform_options(platform))},
                 {"extra_flags", words(platform.extra_flags)},
                 {"log_folder", log_folder(target)},
                 {"require_secrets", require_secrets(platform)},
                 {"store_secrets", store_secrets(platform)}});
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    artifacts.submissions = submissions(target);
    artifacts.files.push_back({"job.sh", job_script(target), true});
    artifacts.files.push_back(
        {"submit.sh", submit_script(plan, target, artifacts.submissions), true});
    const EnginePart engine{"slurm", launcher, settings_of(target).signal.has_value()};
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, experiment, engine, artifacts.files);
    std::sort(artifacts.files.begin(), artifacts.files.end(),
              [](const Artifact& left, const Artifact& right) { return left.path < right.path; });
    return artifacts;
}

} // namespace
} // namespace expc::backends::slurm

namespace expc::backends {

Backend slurm_backend() {
    return {"slurm",
            "submits arrays of runs to Slurm with sbatch",
            slurm::capabilities,
            slurm::emit,
            slurm::check,
            slurm::remarks};
}

} // namespace expc::backends
