// SPDX-License-Identifier: MIT
// What all runs of an experiment are, without the engine's part and without expanding them.
#include "compiler/ir/forms.hpp"
#include "compiler/ir/run.hpp"

namespace expc::ir {

std::string runs_digest(const Experiment& experiment) {
    Experiment runs;
    runs.name = experiment.name;
    runs.space = experiment.space;
    runs.identity = experiment.identity;
    runs.command = experiment.command;
    runs.environment = experiment.environment;
    runs.workdir = experiment.workdir;
    runs.list_files = experiment.list_files;
    runs.container = experiment.container;
    runs.mounts = experiment.mounts;
    Target target;
    target.experiments.push_back(std::move(runs));
    Plan plan;
    plan.targets.push_back(std::move(target));
    constexpr std::size_t digits = 20;
    return algebra::sha256_hex(to_json(plan)).substr(0, digits);
}

} // namespace expc::ir
