// SPDX-License-Identifier: MIT
// submit.sh: what it asks of sbatch, and what it does when it is refused, called again or called
// twice at once.
#include "tests/support/sample_plans.hpp"
#include "tests/unit/backends/fake_slurm.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace expc;
using namespace expc::tests;

namespace {

std::vector<std::string> first_fields(const std::string& lines) {
    std::vector<std::string> fields;
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
        fields.push_back(lines.substr(at, lines.find('\t', at) - at));
    return fields;
}

/// A plan with `runs` runs in arrays of up to `array` tasks.
ir::Plan arrays_of(std::uint64_t runs, std::int64_t array) {
    ir::Slurm settings;
    settings.max_array_size = array;
    return slurm_plan({runs}, settings);
}

} // namespace

TEST_CASE("one array covers a sweep, and every option stands on the command line") {
    const ir::Plan plan = samples::mnist();
    const BuiltTree tree(plan, plan.targets.back());
    const FakeSlurm slurm(tree);
    const Outcome outcome = slurm.submit({});
    CHECK(outcome.errors == "");
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.output, Catch::StartsWith("job 100: mnist.0.0, 18 runs\nfollow: squeue -j "
                                                 "100\n"));
    const std::string stage = tree.runs() + "/.expc/0123456789";
    REQUIRE(slurm.calls().size() == 1);
    CHECK(slurm.calls()[0].words ==
          std::vector<std::string>{"--parsable",
                                   "--job-name=mnist.0.0",
                                   "--output=" + tree.runs() + "/short/.slurm/%A_%a.out",
                                   "--chdir=" + tree.project(),
                                   "--export=ALL",
                                   "--account=ml",
                                   "--partition=gpu",
                                   "--array=0-17",
                                   "--time=00:10:00",
                                   "--nodes=1",
                                   "--ntasks=1",
                                   "--cpus-per-task=4",
                                   "--mem=8192M",
                                   "--gres=gpu:1",
                                   stage + "/job.sh",
                                   stage,
                                   tree.project(),
                                   tree.runs(),
                                   "mnist",
                                   "0",
                                   "0"});
    CHECK(tree.exists("runs/short/.slurm"));
    CHECK(tree.read("runs/.expc/0123456789/mnist/task.sh") ==
          tree.read("build/.store/0123456789/mnist/task.sh"));
    CHECK_FALSE(tree.exists("runs/.expc/0123456789.lock"));
}

TEST_CASE("every setting of the platform becomes its option of sbatch") {
    ir::Slurm settings;
    settings.account = "it's ours";
    settings.partition = "gpu";
    settings.qos = "low";
    settings.reservation = "r1";
    settings.nodelist = "n[1-2]";
    settings.exclude = "n3";
    settings.signal = "USR1@120";
    settings.requeue = false;
    settings.comment = "50% $done";
    settings.constraint = "a&b";
    settings.exclusive = true;
    settings.mail = ir::SlurmMail{"me@lab.org", {"END", "FAIL"}};
    settings.gpu_types = {{"A100", "a100"}};
    settings.log_dir = "my logs/100%";
    ir::Plan plan = slurm_plan({2}, settings);
    ir::Target& target = plan.targets.front();
    target.platform.extra_flags = {"--nice=100", "--wckey=x y"};
    target.platform.inherit_env = false;
    ir::Resources& resources = target.experiments[0].groups[0].resources;
    resources.gpus = 2;
    resources.gpu_type = "A100";
    resources.nodes = 3;
    resources.tasks = 6;
    resources.memory = ir::Size{1024 * 1024 + 1};
    resources.time = ir::Duration{90'061'500};
    resources.disk = ir::Size{1};
    const BuiltTree tree(plan, target);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({}).errors == "");
    REQUIRE(slurm.calls().size() == 1);
    const Call call = slurm.calls()[0];
    const std::vector<std::string> expected = {"--account=it's ours",
                                               "--qos=low",
                                               "--reservation=r1",
                                               "--nodelist=n[1-2]",
                                               "--exclude=n3",
                                               "--signal=B:USR1@120",
                                               "--no-requeue",
                                               "--comment=50% $done",
                                               "--constraint=a&b",
                                               "--exclusive",
                                               "--mail-user=me@lab.org",
                                               "--mail-type=END,FAIL",
                                               "--export=NONE",
                                               "--gres=gpu:a100:2",
                                               "--nodes=3",
                                               "--ntasks=6",
                                               "--mem=2M",
                                               "--time=1-01:01:02",
                                               "--tmp=1M",
                                               "--nice=100",
                                               "--wckey=x y"};
    for (const std::string& option : expected)
        CHECK_THAT(call.words, Catch::VectorContains(option));
    CHECK(call.option("--output") == tree.project() + "/my logs/100%%/%A_%a.out");
    CHECK(tree.exists("my logs/100%"));
    const std::string job = tree.read("build/.store/0123456789/job.sh");
    CHECK_THAT(job, Catch::Contains("SLURM_EXPORT_ENV=ALL") && Catch::Contains("EXPC_FORWARD=1"));
}

