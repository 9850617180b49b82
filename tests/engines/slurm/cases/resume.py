# SPDX-License-Identifier: MIT
"""A second `expc run`: what waits in the queue is not submitted twice, and what changed is shown by its old words."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
input steps: Int = 5
experiment e {
  space     = product { lr in [1e-4, 1e-3], seed in 0..<3 }
  resources = { cpus = 1, memory = if lr < 5e-4 then 10MiB else 20MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", ...flags(params), "--steps", steps]
}
platform cluster = slurm { max_array_size = 51 }
target e on cluster
"""


class Resume(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("e.exp", PROGRAM)

    def run_now(self, *words, **more):
        return self.succeed(self.project.expc("run", "e.exp", "e@cluster", *words, **more))

    def release(self):
        self.project.call("scontrol", "release", *{job["JobId"] for job in self.slurm.jobs() if job["JobState"] == "PENDING"})
        self.slurm.wait_until_empty()

    def test_what_waits_since_an_earlier_build_is_not_submitted_twice(self):
        before = self.tasks()
        self.run_now("--runs", "1-4", "--engine-flag=--hold")
        self.project.write("e.exp", PROGRAM.replace("0..<3", "0..<4") + "# another build\n")
        done = self.run_now()
        self.assertIn("4 new, 4 running; 4 runs to start", done.stdout)
        self.release()
        rows = self.project.plan_rows("e.exp", "e@cluster")
        self.assert_all(rows, "succeeded")
        self.assertEqual(self.tasks() - before, 8)
        self.assertIn("8 done; nothing to start", self.run_now().stdout)

    def tasks(self):
        """Array tasks and plain jobs that this Slurm was given."""
        plain = [job for job in self.slurm.jobs() if "ArrayTaskId" not in job]
        return sum(map(len, self.arrays().values())) + len(plain)

    def test_changed_runs_are_shown_by_the_words_of_the_script_that_ran_them(self):
        self.run_to_the_end("e.exp", "e@cluster", "--first", "2")
        done = self.project.expc("run", "e.exp", "e@cluster", "--first", "2", "--set", "steps=50")
        self.assertEqual(done.returncode, 1)
        self.assertIn("2 runs of e@cluster changed since they succeeded", done.stderr)
        self.assertIn("e 0: --steps 5 -> 50", done.stderr)
        self.assertIn("2 runs to start", self.run_now("--first", "2", "--set", "steps=50", "--changed").stdout)
        self.slurm.wait_until_empty()

    def test_a_job_to_wait_for_is_a_dependency(self):
        first = self.succeed(self.project.call("sbatch", "--parsable", "--hold", "--wrap", "true")).stdout.strip()
        self.run_now("--first", "1", f"--after=slurm:{first}")
        waiting = [job for job in self.slurm.jobs() if first in job.get("Dependency", "")]
        self.assertEqual(len(waiting), 1)
        self.project.call("scancel", *{job["JobId"] for job in self.slurm.jobs()})
        self.slurm.wait_until_empty()

    def test_following_ends_with_the_runs_and_their_exit_code(self):
        done = self.run_now("--follow")
        self.assertIn("6 of 6 succeeded", done.stderr)
        self.project.write("e.exp", PROGRAM.replace("report.py", "gone.py"))
        done = self.project.expc("run", "e.exp", "e@cluster", "--changed", "--follow")
        self.assertEqual(done.returncode, 1)
        self.assertIn("6 failed", done.stderr)


main()
