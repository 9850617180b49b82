// SPDX-License-Identifier: MIT
#include "tests/unit/backends/task_comparison.hpp"

#include "compiler/ir/run.hpp"

#include <fmt/format.h>

namespace expc::tests {
namespace {

std::vector<std::string> with_indexes(std::string option, const std::vector<std::uint64_t>& runs) {
    std::vector<std::string> arguments = {std::move(option)};
    for (const std::uint64_t run : runs)
        arguments.push_back(std::to_string(run));
    return arguments;
}

/// A resolved word as a job sees it that knows its folder and nothing else.
std::string seen_by(const ir::ResolvedText& text, const std::string& run_folder) {
    std::string word;
    for (const algebra::TextPart& part : text) {
        if (const auto* literal = std::get_if<std::string>(&part)) {
            word += *literal;
            continue;
        }
        const auto& runtime = std::get<algebra::RuntimePart>(part);
        if (runtime.kind == algebra::RuntimeKind::run_dir) {
            word += run_folder;
        } else {
            word += runtime.fallback ? *runtime.fallback : ir::placeholder(runtime);
        }
    }
    return word;
}

std::vector<std::string> expected_words(const BuiltTree& tree, const ir::Target& target,
                                        const ir::Experiment& experiment,
                                        const std::vector<std::uint64_t>& runs) {
    ir::Resolver resolver(experiment);
    std::vector<std::string> words;
    for (const std::uint64_t index : runs) {
        const ir::ResolvedRun run = resolver.resolve(index);
        const std::string folder =
            fmt::format("{}/{}/{}/{}", tree.runs(), target.name, experiment.name, run.id.hex());
        for (const auto& step : run.steps) {
            for (const ir::ResolvedText& word : step)
                words.push_back(seen_by(word, folder));
        }
    }
    return words;
}

std::string expected_ids(const ir::Experiment& experiment, const std::vector<std::uint64_t>& runs) {
    ir::Resolver resolver(experiment);
    std::string ids;
    for (const std::uint64_t index : runs) {
        const ir::ResolvedRun run = resolver.resolve(index);
        ids += fmt::format("{} {}\n", run.id.hex(), ir::digest(experiment, run));
    }
    return ids;
}

/// The group of a run and its rank there.
std::string expected_groups(const ir::Experiment& experiment,
                            const std::vector<std::uint64_t>& runs) {
    std::string text;
    for (const std::uint64_t run : runs) {
        algebra::Digits digits;
        algebra::decode(experiment.space, run, digits);
        for (std::size_t group = 0; group < experiment.groups.size(); ++group) {
            if (const auto rank = algebra::rank(experiment.groups[group].space, digits))
                text += fmt::format("{} {}\n", group, *rank);
        }
    }
    return text;
}

std::string told(std::string_view what, const Outcome& seen, const std::string& expected) {
    if (seen.output == expected && seen.errors.empty()) return "";
    return fmt::format("{}: expected\n{}\nbut task.sh gives (code {})\n{}\n{}", what, expected,
                       seen.code, seen.output, seen.errors);
}

/// Every rank of every group that `--group` gave leads back to its index.
std::string ranks_lead_back(const BuiltTree& tree, const ir::Experiment& experiment,
                            const std::vector<std::string>& shell) {
    for (std::size_t group = 0; group < experiment.groups.size(); ++group) {
        const algebra::Space& space = experiment.groups[group].space;
        for (const std::uint64_t rank : {std::uint64_t{0}, space.count / 2, space.count - 1}) {
            algebra::Digits digits;
            algebra::decode(space, rank, digits);
            const auto index = algebra::rank(experiment.space, digits);
            const Outcome seen = tree.task(shell, experiment.name,
                                           {"--rank", std::to_string(group), std::to_string(rank)});
            const std::string problem = told("rank", seen, fmt::format("{}\n", index.value()));
            if (!problem.empty()) return problem;
        }
    }
    return "";
}

} // namespace

std::vector<std::uint64_t> all_runs(const ir::Experiment& experiment) {
    std::vector<std::uint64_t> runs;
    for (std::uint64_t run = 0; run < experiment.space.count; ++run)
        runs.push_back(run);
    return runs;
}

std::string difference(const BuiltTree& tree, const ir::Target& target,
                       const ir::Experiment& experiment, const std::vector<std::string>& shell,
                       const std::vector<std::uint64_t>& runs) {
    const auto ask = [&](std::string option) {
        return tree.task(shell, experiment.name, with_indexes(std::move(option), runs));
    };
    std::string problem;
    if (!std::holds_alternative<ir::BashScript>(experiment.command)) {
        std::string words;
        for (const std::string& word : expected_words(tree, target, experiment, runs))
            words.append(word).append(1, '\0');
        problem = told("words", ask("--print"), words);
    }
    if (problem.empty()) problem = told("ids", ask("--id"), expected_ids(experiment, runs));
    if (problem.empty())
        problem = told("groups", ask("--group"), expected_groups(experiment, runs));
    if (problem.empty()) problem = ranks_lead_back(tree, experiment, shell);
    return problem;
}

} // namespace expc::tests
