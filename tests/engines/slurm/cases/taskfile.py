# SPDX-License-Identifier: MIT
"""`launcher = taskfile`: one job for all runs, whose lines GNU parallel, or a stand-in for ht_helper.sh, hands out."""

import pathlib
import shutil
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SEARCH_PATH, SlurmCase, main  # noqa: E402
from hostile_sweep import assert_arrived, program  # noqa: E402

HOSTILE = program("""cluster = slurm {
  launcher = taskfile { helper = "@helper@", modules = ["tools/1 x"] }, max_parallel = 6, node = { cpus = 8 }
}""")

SWEEP = """\
experiment e {
  space     = product { seed in 0..<@runs@ }
  resources = { cpus = 1, time = 5m }
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm { launcher = taskfile { helper = "parallel" }, node = { cpus = 20 } }
target e on cluster
"""

PIPELINE = """\
experiment first {
  space     = product { seed in 0..<2 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", seed]
}
experiment second {
  space     = first.space
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  after     = [each(first)]
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm { launcher = taskfile { helper = "parallel" }, setup = [bash { run = '''export PREPARED=yes''' }] }
target both = [first, second] on cluster
"""

# Jobs run in login shells: this is where a cluster's `module` comes from.
PROFILE = f"""\
export PATH=/usr/bin:/bin
module() {{ echo "loaded: $*"; PATH=$PATH:{pathlib.Path(__file__).resolve().parent.parent}/stand_ins; }}
"""


class Taskfile(SlurmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (pathlib.Path(cls.engine.environment()["HOME"]) / ".bash_profile").write_text(PROFILE, encoding="utf-8")

    def rows(self):
        return self.project.plan_rows("e.exp", "e@cluster")

    def newest_job(self):
        return max(self.slurm.jobs(), key=lambda job: int(job["JobId"]))

    def hand_out_hostile_words(self, helper):
        self.project.write("h.exp", HOSTILE.replace("@helper@", helper))
        before = len(self.slurm.jobs())
        self.run_to_the_end("h.exp", "h@cluster")
        rows = self.project.plan_rows("h.exp", "h@cluster")
        log, = (self.project.folder / "runs/h@cluster/.slurm").iterdir()
        self.assertEqual(self.project.states(rows), ["succeeded"] * len(rows), log.read_text())
        assert_arrived(self, rows)
        self.assertIn("loaded: load tools/1 x\n", log.read_text())
        self.assertIn(f"{len(rows)} of {len(rows)} runs succeeded\n", log.read_text())
        job = self.newest_job()
        self.assertEqual(len(self.slurm.jobs()) - before, 1)
        self.assertEqual((job["JobState"], job["NumTasks"], job["CPUs/Task"]), ("COMPLETED", "6", "1"))
        taskfile, = self.project.folder.glob("runs/.expc/*/taskfile-1")
        lines = taskfile.read_bytes().decode().splitlines(keepends=True)
        self.assertEqual(len(lines), len(rows))
        for line in lines:
            self.assertNotIn("\\", line)
            self.assertTrue(line.endswith("\n"))

    def test_gnu_parallel_hands_out_hostile_words(self):
        self.hand_out_hostile_words("parallel")

    def test_a_stand_in_for_ht_helper_hands_out_hostile_words(self):
        self.hand_out_hostile_words("ht_helper")

    def test_nodes_and_tasks_are_those_of_the_runs(self):
        for runs, words in ((5, "-N 1 -n 5"), (25, "-N 2 -n 25"), (1, "-N 1 -n 1")):
            self.project.write("e.exp", SWEEP.replace("@runs@", str(runs)))
            self.succeed(self.project.expc("build", "e.exp"))
            submit = self.project.folder / "build/e@cluster/submit.sh"
            self.assertIn(f" {words} ", self.succeed(self.project.call("sh", submit, "--dry-run")).stdout)
        self.assertFalse((self.project.folder / "runs").exists())

    def test_memory_is_counted_as_slurm_rounds_it(self):
        """A third of 8 GiB is 2731 MiB: four tasks of three CPUs ask for more than 32 GiB."""
        text = SWEEP.replace("@runs@", "25").replace("cpus = 20", "cpus = 20, memory = 32GiB")
        self.project.write("e.exp", text.replace("cpus = 1,", "cpus = 3, memory = 8GiB,"))
        self.succeed(self.project.expc("build", "e.exp"))
        submit = self.project.folder / "build/e@cluster/submit.sh"
        said = self.succeed(self.project.call("sh", submit, "--dry-run")).stdout
        self.assertIn(" -N 9 -n 25 ", said)
        self.assertIn(" --cpus-per-task=3 --mem-per-cpu=2731M ", said)

    def test_a_failed_run_fails_the_job_and_is_run_again_alone(self):
        self.project.write("e.exp", SWEEP.replace("@runs@", "5").replace("cpus = 20", "cpus = 2"))
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--engine-flag=-N1", environment={"EXPC_TEST_EXIT_1": "3", "EXPC_TEST_EXIT_4": "4"}))
        self.slurm.wait_until_empty()
        self.assertEqual(self.project.states(self.rows()), ["succeeded", "failed", "succeeded", "succeeded", "failed"])
        self.assertEqual(self.project.status(self.rows()[4])["exit"], "4")
        self.assertEqual(self.newest_job()["JobState"], "FAILED")
        self.project.forget_reports()
        held = self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--engine-flag=--hold"))
        self.assertIn("2 runs to start", held.stdout)
        self.assertIn("nothing to start", self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--engine-flag=--hold")).stdout)
        self.assertEqual(self.newest_job()["NumTasks"], "2")
        self.slurm.client("scontrol", "release", self.newest_job()["JobId"])
        self.slurm.wait_until_empty()
        self.assert_all(self.rows(), "succeeded")
        self.assertEqual([row["index"] for row in self.rows() if self.project.report(row)], [1, 4])

    def test_runs_wait_for_runs_and_skip_one_by_one(self):
        self.project.write("e.exp", PIPELINE)
        self.run_to_the_end("e.exp", "both", environment={"EXPC_TEST_EXIT_1": "3"})
        rows = self.project.plan_rows("e.exp", "both")
        self.assertEqual(self.project.states(rows), ["succeeded", "failed", "succeeded", "skipped"])
        self.assertEqual({self.project.report(row)["environment"]["PREPARED"] for row in rows if self.project.report(row)}, {"yes"})

    def test_a_helper_that_is_not_there_fails_the_job(self):
        self.project.write("e.exp", SWEEP.replace("@runs@", "2").replace('"parallel"', '"ht_helper"').replace("cpus = 20", "cpus = 8"))
        self.run_to_the_end("e.exp", "e@cluster")
        self.assertEqual(self.project.states(self.rows()), ["none", "none"])
        self.assertEqual(self.newest_job()["JobState"], "FAILED")


main("parallel", also=[name for name in ["parallel"] if shutil.which(name, path=SEARCH_PATH) is None])
