# SPDX-License-Identifier: MIT
"""The sweep of 18 runs: the same file on this machine and on Slurm, compared with what the plan says."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
space hp = product {
  lr    in [1e-4, 3e-4, 1e-3]
  width in [128, 512]
  seed  in 0..<3
}

experiment mnist {
  space     = hp
  resources = { cpus = 2, memory = 100MiB, time = 5m }
  env       = { OMP_NUM_THREADS = self.resources.cpus, RATE = "lr is ${lr}" }
  outputs   = { model = file("${run.dir}/report.json") }
  command   = ["/usr/bin/python3", "report.py", ...flags(params), "--out", outputs.model]
}

platform laptop  = local { max_parallel = 2 }
platform cluster = slurm { partition = "main", max_array_size = 51 }

target mnist on laptop
target mnist on cluster
"""


class Sweep(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("mnist.exp", PROGRAM)

    def test_all_18_runs_see_the_argv_and_environment_of_the_plan_on_both_engines(self):
        self.succeed(self.project.expc("run", "mnist.exp", "mnist@laptop"))
        self.run_to_the_end("mnist.exp", "mnist@cluster")
        both = {}
        for target in ("mnist@laptop", "mnist@cluster"):
            rows = self.project.plan_rows("mnist.exp", target)
            self.assertEqual([row["index"] for row in rows], list(range(18)))
            self.assert_all(rows, "succeeded")
            self.assert_saw_what_the_plan_says(rows)
            both[target] = [self.without_places(self.project.report(row)) for row in rows]
        self.assertEqual(both["mnist@laptop"], both["mnist@cluster"])

    def without_places(self, report):
        """What ruling 24 promises to be equal on all engines: argv, and declared variables, the run's folder by name."""
        folder = report["environment"]["EXPC_RUN_DIR"]
        promised = ("EXPC_PARAM_", "EXPC_RUN_ID", "EXPC_RUN_INDEX", "EXPC_RUN_NAME", "EXPC_EXPERIMENT", "OMP_", "RATE")
        environment = {k: v for k, v in report["environment"].items() if k.startswith(promised)}
        return [word.replace(folder, "RUN_DIR") for word in report["argv"]], environment

    def test_it_is_one_array_of_the_indexes_0_to_17_and_its_id_is_printed(self):
        done = self.run_to_the_end("mnist.exp", "mnist@cluster")
        arrays = self.arrays()
        job = max(arrays)
        self.assertEqual(arrays[job], list(range(18)))
        self.assertIn(str(job), done.stdout + done.stderr)

    def test_a_second_run_submits_nothing(self):
        self.run_to_the_end("mnist.exp", "mnist@cluster")
        before = self.arrays()
        self.run_to_the_end("mnist.exp", "mnist@cluster")
        self.assertEqual(self.arrays(), before)

    def test_the_logs_stand_in_the_folder_of_the_run(self):
        self.run_to_the_end("mnist.exp", "mnist@cluster", "--first", "1")
        row = self.project.plan_rows("mnist.exp", "mnist@cluster")[0]
        log = self.project.run_folder("mnist@cluster", "mnist", row["id"]) / "out.log"
        self.assertEqual(log.read_text(), "reported\n")


main()
