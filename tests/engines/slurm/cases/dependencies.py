# SPDX-License-Identifier: MIT
"""Runs that wait for runs: Slurm starts them in time, a failed parent's are left out, and nothing waits forever."""

import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment train {
  space     = product { lr in [0.1, 0.2], seed in 0..<2 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  outputs   = { ckpt = file("${run.dir}/best.pt") }
  command   = ["sh", "train.sh", outputs.ckpt]
}
experiment copy {
  space     = train.space
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  inputs    = { ckpt = each(train).ckpt }
  outputs   = { again = file("${run.dir}/again.pt") }
  command   = ["cp", inputs.ckpt, outputs.again]
}
experiment evaluate {
  space     = product { ...train.space, split in ["val", "test"] }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  inputs    = { ckpt = each(train).ckpt }
  command   = ["cat", inputs.ckpt]
}
experiment mean {
  space     = product { lr in [0.1, 0.2] }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  inputs    = { ckpts = gather(train, by = [lr]).ckpt }
  command   = ["cat", ...inputs.ckpts]
}
experiment report {
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  inputs    = { again = all(copy).again }
  command   = ["sh", "report.sh", inputs.again.listfile]
}
experiment tidy {
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  after     = [all(train, on = "any")]
  command   = ["true"]
}
platform cluster = slurm { max_array_size = 51 }
target study = [train, copy, evaluate, mean, report, tidy] on cluster
"""
TRAIN = """\
while [ -e wait ]; do sleep 0.1; done
[ ! -e "fail-$EXPC_RUN_INDEX" ] || exit 3
echo "$EXPC_RUN_INDEX" > "$1"
"""
EXPERIMENTS = {"train": 4, "copy": 4, "evaluate": 8, "mean": 2, "report": 1, "tidy": 1}


class Dependencies(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("study.exp", PROGRAM)
        self.project.write("train.sh", TRAIN)
        self.project.write("report.sh", 'xargs cat < "$1"\n')
        self.rows = self.project.plan_rows("study.exp")

    def states(self):
        """Experiment -> the states of its runs by index."""
        return {name: self.project.states([row for row in self.rows if row["experiment"] == name]) for name in EXPERIMENTS}

    def all_succeeded(self):
        return {name: ["succeeded"] * runs for name, runs in EXPERIMENTS.items()}

    def jobs(self, name):
        return [job for job in self.slurm.jobs() if job["JobName"].startswith(f"{name}.")]

    def dependencies(self, name, since=0):
        return {job["Dependency"].split("(")[0] for job in self.jobs(name) if int(job["JobId"]) > since}

    def wait_until(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, self.slurm.logs())
            time.sleep(0.1)

    def newest(self):
        return max((int(job["JobId"]) for job in self.slurm.jobs()), default=0)

    def test_each_waits_task_by_task_and_the_others_for_whole_arrays(self):
        self.project.write("wait", "")
        before = self.newest()
        self.succeed(self.project.expc("run", "study.exp"))
        train = {job.get("ArrayJobId") for job in self.jobs("train") if int(job["JobId"]) > before}
        copy = {job.get("ArrayJobId") for job in self.jobs("copy") if int(job["JobId"]) > before}
        self.assertEqual((len(train), len(copy)), (1, 1))
        parent, = train
        self.assertEqual(self.dependencies("copy", before), {f"aftercorr:{parent}_*"})
        for name in ("evaluate", "mean", "tidy"):
            self.assertEqual(self.dependencies(name, before), {f"afterany:{parent}_*"})
        self.assertEqual(self.dependencies("report", before), {f"afterany:{min(copy)}_*"})
        # What waits is not submitted a second time.
        self.assertIn("20 running; nothing to start", self.succeed(self.project.expc("run", "study.exp")).stdout)
        (self.project.folder / "wait").unlink()
        self.slurm.wait_until_empty()
        self.assertEqual(self.states(), self.all_succeeded())
        report, = (row for row in self.rows if row["experiment"] == "report")
        folder = self.project.run_folder("study", "report", report["id"])
        self.assertEqual((folder / "out.log").read_text(), "0\n1\n2\n3\n")
        self.assertIn("20 done; nothing to start", self.succeed(self.project.expc("run", "study.exp")).stdout)

    def test_what_waits_for_a_failed_run_is_left_out_and_comes_later(self):
        self.project.write("fail-1", "")
        done = self.project.expc("run", "study.exp", "--follow")
        self.assertEqual(done.returncode, 1)
        # evaluate 2 and 3, and the mean of 0.1, find out by themselves; Slurm cancels copy 1, and the report has no input.
        self.assertIn("14 of 20 succeeded, 1 failed, 4 skipped", done.stderr)
        self.assertIn("1 run never started", done.stderr)
        states = self.states()
        self.assertEqual(states["copy"], ["succeeded", "none", "succeeded", "succeeded"])
        self.assertEqual(states["evaluate"][:5], ["succeeded"] * 2 + ["skipped"] * 2 + ["succeeded"])
        self.assertEqual((states["mean"], states["report"], states["tidy"]), (["skipped", "succeeded"], ["skipped"], ["succeeded"]))
        (self.project.folder / "fail-1").unlink()
        before = self.newest()
        done = self.succeed(self.project.expc("run", "study.exp", "--follow"))
        self.assertIn("1 new, 1 failed, 4 skipped, 14 done; 6 runs to start", done.stdout)
        self.assertEqual(self.states(), self.all_succeeded())
        self.assertEqual(len([job for job in self.slurm.jobs() if int(job["JobId"]) > before]), 6)

    def test_cancelled_parents_leave_nothing_in_the_queue(self):
        self.project.write("wait", "")
        self.succeed(self.project.expc("run", "study.exp"))
        self.wait_until(lambda: any(job["JobState"] == "RUNNING" for job in self.jobs("train")))
        self.slurm.client("scancel", *{job["ArrayJobId"] for job in self.jobs("train") if job["JobState"] in ("RUNNING", "PENDING")})
        self.slurm.wait_until_empty()
        self.assertNotIn("succeeded", [state for name, states in self.states().items() if name != "tidy" for state in states])
        (self.project.folder / "wait").unlink()
        self.run_to_the_end("study.exp", "study")
        self.assertEqual(self.states(), self.all_succeeded())

    def test_children_wait_for_parents_that_an_earlier_build_submitted(self):
        self.project.write("wait", "")
        before = self.newest()
        self.project.write("study.exp", PROGRAM.replace("[train, copy, evaluate, mean, report, tidy]", "[train]"))
        self.succeed(self.project.expc("run", "study.exp"))
        self.project.write("study.exp", PROGRAM)
        done = self.succeed(self.project.expc("run", "study.exp"))
        self.assertIn("16 new, 4 running; 16 runs to start", done.stdout)
        # Tasks of another build may be other runs: its array is waited for as a whole.
        self.assertEqual({kind.split(":")[0] for kind in self.dependencies("copy", before)}, {"afterany"})
        (self.project.folder / "wait").unlink()
        self.slurm.wait_until_empty()
        self.assertEqual(self.states(), self.all_succeeded())

    def test_a_parent_that_is_neither_done_nor_on_its_way_is_named(self):
        done = self.project.expc("run", "study.exp", "--first", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("6 new; 4 runs to start", done.stdout)
        self.assertIn("warning: 2 runs are not submitted, because of what they wait for", done.stderr)
        self.assertIn("mean 0 waits for train 1, which has not run and is not selected", done.stderr)
        self.slurm.wait_until_empty()
        # By hand the same is found out by the job.
        self.succeed(self.project.call("sh", "build/study/submit.sh", "--runs", "mean:0"))
        self.slurm.wait_until_empty()
        self.assertEqual(self.states()["mean"], ["skipped", "none"])


main()
