// SPDX-License-Identifier: MIT
#include "tests/unit/backends/fake_slurm.hpp"

#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace expc::tests {
namespace {

constexpr std::string_view fake_sbatch = R"sh(#!/bin/sh
# A fake sbatch: keeps its words, gives ids from 100 on, refuses when the file `refuse` says so.
here=${0%/*}
number=$(ls "$here/calls" | wc -l)
if [ -f "$here/refuse" ] && [ "$number" -ge "$(cat "$here/refuse")" ]; then
  echo 'sbatch: error: Batch job submission failed: fake refusal' >&2
  exit 3
fi
printf '%s\0' "$@" >"$here/calls/$(printf %06d "$number")"
env -0 >"$here/environment"
printf '%s;fake\n' $((100 + number))
)sh";
constexpr std::string_view fake_squeue = R"sh(#!/bin/sh
[ ! -f "${0%/*}/queue" ] || cat "${0%/*}/queue"
)sh";

algebra::Space part_of(const algebra::Space& space, std::uint64_t first, std::uint64_t last) {
    return samples::expect(algebra::filtered(
        space,
        {{0}, [=](auto ordinals) { return ordinals[0] >= first && ordinals[0] < last; }, {}}));
}

/// `0-2,5` as numbers.
std::vector<std::uint64_t> numbers(const std::string& list) {
    std::vector<std::uint64_t> all;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        const std::string range = list.substr(at, end - at);
        const std::size_t dash = range.find('-');
        const std::uint64_t first = std::stoull(range);
        const std::uint64_t last =
            dash == std::string::npos ? first : std::stoull(range.substr(dash + 1));
        for (std::uint64_t number = first; number <= last; ++number)
            all.push_back(number);
        at = end + 1;
    }
    return all;
}

} // namespace

ir::Plan slurm_plan(const std::vector<std::uint64_t>& group_sizes, const ir::Slurm& settings,
                    std::optional<std::int64_t> max_parallel) {
    ir::Experiment experiment;
    experiment.name = "sweep";
    std::uint64_t runs = 0;
    for (const std::uint64_t size : group_sizes)
        runs += size;
    experiment.space = samples::axis("seed", samples::ints(0, runs));
    experiment.identity = {0};
    std::uint64_t first = 0;
    for (const std::uint64_t size : group_sizes) {
        ir::Resources resources;
        resources.cpus = static_cast<std::int64_t>(experiment.groups.size()) + 1;
        experiment.groups.push_back(
            {resources, group_sizes.size() == 1 ? experiment.space
                                                : part_of(experiment.space, first, first + size)});
        first += size;
    }
    experiment.command = ir::Argv{samples::words({"true"})};
    ir::Target target;
    target.name = "sweep";
    target.platform.name = "cluster";
    target.platform.engine = "slurm";
    target.platform.settings = settings;
    target.platform.max_parallel = max_parallel;
    target.experiments.push_back(std::move(experiment));
    ir::Plan plan;
    plan.root_file = "sweep.exp";
    plan.targets.push_back(std::move(target));
    return plan;
}

std::optional<std::string> Call::option(const std::string& name) const {
    const std::string start = name + "=";
    const auto found = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
        return word.starts_with(start);
    });
    if (found == words.end()) return std::nullopt;
    return found->substr(start.size());
}

std::vector<std::string> Call::script_arguments() const {
    const auto script = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word.ends_with("/job.sh");
    });
    REQUIRE(script != words.end());
    return {script + 1, words.end()};
}

std::vector<std::uint64_t> Call::tasks() const {
    const auto array = option("--array");
    return array ? numbers(array->substr(0, array->find('%'))) : std::vector<std::uint64_t>{0};
}

std::optional<std::uint64_t> Call::throttle() const {
    const auto array = option("--array");
    if (!array || array->find('%') == std::string::npos) return std::nullopt;
    return std::stoull(array->substr(array->find('%') + 1));
}

std::vector<std::uint64_t> Call::ranks() const {
    const std::vector<std::string> arguments = script_arguments();
    std::vector<std::uint64_t> ranks = arguments.size() > 6 ? numbers(arguments[6]) : tasks();
    for (std::uint64_t& rank : ranks)
        rank += std::stoull(arguments.at(5));
    return ranks;
}

std::uint32_t Call::group() const {
    return static_cast<std::uint32_t>(std::stoul(script_arguments().at(4)));
}

FakeSlurm::FakeSlurm(const BuiltTree& tree) : tree_(tree) {
    tree.write("fake/sbatch", std::string(fake_sbatch), true);
    tree.write("fake/squeue", std::string(fake_squeue), true);
    tree.write("fake/calls/.keep", "");
}

void FakeSlurm::refuse_from(std::size_t call) const {
    tree_.write("fake/refuse", std::to_string(call));
}

void FakeSlurm::fill_queue(std::size_t tasks) const {
    std::string lines;
    for (std::size_t task = 0; task < tasks; ++task)
        lines += fmt::format("7_{}\n", task);
    tree_.write("fake/queue", lines);
}

Outcome FakeSlurm::submit(const std::vector<std::string>& arguments,
                          const Environment& more) const {
    std::vector<std::string> command = {"sh", tree_.folder() + "/submit.sh"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Environment environment = more;
    environment["EXPC_SBATCH"] = tree_.project() + "/fake/sbatch";
    environment["EXPC_SQUEUE"] = tree_.project() + "/fake/squeue";
    return tree_.run(command, environment);
}

std::vector<Call> FakeSlurm::calls() const {
    std::vector<Call> calls;
    for (std::size_t number = 0;; ++number) {
        const std::string file = fmt::format("fake/calls/{:06}", number);
        if (!tree_.exists(file)) return calls;
        calls.push_back({nul_ended(tree_.read(file))});
    }
}

std::string FakeSlurm::submitted() const {
    return tree_.read("runs/.expc/0123456789/submitted.tsv");
}

} // namespace expc::tests
