// SPDX-License-Identifier: MIT
#include "compiler/ir/forms.hpp"
#include "tests/support/sample_plans.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace expc;

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// Slurm settings that all differ from their defaults.
ir::Plan every_slurm_setting() {
    ir::Plan plan = samples::mnist();
    ir::Slurm slurm;
    slurm.account = "a1";
    slurm.partition = "p1";
    slurm.qos = "q1";
    slurm.launcher = "taskfile";
    slurm.max_array_size = 77;
    slurm.max_array_tasks = 78;
    slurm.max_submit = 79;
    slurm.max_script_size = ir::Size{80'000};
    slurm.gpu_types = {{"A100", "a100"}};
    slurm.gpu_request = "gpus";
    slurm.reservation = "r1";
    slurm.nodelist = "n1";
    slurm.exclude = "x1";
    slurm.signal = "USR1 @ 2m";
    slurm.requeue = false;
    slurm.comment = "c1";
    slurm.constraint = "k1";
    slurm.exclusive = true;
    slurm.mail = ir::SlurmMail{"ada@lab.org", {"END", "FAIL"}};
    slurm.log_dir = "/logs/%x";
    slurm.packing = ir::SlurmPacking{4, 2};
    slurm.taskfile = ir::SlurmTaskfile{"parallel", {"gcc"}};
    slurm.node = {32, 4, ir::Size{1 << 30}};
    plan.targets[1].platform.settings = slurm;
    plan.targets[0].platform.settings = ir::Local{std::vector<std::int64_t>{0, 2}};
    return plan;
}

/// Grid Engine settings that all differ from their defaults.
ir::Plan every_grid_engine_setting() {
    ir::Plan plan = samples::mnist();
    ir::GridEngine engine;
    engine.queue = "q1";
    engine.project = "p1";
    engine.parallel_environment = "e1";
    engine.memory_resource = "m1";
    engine.gpu_resource = "g1";
    engine.max_aj_tasks = 77;
    engine.max_u_jobs = 78;
    plan.targets[1].platform.settings = engine;
    plan.targets[1].platform.engine = "gridengine";
    return plan;
}

/// Ray settings that all differ from their defaults.
ir::Plan every_ray_setting() {
    ir::Plan plan = samples::mnist();
    ir::Ray ray;
    ray.address = "10.0.0.2:6379";
    ray.python = "/opt/ray/bin/python";
    ray.gpu_types = {{"a100", "A100"}};
    ray.custom_resources = {{"licence", 0.25}};
    ir::RayCluster cluster;
    cluster.name = "c1";
    cluster.provider = {"gcp", "p1", "r1", "z1", "h1", {"w1"}};
    cluster.head.machine = "m1";
    ir::RayNodes nodes;
    nodes.name = "n1";
    nodes.image = "i1";
    nodes.disk = ir::Size{5};
    nodes.gpus = 2;
    nodes.gpu_type = "t1";
    nodes.cpus = 3;
    nodes.min = 4;
    nodes.max = 6;
    nodes.preemptible = true;
    nodes.config = ir::Value::record({{"tags", ir::Value::list({ir::Value::text("a")})}});
    cluster.workers = {nodes};
    cluster.max_workers = 7;
    cluster.idle_timeout = ir::Duration{8};
    cluster.ssh_user = "u1";
    cluster.ssh_key = "k1";
    cluster.docker = ir::RayDocker{"d1", "c2", {"o1"}, true};
    cluster.file_mounts = {{"/there", "here"}};
    cluster.initialization = {"a1"};
    cluster.setup = {"a2"};
    cluster.head_setup = {"a3"};
    cluster.worker_setup = {"a4"};
    cluster.head_start = {"a5"};
    cluster.worker_start = {"a6"};
    ray.cluster = cluster;
    plan.targets[1].platform.settings = ray;
    plan.targets[1].platform.engine = "ray";
    return plan;
}

} // namespace

