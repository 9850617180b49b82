// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/chunks.hpp"

#include <algorithm>

namespace expc::backends::slurm {

std::uint64_t chunk_size(const ir::Slurm& settings) {
    if (settings.launcher == "jobs") return 1;
    std::int64_t size = settings.max_array_size;
    if (settings.max_array_tasks) size = std::min(size, *settings.max_array_tasks);
    if (settings.max_submit) size = std::min(size, *settings.max_submit);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(size, 1));
}

std::vector<Submission> submissions(const ir::Target& target) {
    const std::uint64_t chunk = chunk_size(std::get<ir::Slurm>(target.platform.settings));
    std::vector<Submission> submissions;
    for (const ir::Experiment& experiment : target.experiments) {
        for (std::uint32_t group = 0; group < experiment.groups.size(); ++group)
            submissions.push_back(
                {experiment.name, group, experiment.groups[group].space.count, chunk});
    }
    return submissions;
}

std::uint64_t array_count(const std::vector<Submission>& submissions) {
    std::uint64_t arrays = 0;
    for (const Submission& submission : submissions)
        arrays += submission.runs / submission.chunk + (submission.runs % submission.chunk > 0);
    return arrays;
}

} // namespace expc::backends::slurm
