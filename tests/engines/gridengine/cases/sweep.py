# SPDX-License-Identifier: MIT
"""Sweeps on this machine and on Grid Engine: the same words and environment on both, whatever they hold; and how runs end."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import GridEngineCase, main  # noqa: E402
from hostile_sweep import assert_arrived, program  # noqa: E402

PROGRAM = """\
space hp = product {
  lr    in [1e-4, 3e-4, 1e-3]
  width in [128, 512]
  seed  in 0..<3
}

experiment mnist {
  space     = hp
  resources = { cpus = 1, memory = 500MiB, time = 5m }
  env       = { OMP_NUM_THREADS = self.resources.cpus, RATE = "lr is ${lr}" }
  outputs   = { model = file("${run.dir}/report.json") }
  command   = ["/usr/bin/python3", "report.py", ...flags(params), "--out", outputs.model]
}

platform laptop  = local { max_parallel = 2 }
platform cluster = gridengine { queue = "main.q" }

target mnist on laptop
target mnist on cluster
"""

ENDINGS = """\
experiment e {
  space   = product { code in [0, 3, 99, 100] }
  setup   = [bash { run = "export PREPARED=\\$PWD" }]
  env     = { KEY = key }
  command = ["/bin/sh", "-c", 'echo "$PREPARED $KEY $EXPC_ATTEMPT"; exit "$0"', code]
}
secret key = env("MY_KEY")
platform cluster = gridengine {
  secrets  = { key = env("MY_KEY") }
  teardown = [bash { run = "echo down >> \\$EXPC_PROJECT/teardowns" }]
}
target e on cluster
"""


class Sweep(GridEngineCase):
    def test_all_18_runs_see_the_argv_and_environment_of_the_plan_on_both_engines(self):
        self.project.write("mnist.exp", PROGRAM)
        self.succeed(self.project.expc("run", "mnist.exp", "mnist@laptop"))
        done = self.run_to_the_end("mnist.exp", "mnist@cluster")
        both = {}
        for target in ("mnist@laptop", "mnist@cluster"):
            rows = self.project.plan_rows("mnist.exp", target)
            self.assert_all(rows, "succeeded")
            self.assert_saw_what_the_plan_says(rows)
            both[target] = [self.without_places(self.project.report(row)) for row in rows]
        self.assertEqual(both["mnist@laptop"], both["mnist@cluster"])
        self.assert_one_array(rows, done.stdout)

    def assert_one_array(self, rows, said):
        """Tasks 1 to 18 of one job, whose id is printed and stands in the status files."""
        tasks = self.ended()
        job = tasks[0]["job"]
        self.assertEqual([(task["job"], task["task"], task["exit"]) for task in tasks], [(job, n, 0) for n in range(1, 19)])
        self.assertIn(f"job {job}: mnist.0.0, 18 runs", said)
        self.assertEqual([self.project.status(row)["job"] for row in rows], [f"gridengine:{job}.{n}" for n in range(1, 19)])
        self.assertEqual(tasks[0]["asked"], "-q main.q -l h_rt=300,h_vmem=500M")

    def without_places(self, report):
        """What is promised to be equal on all engines: argv, and declared variables, the run's folder by name."""
        folder = report["environment"]["EXPC_RUN_DIR"]
        promised = ("EXPC_PARAM_", "EXPC_RUN_ID", "EXPC_RUN_INDEX", "EXPC_RUN_NAME", "EXPC_EXPERIMENT", "OMP_", "RATE")
        environment = {k: v for k, v in report["environment"].items() if k.startswith(promised)}
        return [word.replace(folder, "RUN_DIR") for word in report["argv"]], environment

    def test_values_that_break_quoting_arrive_unchanged(self):
        self.project.write("h.exp", program("cluster = gridengine {}"))
        self.run_to_the_end("h.exp", "h@cluster", environment={"LEAK": "from outside"})
        assert_arrived(self, self.project.plan_rows("h.exp"))

    def test_setup_secrets_and_exit_codes_that_mean_something_to_grid_engine(self):
        self.project.write("e.exp", ENDINGS)
        self.run_to_the_end("e.exp", "e@cluster", environment={"MY_KEY": "s3cret"})
        rows = self.project.plan_rows("e.exp", "e@cluster")
        self.assertEqual(self.project.states(rows), ["succeeded", "failed", "failed", "failed"], self.engine.logs())
        self.assertEqual([self.project.status(row)["exit"] for row in rows], ["0", "3", "99", "100"])
        self.assertEqual([task["exit"] for task in self.ended()], [0, 3, 1, 1])
        log = (self.project.run_folder("e@cluster", "e", rows[0]["id"]) / "out.log").read_text()
        self.assertEqual(log, f"{self.project.folder} s3cret 1\n")
        self.assertEqual((self.project.folder / "teardowns").read_text(), "down\n" * 4)


main()
