// SPDX-License-Identifier: MIT
// Runs of several tasks and runs on GPUs under Slurm, against a fake srun and fake runtimes of
// containers that print what they were given.
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>

using namespace expc;
using namespace expc::tests;

namespace {

constexpr std::string_view fake_srun = R"sh(#!/bin/sh
printf 'srun'
while [ "${1#-}" != "$1" ]; do
  printf ' %s' "$1"
  [ "$1" != -n ] || { shift; printf ' %s' "$1"; }
  shift
done
printf '\n'
SLURM_PROCID=1 PMI_RANK=1 SLURM_NTASKS=2 exec "$@"
)sh";
constexpr std::string_view fake_docker = R"sh(#!/bin/sh
for word; do printf '%s\n' "$word"; done
)sh";
constexpr std::string_view fake_apptainer = R"sh(#!/bin/sh
env | sort | grep -E 'ENV_(SLURM|PMI|EXPC_RUN_INDEX)'
)sh";

/// One run of two tasks with three CPUs each and a GPU.
ir::Plan plan_of_two_tasks(const std::string& runtime) {
    ir::Plan plan = slurm_plan({1}, {});
    ir::Target& target = plan.targets[0];
    ir::Experiment& experiment = target.experiments[0];
    experiment.groups[0].resources.tasks = 2;
    experiment.groups[0].resources.cpus = 3;
    experiment.groups[0].resources.gpus = 1;
    experiment.command = ir::Argv{samples::words({"printf", "%s\\n", "started"})};
    if (runtime.empty()) return plan;
    target.platform.runtime = ir::ContainerRuntime{runtime, {}, {}};
    experiment.container = ir::Container{"box", "lab/box:1", {}, {}};
    return plan;
}

/// What the run printed, with the variables of a job.
std::string output_of_run(const BuiltTree& tree, const Environment& more) {
    tree.write("fake/srun", std::string(fake_srun), true);
    tree.write("fake/docker", std::string(fake_docker), true);
    tree.write("fake/apptainer", std::string(fake_apptainer), true);
    Environment environment = tree.places();
    environment.insert(more.begin(), more.end());
    const Outcome outcome = tree.run({"sh", "-c",
                                      "PATH=\"$PWD/fake:$PATH\" sh \"$1\" --run 0 0; "
                                      "cat runs/sweep/sweep/*/*.log",
                                      "sh", tree.folder() + "/sweep/task.sh"},
                                     environment);
    CHECK(outcome.errors == "");
    return outcome.output;
}

} // namespace

TEST_CASE("srun is told of the CPUs of each task") {
    const ir::Plan plan = plan_of_two_tasks("");
    const BuiltTree tree(plan, plan.targets[0]);
    const Environment job = {{"SLURM_NTASKS", "2"}, {"SLURM_CPUS_PER_TASK", "3"}};
    CHECK(output_of_run(tree, job) == "srun -n 2 --cpus-per-task=3\nstarted\n");
}

TEST_CASE("runs of one task do not know of srun") {
    const ir::Plan plan = slurm_plan({1}, {});
    const BuiltTree tree(plan, plan.targets[0]);
    CHECK_THAT(tree.read("build/.store/0123456789/sweep/task.sh"), !Catch::Contains("srun"));
}

TEST_CASE("each task in a container knows which one it is") {
    const Environment job = {{"SLURM_NTASKS", "2"}, {"SLURM_PROCID", "0"}};
    const ir::Plan apptainer = plan_of_two_tasks("apptainer");
    const BuiltTree tree(apptainer, apptainer.targets[0]);
    CHECK_THAT(output_of_run(tree, job), Catch::Contains("APPTAINERENV_SLURM_PROCID=1\n") &&
                                             Catch::Contains("APPTAINERENV_PMI_RANK=1\n") &&
                                             Catch::Contains("APPTAINERENV_EXPC_RUN_INDEX=0\n"));
    const ir::Plan docker = plan_of_two_tasks("docker");
    const BuiltTree docker_tree(docker, docker.targets[0]);
    CHECK_THAT(output_of_run(docker_tree, job),
               Catch::Contains("-e\nSLURM_PROCID\n") && Catch::Contains("-e\nPMI_RANK\n"));
}

TEST_CASE("docker is told of GPUs as the machine numbers them, not as the job's cgroup does") {
    const ir::Plan plan = plan_of_two_tasks("docker");
    const BuiltTree tree(plan, plan.targets[0]);
    CHECK_THAT(output_of_run(tree, {{"SLURM_JOB_GPUS", "5"}, {"CUDA_VISIBLE_DEVICES", "0"}}),
               Catch::Contains("--gpus\n\"device=5\"\n"));
    const BuiltTree without(plan, plan.targets[0]);
    CHECK_THAT(output_of_run(without, {{"CUDA_VISIBLE_DEVICES", "0"}}),
               Catch::Contains("--gpus\n\"device=0\"\n"));
    const BuiltTree unknown(plan, plan.targets[0]);
    CHECK_THAT(output_of_run(unknown, {}), Catch::Contains("--gpus\nall\n"));
}
