# SPDX-License-Identifier: MIT
"""Two targets of one file that write the same paths: while runs of one have not ended, the other starts none."""

import fcntl
import os
import subprocess
import time
import unittest

from shell import Case

PROGRAM = """
experiment fit {
  space   = product { seed in 1..=2 }
  command = ["sh", "-c", "echo $$ > began; until [ -e go ]; do sleep 0.05; done; : > $1", "sh", outputs.model]
  outputs = { model = file("models/${seed}.pt") }
}
platform here = local {}
platform also = local { run_root = "others" }
target one   = fit on here
target other = fit on also
target apart = fit with { space = product { seed in 3..=4 } } on also
"""


class Rivals(Case):
    def setUp(self):
        super().setUp()
        self.write("rivals.exp", PROGRAM)

    def start_one(self):
        process = subprocess.Popen(
            [os.environ["EXPC"], "run", "rivals.exp", "one"], cwd=self.folder, stdout=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        while not (self.folder / "began").exists():
            self.assertIsNone(process.poll(), "one ended before its first run began")
            time.sleep(0.05)
        return process

    def end(self, process):
        self.write("go", "")
        self.assertEqual(process.wait(timeout=60), 0)

    def test_plan_warns_of_them(self):
        said = self.succeed("plan", "rivals.exp")
        self.assertIn("warning: one and other both write models/1.pt and 1 more path: what runs last stands there", said)
        self.assertNotIn("apart both", said)
        self.assertNotIn("warning", self.succeed("plan", "rivals.exp", "one", "apart"))

    def test_the_other_waits_and_a_third_does_not(self):
        process = self.start_one()
        said = self.fail_with(1, "run", "rivals.exp", "other")
        self.assertIn("one and other both write models/1.pt", said)
        self.assertRegex(said, "[12] runs? of one ha(s|ve) not ended: wait for them, or cancel them")
        self.assertEqual([path for path in self.files("others") if "/locks/" not in path], [])
        self.assertIn("2 runs to start", self.succeed("run", "rivals.exp", "apart", "--dry-run"))
        self.end(process)
        self.assertIn("2 succeeded", self.succeed("run", "rivals.exp", "other"))

    def test_a_call_that_has_not_started_a_run_yet_counts_too(self):
        locks = self.folder / "runs/.expc/locks"
        locks.mkdir(parents=True)
        with open(locks / "one", "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            said = self.fail_with(1, "run", "rivals.exp", "other")
        self.assertIn("another expc is starting runs of one", said)
        self.write("go", "")
        self.assertIn("2 succeeded", self.succeed("run", "rivals.exp", "other"))

    def test_of_a_rival_that_was_never_submitted_no_queue_is_asked(self):
        self.write("rivals.exp", PROGRAM + 'platform far = slurm {}\ntarget third = fit on far\n')
        self.write("go", "")
        done = self.expc("run", "rivals.exp", "one", environment={"EXPC_SQUEUE": "/nonexistent/squeue"})
        self.assertEqual((done.returncode, "squeue" in done.stderr), (0, False), done.stderr)
        (self.folder / "runs/third").mkdir()
        done = self.expc("run", "rivals.exp", "one", "--all", environment={"EXPC_SQUEUE": "/nonexistent/squeue"})
        self.assertIn("whether runs of third have ended is not known", done.stderr)



if __name__ == "__main__":
    unittest.main()
