# SPDX-License-Identifier: MIT
"""Runs that are tried again: Slurm starts a failed run's job once more, as often as the run may have another attempt."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import PrivateSlurm, SlurmCase, main  # noqa: E402
from retried_sweep import assert_tried, program  # noqa: E402

PATIENT = """\
experiment patient {
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  retry     = { attempts = 2, on = ["failure"] }
  command   = ["/bin/sh", "-c", '[ "$EXPC_ATTEMPT" -eq 2 ] || exit 1; until [ -e go ]; do sleep 0.1; done']
}
platform cluster = slurm {}
target patient on cluster
"""


class Retries(SlurmCase):
    @classmethod
    def start_engine(cls):
        return PrivateSlurm(requeue_delay=6)

    def test_failed_runs_are_tried_again_and_not_too_often(self):
        launchers = ("array", "jobs")
        for launcher in launchers:
            self.project.write(f"{launcher}.exp", program(f"cluster = slurm {{ launcher = {launcher} {{}} }}", target=launcher))
            self.succeed(self.project.expc("run", f"{launcher}.exp", launcher))
        self.slurm.wait_until_empty()
        for launcher in launchers:
            with self.subTest(launcher):
                assert_tried(self, self.project.plan_rows(f"{launcher}.exp"))

    def test_a_run_that_waits_for_another_attempt_is_not_submitted_again(self):
        self.project.write("t.exp", PATIENT)
        self.succeed(self.project.expc("run", "t.exp"))
        (row,) = self.project.plan_rows("t.exp")
        self.slurm.wait_for("the second attempt", lambda: self.project.status(row).get("attempt") == "2")
        done = self.succeed(self.project.expc("run", "t.exp"))
        self.assertIn("1 running; nothing to start", done.stdout)
        (self.project.folder / "go").touch()
        self.slurm.wait_until_empty()
        self.assertEqual((self.project.states([row]), self.project.status(row)["attempt"]), (["succeeded"], "2"))

    def test_a_platform_that_forbids_it_is_an_error(self):
        self.project.write("t.exp", program("cluster = slurm { requeue = false }"))
        done = self.project.expc("build", "t.exp")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot carry `retry` with `requeue = false`", done.stderr)


main()
