// SPDX-License-Identifier: MIT
#include "compiler/backends/slurm/extra_flags.hpp"

#include "compiler/backends/slurm/chunks.hpp"
#include "compiler/backends/slurm/options.hpp"
#include "compiler/backends/slurm/packs.hpp"
#include "compiler/backends/text/parents.hpp"
#include "compiler/ir/packing.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace expc::backends::slurm {
namespace {

/// Letters that take a value, which may be the next word.
const std::map<char, std::string_view>& letters() {
    static const std::map<char, std::string_view> names = {
        {'A', "--account"},      {'a', "--array"},      {'B', "--extra-node-info"},
        {'b', "--begin"},        {'C', "--constraint"}, {'c', "--cpus-per-task"},
        {'D', "--chdir"},        {'d', "--dependency"}, {'e', "--error"},
        {'F', "--nodefile"},     {'G', "--gpus"},       {'i', "--input"},
        {'J', "--job-name"},     {'L', "--licenses"},   {'M', "--clusters"},
        {'m', "--distribution"}, {'N', "--nodes"},      {'n', "--ntasks"},
        {'o', "--output"},       {'p', "--partition"},  {'q', "--qos"},
        {'S', "--core-spec"},    {'t', "--time"},       {'w', "--nodelist"},
        {'x', "--exclude"}};
    return names;
}

/// Long options whose value, if they take one, stands behind `=` only.
bool is_complete(std::string_view name) {
    static const std::set<std::string_view> names = {
        "--contiguous",    "--exclusive",     "--get-user-env", "--help",       "--hold",
        "--ignore-pbs",    "--nice",          "--no-kill",      "--no-requeue", "--overcommit",
        "--oversubscribe", "--parsable",      "--propagate",    "--quiet",      "--reboot",
        "--requeue",       "--resv-ports",    "--segment",      "--spread-job", "--stepmgr",
        "--test-only",     "--use-min-nodes", "--usage",        "--verbose",    "--version",
        "--wait"};
    return names.contains(name);
}

ReadOption read_option(const std::string& word) {
    if (word.starts_with("--")) {
        const std::string name = option_name(word);
        return {name, name == word && !is_complete(name) ? 1U : 0U};
    }
    const auto letter = letters().find(word[1]);
    if (letter == letters().end()) return {word.substr(0, 2), 0};
    return {std::string(letter->second), word.size() == 2 ? 1U : 0U, true, true};
}

bool has_arrays(const ir::Target& target) {
    return std::ranges::any_of(target.experiments, [&](const ir::Experiment& experiment) {
        return std::ranges::any_of(experiment.groups, [&](const ir::Group& group) {
            return std::min(group.space.count, chunk_size(target)) > runs_per_task(target);
        });
    });
}

/// Options that submit.sh gives, by name.
std::vector<std::string> our_options(const ir::Target& target) {
    std::vector<std::string> names = {"--parsable", "--job-name", "--output", "--chdir"};
    if (has_arrays(target)) names.emplace_back("--array");
    if (has_stages(target) || target.platform.max_parallel) names.emplace_back("--dependency");
    if (ir::taskfile_of(target.platform) != nullptr)
        names.insert(names.end(), {"--nodes", "--ntasks"});
    const auto add = [&](const std::vector<std::string>& options) {
        for (const std::string& option : options)
            names.push_back(option_name(option));
    };
    add(platform_options(target));
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups)
            add(group_options(target, group));
    }
    return names;
}

constexpr std::string_view submits_nothing = "with it sbatch does not submit the runs";
constexpr std::string_view waits =
    "with it sbatch names a job when the job has ended, so that a call which is stopped loses it";

} // namespace

ClientOptions sbatch_options(const ir::Target& target) {
    return {"sbatch",
            read_option,
            our_options(target),
            "sbatch takes the last one",
            {"--mem", "--mem-per-cpu", "--mem-per-gpu"},
            {{"--wrap", submits_nothing},
             {"--test-only", submits_nothing},
             {"--help", submits_nothing},
             {"-h", submits_nothing},
             {"--usage", submits_nothing},
             {"-u", submits_nothing},
             {"--version", submits_nothing},
             {"-V", submits_nothing},
             {"--wait", waits},
             {"-W", waits},
             {"--clusters", "squeue is asked about the cluster of this machine only"}}};
}

} // namespace expc::backends::slurm
