// SPDX-License-Identifier: MIT
#include "compiler/backends/text/submissions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends {
namespace {

constexpr std::size_t group_limit = 100;

} // namespace

std::vector<Submission> submissions(const ir::Target& target, std::uint64_t chunk,
                                    std::uint64_t per_task) {
    std::vector<Submission> submissions;
    for (const ir::Experiment& experiment : target.experiments) {
        for (std::uint32_t group = 0; group < experiment.groups.size(); ++group)
            submissions.push_back(
                {experiment.name, group, experiment.groups[group].space.count, chunk, per_task});
    }
    return submissions;
}

std::uint64_t array_count(const std::vector<Submission>& submissions) {
    std::uint64_t arrays = 0;
    for (const Submission& submission : submissions)
        arrays += submission.runs / submission.chunk + (submission.runs % submission.chunk > 0);
    return arrays;
}

void check_groups(const ir::Target& target, std::string_view engine, diag::Sink& sink) {
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
        .label(target.origin, fmt::format("built for {} as `{}`", engine, target.name))
        .help("round `memory` or `time` up to a few steps, so that more runs ask for the same");
}

} // namespace expc::backends