TEST_CASE("GPUs may be asked for by --gpus, which counts those of all nodes") {
    ir::Slurm settings;
    settings.gpu_request = "gpus";
    ir::Plan plan = slurm_plan({1}, settings);
    ir::Resources& resources = plan.targets[0].experiments[0].groups[0].resources;
    resources.gpus = 2;
    resources.nodes = 3;
    resources.gpu_type = "h100";
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({}).code == 0);
    CHECK(slurm.calls().at(0).option("--gpus") == "h100:6");
}

TEST_CASE("a single run is a plain job") {
    const ir::Plan plan = arrays_of(5, 2);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({}).code == 0);
    const std::vector<Call> calls = slurm.calls();
    REQUIRE(calls.size() == 3);
    CHECK(calls[1].option("--array") == "0-1");
    CHECK(calls[1].script_arguments().at(5) == "2");
    CHECK_FALSE(calls[2].option("--array"));
    CHECK(calls[2].script_arguments().at(5) == "4");
    CHECK(calls[2].option("--output") == tree.runs() + "/sweep/.slurm/%j.out");
}

TEST_CASE("a refused sbatch ends with Slurm's words, and the next call goes on from there") {
    const ir::Plan plan = arrays_of(10, 2);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    slurm.refuse_from(2);
    const Outcome refused = slurm.submit({});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.errors, Catch::Contains("Batch job submission failed: fake refusal") &&
                                   Catch::Contains(" took no sweep.0.2"));
    CHECK(first_fields(slurm.submitted()) == std::vector<std::string>{"sweep.0.0", "sweep.0.1"});
    slurm.refuse_from(1000);
    CHECK(slurm.submit({}).code == 0);
    CHECK(slurm.calls().size() == 5);
    CHECK(first_fields(slurm.submitted()) == std::vector<std::string>{"sweep.0.0", "sweep.0.1",
                                                                      "sweep.0.2", "sweep.0.3",
                                                                      "sweep.0.4"});
    CHECK_THAT(slurm.submitted(), Catch::StartsWith("sweep.0.0\t100\t"));
    const Outcome again = slurm.submit({});
    CHECK(again.code == 0);
    CHECK_THAT(again.output, Catch::Contains("--again"));
    CHECK(slurm.calls().size() == 5);
    CHECK(slurm.submit({"--again=3"}).code == 0);
    CHECK(slurm.calls().size() == 8);
    CHECK(slurm.submit({"--again=3"}).code == 0);
    CHECK(slurm.calls().size() == 8);
    CHECK(slurm.submit({"--again"}).code == 0);
    CHECK(slurm.calls().size() == 13);
}

TEST_CASE("--again that is stopped half-way goes on, with and without the option") {
    ir::Slurm settings;
    settings.max_array_size = 2;
    settings.max_submit = 4;
    const ir::Plan plan = slurm_plan({6}, settings);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({}).code == 75);
    CHECK(slurm.submit({}).code == 0);
    slurm.refuse_from(4);
    CHECK(slurm.submit({"--again"}).code == 1);
    CHECK(slurm.calls().size() == 4);
    slurm.refuse_from(1000);
    slurm.fill_queue(2);
    CHECK(slurm.submit({}).code == 75);
    CHECK(slurm.submit({"--again"}).code == 0);
    CHECK(first_fields(slurm.submitted()) == std::vector<std::string>{"sweep.0.0", "sweep.0.1",
                                                                      "sweep.0.2", "sweep.0.0",
                                                                      "sweep.0.1", "sweep.0.2"});
    CHECK_THAT(slurm.submit({}).output, Catch::Contains("submitted before: "));
    slurm.fill_queue(0);
    CHECK(slurm.submit({"--again", "--runs", "4"}).code == 0);
    CHECK(slurm.submit({"--again", "--runs", "4"}).code == 0);
    CHECK(slurm.calls().size() == 8);
}

