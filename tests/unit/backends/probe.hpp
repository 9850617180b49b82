// SPDX-License-Identifier: MIT
// One run of a small experiment, through its task.sh, under every shell: what it left behind.
#pragma once

#include "compiler/ir/run.hpp"
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>

namespace expc::tests {

/// One run of a shell command line, on this machine.
inline ir::Plan plan_of(ir::Experiment experiment, ir::Platform platform = {}) {
    experiment.name = "probe";
    if (experiment.space.columns.empty()) experiment.space = algebra::unit();
    experiment.groups = {{ir::Resources{}, experiment.space}};
    ir::Target target;
    target.name = "probe@here";
    target.platform = std::move(platform);
    target.platform.engine = "local";
    target.platform.settings = ir::Local{};
    target.experiments.push_back(std::move(experiment));
    ir::Plan plan;
    plan.root_file = "probe.exp";
    plan.targets.push_back(std::move(target));
    return plan;
}

inline ir::Experiment shell_line(const std::string& script) {
    ir::Experiment experiment;
    experiment.command = ir::Argv{samples::words({"sh", "-c", script, "probe"})};
    return experiment;
}

inline ir::Variable variable(std::string name, std::vector<ir::Part> parts) {
    return {std::move(name), std::nullopt, ir::Text{std::move(parts)}, {}};
}

/// A tree, the identity of its only run, and what a shell made of it.
class Probe {
  public:
    explicit Probe(ir::Experiment experiment, ir::Platform platform = {})
        : plan_(plan_of(std::move(experiment), std::move(platform))),
          tree_(plan_, plan_.targets.front()) {
        ir::Resolver resolver(plan_.targets.front().experiments.front());
        id_ = resolver.resolve(0).id.hex();
    }
    [[nodiscard]] Outcome run(const std::vector<std::string>& shell,
                              Environment environment = {}) const {
        std::vector<std::string> command = shell;
        command.insert(command.end(), {tree_.folder() + "/probe/task.sh", "0"});
        environment.merge(tree_.places());
        return tree_.run(command, environment);
    }
    [[nodiscard]] const BuiltTree& tree() const { return tree_; }
    [[nodiscard]] const ir::Experiment& experiment() const {
        return plan_.targets.front().experiments.front();
    }
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] std::string run_folder() const { return "runs/probe@here/probe/" + id_; }
    [[nodiscard]] std::string log(const std::string& name) const {
        return tree_.read(run_folder() + "/" + name);
    }
    /// The value of a key in the run's record; `(none)` when it is not there.
    [[nodiscard]] std::string recorded(const std::string& key) const {
        const std::string record =
            "\n" + tree_.read("runs/probe@here/.status/probe/" + id_.substr(0, 2) + "/" + id_);
        const std::size_t at = record.find("\n" + key + "=");
        if (at == std::string::npos) return "(none)";
        const std::size_t begin = at + key.size() + 2;
        return record.substr(begin, record.find('\n', begin) - begin);
    }

  private:
    ir::Plan plan_;
    BuiltTree tree_;
    std::string id_;
};

template <typename Check>
void under_every_shell(const ir::Experiment& experiment, const ir::Platform& platform,
                       const Check& check) {
    for (const auto& shell : shells()) {
        INFO(shell.back());
        check(Probe(experiment, platform), shell);
    }
}

} // namespace expc::tests
