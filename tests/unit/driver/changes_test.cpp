// SPDX-License-Identifier: MIT
#include "compiler/driver/changes.hpp"
#include "compiler/driver/manifest.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::driver;

namespace {

ir::Target target_of(std::uint64_t runs) {
    ir::Experiment experiment;
    experiment.name = "mnist";
    experiment.space.count = runs;
    experiment.groups.push_back({ir::Resources{}, experiment.space});
    ir::Target target;
    target.name = "mnist@laptop";
    target.experiments.push_back(experiment);
    target.platform.engine = "local";
    return target;
}

ir::Plan plan_of(std::string epochs) {
    ir::Plan plan;
    plan.root_file = "mnist.exp";
    plan.sources.push_back({"mnist.exp", "aa"});
    plan.inputs.push_back({"epochs", std::move(epochs)});
    return plan;
}

backends::Artifacts files(std::string content) {
    return {{{"run.sh", std::move(content), true}}, {}};
}

std::string base() {
    return manifest(plan_of("5"), target_of(18), files("x"));
}

} // namespace

TEST_CASE("two equal manifests have no changes between them") {
    CHECK(changes(base(), base()).empty());
}

TEST_CASE("a manifest is a function of the plan and the files") {
    CHECK(base() == base());
}

TEST_CASE("changes name what is different and how") {
    CHECK(changes(base(), manifest(plan_of("5"), target_of(27), files("x"))) ==
          std::vector<std::string>{"experiment `mnist`: runs 18 -> 27"});
    ir::Target larger = target_of(18);
    larger.experiments.front().groups.front().resources.cpus = 2;
    CHECK(changes(base(), manifest(plan_of("5"), larger, files("x"))) ==
          std::vector<std::string>{"the resources of `mnist` differ"});
    CHECK(changes(base(), manifest(plan_of("50"), target_of(18), files("x"))) ==
          std::vector<std::string>{"input `epochs`: 5 -> 50"});
    CHECK(changes(base(), manifest(plan_of("5"), target_of(18), files("y"))) ==
          std::vector<std::string>{"file `run.sh` differs"});
    backends::Artifacts more = files("x");
    more.files.push_back({"task.sh", "", true});
    CHECK(changes(base(), manifest(plan_of("5"), target_of(18), more)) ==
          std::vector<std::string>{"file `task.sh` is new"});
    CHECK(changes(manifest(plan_of("5"), target_of(18), more), base()) ==
          std::vector<std::string>{"file `task.sh` is gone"});
}

TEST_CASE("a manifest that cannot be read is told apart from one that differs") {
    CHECK(changes("", base()) ==
          std::vector<std::string>{"the manifest of the last build is of another kind"});
    CHECK(changes(R"({"version": 99})", base()) ==
          std::vector<std::string>{"the manifest of the last build is of another kind"});
    CHECK(changes(R"({"version": 1})", base()) ==
          std::vector<std::string>{"the manifest of the last build is damaged"});
}