TEST_CASE("runs of an array that was submitted are left out") {
    const ir::Plan plan = arrays_of(10, 6);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({"--runs", "1-2,4"}).code == 0);
    CHECK_THAT(slurm.submit({"--runs", "1-2,4"}).output,
               Catch::Contains("submitted before: 3 runs"));
    CHECK(slurm.submit({}).code == 0);
    CHECK(slurm.calls().at(1).option("--array") == "0,3,5");
    CHECK_THAT(slurm.submit({"--runs", "0-3,8"}).output,
               Catch::Contains("submitted before: 5 runs"));
    CHECK(slurm.calls().size() == 3);
    CHECK(slurm.submit({"--runs", "0-2", "--again"}).code == 0);
    CHECK(slurm.calls().at(3).option("--array") == "0-2");
}

TEST_CASE("submit.sh submits what fits into max_submit and says how much remains") {
    ir::Slurm settings;
    settings.max_array_size = 4;
    settings.max_submit = 10;
    const ir::Plan plan = slurm_plan({20}, settings);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    slurm.fill_queue(1);
    const Outcome first = slurm.submit({});
    CHECK(first.code == 75);
    CHECK_THAT(first.output, Catch::Contains("3 of 5 calls of sbatch remain"));
    CHECK(first_fields(slurm.submitted()) ==
          std::vector<std::string>{"sweep.0.0", "sweep.0.1", "sweep.0.2[0]"});
    slurm.fill_queue(10);
    CHECK(slurm.submit({}).code == 75);
    CHECK(slurm.calls().size() == 3);
    slurm.fill_queue(0);
    CHECK(slurm.submit({}).code == 75);
    CHECK(slurm.submit({}).code == 0);
    CHECK(first_fields(slurm.submitted()) ==
          std::vector<std::string>{"sweep.0.0", "sweep.0.1", "sweep.0.2[0]", "sweep.0.2[1-3]",
                                   "sweep.0.3", "sweep.0.4[0-2]", "sweep.0.4[3]"});
}

TEST_CASE("room for less than a quarter of an array is left alone") {
    ir::Slurm settings;
    settings.max_submit = 10;
    const ir::Plan plan = slurm_plan({20}, settings);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    slurm.fill_queue(8);
    CHECK(slurm.submit({}).code == 75);
    CHECK(slurm.calls().empty());
    slurm.fill_queue(7);
    CHECK(slurm.submit({}).code == 75);
    CHECK(first_fields(slurm.submitted()) == std::vector<std::string>{"sweep.0.0[0-2]"});
}

TEST_CASE("a dry run prints the calls, quoted, and changes nothing") {
    ir::Slurm settings;
    settings.comment = "it's $HOME";
    settings.max_array_size = 3;
    const ir::Plan plan = slurm_plan({4}, settings);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    const Outcome outcome = slurm.submit({"--dry-run", "--after", "slurm:12"});
    CHECK(outcome.code == 0);
    CHECK(slurm.calls().empty());
    CHECK_FALSE(tree.exists("runs"));
    // The lines are commands: the fake accepts them.
    tree.write("lines", "PATH=\"$PWD/fake:$PATH\"\n" + outcome.output);
    CHECK(tree.run({"sh", "lines"}, {}).errors == "");
    REQUIRE(slurm.calls().size() == 2);
    CHECK(slurm.calls()[0].option("--comment") == "it's $HOME");
    CHECK(slurm.calls()[0].option("--dependency") == "afterany:12");
    CHECK(slurm.calls()[0].option("--array") == "0-2");
}

TEST_CASE("selected runs become arrays of their ranks in their groups") {
    ir::Slurm settings;
    settings.max_array_size = 10;
    const ir::Plan plan = slurm_plan({30, 15}, settings);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({"--runs", "0-2,5,12", "--runs=sweep:31,32,5"}).errors == "");
    const std::vector<Call> calls = slurm.calls();
    REQUIRE(calls.size() == 3);
    CHECK(calls[0].option("--array") == "0-2,5");
    CHECK(calls[0].group() == 0);
    CHECK(calls[1].ranks() == std::vector<std::uint64_t>{12});
    CHECK_FALSE(calls[1].option("--array"));
    CHECK(calls[2].option("--array") == "1-2");
    CHECK(calls[2].group() == 1);
    CHECK(first_fields(slurm.submitted()) ==
          std::vector<std::string>{"sweep.0.0[0-2,5]", "sweep.0.1[2]", "sweep.1.0[1-2]"});
    const Outcome beyond = slurm.submit({"--runs", "45"});
    CHECK(beyond.code == 2);
    CHECK_THAT(beyond.errors, Catch::Contains("sweep has no run 45: the last is 44"));
    CHECK(slurm.submit({"--runs", "3-x"}).code == 2);
}