TEST_CASE("the text form of a plan is stable") {
    CHECK(ir::to_text(samples::pipeline()) == R"(plan of pipeline.exp
source pipeline.exp aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
source lab/common.exp bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
input epochs = 50
override train.resources.time = 12h
target pipeline: 13 runs
  cpu_hours 96.5
  asks for containers: container `vision`
  asks for retry_preempted: `retry` after `preempted`, which may be left out
  platform cluster (kubernetes)
    namespace "vision"
    kind Job, server "1.29"
    max_parallel 8
    run_root "/results/runs"
    env HF_HOME = "/cache"
    secret wandb_key from file ~/.wandb
    inherit_env false
    runtime podman with ["--net", "none"]
    mount raw from bind "/data/raw"
    mount shards from scratch of 1KB
    extra_flags ["--one", "two words"]
  experiment preprocess: 1 run
    identity []
    group of 1 run: cpus = 1, gpus = 0
    command
      word "python3"
      word "-m"
      word "prep"
    output data = dir "/shards/v3"
    container vision: oci "ghcr.io/lab/vision:2.4"
    mount raw at "/raw"
    mount shards at "/shards", writable
    setup "module load gcc\n"
    container_setup "pip install -e ."
    teardown "rm -rf \"$TMPDIR\""
  experiment train: 6 runs
    doc "Trains, and keeps the best checkpoint."
    column case in ["a", "b", "c"] (digit 0, counts in id)
    column amp in [true, false, none] (digit 0, counts in id)
    column layers in [[1, 2], [1, 3], [1, 4]] (digit 0, counts in id)
    column schedule in [{rate = 0.1, name = "x"}, {rate = 1.0, name = "x"}, {rate = 1e+22, name = "x"}] (digit 0, counts in id)
    column patience in [90s, 500ms, none] (digit 0, counts in id)
    column cache in [1MiB, 1KB, 1B] (digit 0, counts in id)
    column seed in [0..=1] (digit 1, counts in id, was 0, as s)
    digit 0 rows: 3 values
    digit 1 seed: 2 values
    identity [case, amp, layers, schedule, patience, cache, s]
    group of 6 runs: cpus = 8, gpus = 1, gpu_share = 0.5, gpu_type = "A100", memory = 80GB, time = 12h, nodes = 2, tasks = 4, disk = 1MB
    command
      word "python3"
      word "-m"
      word "train"
      word "--ckpt"
      word "/results/" + run.id + "/best.pt"
      word "name_" + run.number:2 + "__s_" + s
    env WANDB_API_KEY = secret.wandb_key
    workdir "/workspace"
    output ckpt = file "/results/" + run.id + "/best.pt"
    stdout run.dir + "/train.out"
    stderr "/results/err"
    retry 3 attempts on preempted, node_failure
    after each preprocess
  experiment report: 6 runs
    column opt in ["adam", "sgd"] (inside digit 0, counts in id)
    column depth in [1..=10] (inside digit 0, counts in id)
    digit 0 opt, depth: 6 values
      drawn from a space of 20 rows
        column opt in ["adam", "sgd"] (digit 0, counts in id)
        column depth in [1..=10] (digit 1, counts in id)
        digit 0 opt: 2 values
        digit 1 depth: 10 values
    identity [opt, depth]
    group of 6 runs: cpus = 1, gpus = 0
    command
      word "python3"
      word "-m"
      word "report"
    after gather train by seed, whatever its outcome
    after all preprocess
)");
}

TEST_CASE("conditions, tables and coupled digits stand in the text form") {
    const std::string text = ir::to_text(samples::hostile());
    for (const char* line : {
             "    digits 1, 2 are coupled: 3 combinations, 3 nodes\n",
             "      word \"--text=\" + text + \"'\" + label\n",
             "      word \"--keep=\" + keep when [keep] 011\n",
             "      word [mode, optimizer.seed] of [\"p 7\", \"p 8\", \"\", \"q8\\n\"]\n",
             "      words by [mode]\n        []\n        [\"-m\", \"two words\"]\n",
             "      word run.env(\"EXPC_UNSET\", default = \"fall back\")\n",
             "    env PYTHONPATH = prepend \"/opt/it's here\"\n",
             "    group of 64 runs: cpus = 1, gpus = 0, memory = 2GiB, time = 5m\n",
             "    step\n      word \"printf\"\n      word \"%s\\\\0\"\n      word text\n    step\n",
             "    var VALUE = \"<\" + text + \">\"\n",
         }) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
}

TEST_CASE("a plan read back from JSON is the plan that was written") {
    for (const ir::Plan& plan :
         {samples::mnist(), samples::hostile(), samples::pipeline(), samples::big(2),
          every_slurm_setting(), every_grid_engine_setting(), every_ray_setting()}) {
        const std::string json = ir::to_json(plan);
        const Result<ir::Plan> back = ir::from_json(json);
        INFO((back ? "" : back.failure().message));
        REQUIRE(back);
        CHECK(ir::to_json(back.value()) == json);
        CHECK(ir::to_text(back.value()) == ir::to_text(plan));
    }
}

TEST_CASE("JSON that is no plan of this version is refused with the reason") {
    const std::string good = ir::to_json(samples::hostile());
    struct Case {
        std::string json;
        std::string reason;
    };
    const std::vector<Case> cases = {
        {"{", "parse error"},
        {"[]", "cannot use at() with array"},
        {replaced(good, "\"version\":1", "\"version\":2"),
         "version 2 of the plan; this build of expc reads version 1"},
        {replaced(good, "\"root_file\"", "\"other_file\""), "'root_file' not found"},
        {replaced(good, "\"kind\":\"local\"", "\"kind\":\"lokal\""),
         "an alternative has an unknown kind"},
        {replaced(good, "\"part\":\"run.dir\"", "\"part\":\"run.hat\""), "`run.hat` is not known"},
        {replaced(good, "\"count\":96", "\"count\":97"), "do not multiply to the count of rows"},
        {replaced(good, "\"columns\":[1,3],\"texts\"", "\"columns\":[1,9],\"texts\""),
         "a column that does not exist"},
        {replaced(good, "\"environment\":[]", "\"environment\":{}"), "a list is not an array"},
        {replaced(good, "\"totals\":{\"runs\":144}", "\"totals\":3"), "a record is not an object"},
    };
    for (const Case& c : cases) {
        const Result<ir::Plan> plan = ir::from_json(c.json);
        REQUIRE_FALSE(plan);
        CHECK_THAT(plan.failure().message, Catch::Contains(c.reason));
    }
}
