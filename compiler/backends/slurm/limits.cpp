// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/limits.hpp"

#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"

#include <algorithm>

namespace expc::backends::slurm {
namespace {

constexpr std::size_t group_limit = 100;

void check_groups(const ir::Target& target, diag::Sink& sink) {
    std::size_t groups = 0;
    for (const ir::Experiment& experiment : target.experiments)
        groups += experiment.groups.size();
    if (groups <= group_limit) return;
    const auto most = std::max_element(target.experiments.begin(), target.experiments.end(),
                                       [](const ir::Experiment& left, const ir::Experiment& right) {
                                           return left.groups.size() < right.groups.size();
                                       });
    sink.report(diag::Code::E0807, most->origin, groups)
        .here(fmt::format("the runs of `{}` ask for {} different `resources`", most->name,
                          most->groups.size()))
        .label(target.origin, fmt::format("built for Slurm as `{}`", target.name))
        .help("round `memory` or `time` up to a few steps, so that more runs ask for the same");
}

void check_script_size(const ir::Target& target, diag::Sink& sink) {
    const auto limit = settings_of(target).max_script_size;
    const std::size_t size = job_script(target).size();
    if (size <= static_cast<std::size_t>(std::max<std::int64_t>(limit.bytes, 0))) return;
    sink.report(diag::Code::E0804, target.platform.origin, target.platform.name,
                fmt::format("the job script of `{}`", target.name))
        .here(fmt::format("`max_script_size` is {}", algebra::display(limit)))
        .note(fmt::format("the script has {} bytes, however many runs there are", size));
}

/// Options that submit.sh gives for every group, by name.
std::vector<std::string> our_options(const ir::Target& target) {
    std::vector<std::string> names = {"--parsable", "--job-name", "--output", "--chdir", "--array"};
    const auto add = [&](const std::vector<std::string>& options) {
        for (const std::string& option : options)
            names.push_back(option_name(option));
    };
    add(platform_options(target.platform));
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups)
            add(resource_options(settings_of(target), group.resources));
    }
    return names;
}

void check_extra_flags(const ir::Target& target, diag::Sink& sink) {
    const std::vector<std::string> ours = our_options(target);
    for (const std::string& flag : target.platform.extra_flags) {
        const std::string name = option_name(flag);
        if (std::find(ours.begin(), ours.end(), name) == ours.end()) continue;
        sink.report(diag::Code::W0801, target.platform.origin,
                    fmt::format("`extra_flags` repeats `{}`, which `{}` gets already", name,
                                target.name))
            .here(fmt::format("sbatch takes the last one: `{}`", flag))
            .help("use the field that sets it, so that `plan` shows what will happen");
    }
}

} // namespace

std::string job_script(const ir::Target& target) {
    const bool inherits = target.platform.inherit_env;
    return fill(script_template("job.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"stages", has_stages(target) ? "1" : ""},
                 {"forward", settings_of(target).signal
                                 ? "export EXPC_FORWARD=1 # Slurm signals this shell alone"
                                 : ""},
                 {"steps_inherit",
                  inherits ? "" : "export SLURM_EXPORT_ENV=ALL # else steps get nothing"}});
}

void check(const ir::Target& target, diag::Sink& sink) {
    check_groups(target, sink);
    check_script_size(target, sink);
    check_extra_flags(target, sink);
}

} // namespace expc::backends::slurm