TEST_CASE("max_parallel is shared out over the arrays, or kept by lanes that wait for each other") {
    ir::Slurm settings;
    settings.max_array_size = 4;
    const ir::Plan shared = slurm_plan({12}, settings, 7);
    const BuiltTree shared_tree(shared, shared.targets[0]);
    const FakeSlurm shared_slurm(shared_tree);
    CHECK(shared_slurm.submit({}).code == 0);
    for (const Call& call : shared_slurm.calls()) {
        CHECK(call.throttle() == 2);
        CHECK_FALSE(call.option("--dependency"));
    }
    const ir::Plan chained = slurm_plan({20}, settings, 2);
    const BuiltTree tree(chained, chained.targets[0]);
    const FakeSlurm slurm(tree);
    CHECK(slurm.submit({"--after", "7"}).code == 0);
    const std::vector<Call> calls = slurm.calls();
    REQUIRE(calls.size() == 5);
    CHECK(calls[1].option("--dependency") == "afterany:7");
    CHECK(calls[2].option("--dependency") == "afterany:7:100");
    CHECK(calls[4].option("--dependency") == "afterany:7:102");
    CHECK(calls[4].throttle() == 1);
}

TEST_CASE("variables of the user cannot change what sbatch is asked, and secrets do not travel") {
    ir::Plan plan = arrays_of(2, 5);
    plan.targets[0].platform.secrets = {
        {"wandb", ir::SecretSource::From::environment, "WANDB_KEY", {}}};
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    const Outcome unset = slurm.submit({});
    CHECK(unset.code == 1);
    CHECK_THAT(unset.errors, Catch::Contains("the secret WANDB_KEY is not set"));
    CHECK(slurm.calls().empty());
    const Outcome outcome = slurm.submit({}, {{"WANDB_KEY", "s3cret"},
                                              {"SBATCH_PARTITION", "theirs"},
                                              {"SLURM_JOB_ID", "9"},
                                              {"SQUEUE_PARTITION", "hidden"},
                                              {"SLURM_JWT", "token"},
                                              {"SLURM_CONF_SERVER", "theirs"},
                                              {"SLURM_CONF", "/etc/theirs.conf"}});
    CHECK(outcome.errors == "");
    const std::string environment = tree.read("fake/environment");
    CHECK_THAT(environment, Catch::Contains("SLURM_CONF=/etc/theirs.conf") &&
                                Catch::Contains("SLURM_CONF_SERVER=theirs") &&
                                Catch::Contains("SLURM_JWT=token"));
    CHECK_THAT(environment, !Catch::Contains("s3cret") && !Catch::Contains("SBATCH_PARTITION") &&
                                !Catch::Contains("SLURM_JOB_ID") &&
                                !Catch::Contains("SQUEUE_PARTITION"));
    CHECK(tree.read("runs/.expc/secrets/0123456789/WANDB_KEY") == "s3cret");
    const Outcome mode =
        tree.run({"stat", "-c", "%a", "runs/.expc/secrets/0123456789/WANDB_KEY"}, {});
    CHECK(mode.output == "600\n");
}

TEST_CASE("submit.sh finds the project by its relative path, or asks for it") {
    const ir::Plan plan = arrays_of(2, 5);
    const BuiltTree tree(plan, plan.targets[0]);
    const FakeSlurm slurm(tree);
    tree.write("build/.store/0123456789/project", "../elsewhere\n");
    const Outcome lost = slurm.submit({});
    CHECK(lost.code == 2);
    CHECK_THAT(lost.errors, Catch::Contains("EXPC_PROJECT") && Catch::Contains("sweep.exp"));
    CHECK(slurm.submit({}, {{"EXPC_PROJECT", "."}}).code == 0);
    CHECK(slurm.calls().at(0).option("--chdir") == tree.project());
}
