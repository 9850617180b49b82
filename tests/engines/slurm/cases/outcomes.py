# SPDX-License-Identifier: MIT
"""Failures, signals, timeouts and a cancelled array: Slurm sees them, expc records them and reruns only them."""

import concurrent.futures
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { seed in 0..<6 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm { max_array_size = 51 }
target e on cluster
"""

JOB = """\
experiment broken { command = ["true"], setup = [bash { run = 'echo "no such module" >&2; false' }] }
platform cluster = slurm {}
target broken on cluster
"""


class Outcomes(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("e.exp", PROGRAM)

    def rows(self):
        return self.project.plan_rows("e.exp", "e@cluster")

    def job_of(self, index):
        """What the controller says of the newest job of that array index."""
        jobs = [job for job in self.slurm.jobs() if job.get("ArrayTaskId") == str(index)]
        return max(jobs, key=lambda job: int(job["JobId"]))

    def test_the_exit_code_of_the_command_is_the_jobs(self):
        self.run_to_the_end("e.exp", "e@cluster", environment={"EXPC_TEST_EXIT_4": "7"})
        self.assertEqual(self.project.states(self.rows()), ["succeeded"] * 4 + ["failed", "succeeded"])
        self.assertEqual(self.project.status(self.rows()[4])["exit"], "7")
        self.assertEqual((self.job_of(4)["JobState"], self.job_of(4)["ExitCode"]), ("FAILED", "7:0"))
        self.assertEqual(self.job_of(3)["JobState"], "COMPLETED")

    def test_who_follows_is_told_what_failed_with_the_end_of_a_log(self):
        script = """'test "$1" -lt 4 || { echo "seed $1 diverged" >&2; exit 3; }'"""
        self.project.write("e.exp", PROGRAM.replace('"/usr/bin/python3", "report.py"', f'"/bin/sh", "-c", {script}, "sh"'))
        followed = self.project.expc("run", "e.exp", "e@cluster", "--follow")
        self.assertEqual(followed.returncode, 1, followed.stderr)
        told = [line.split()[1:5] for line in followed.stderr.splitlines() if line.startswith("  e ")]
        expected = [[row["id"][:8], f"seed={row['index']}", "exit", "3"] for row in self.rows()[4:]]
        self.assertEqual(sorted(told), sorted(expected), followed.stderr)
        self.assertRegex(followed.stderr, r"the end of .*/err\.log:\n  seed [45] diverged\n")

    def test_a_second_run_starts_only_the_failed_ones(self):
        self.run_to_the_end("e.exp", "e@cluster", environment={"EXPC_TEST_EXIT_1": "3", "EXPC_TEST_EXIT_5": "3"})
        self.project.forget_reports()
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")
        again = [row["index"] for row in self.rows() if self.project.report(row)]
        self.assertEqual(again, [1, 5])

    def test_a_command_that_a_signal_ends_has_failed_with_that_signal(self):
        script = """'test "$1" != 2 || kill -9 $$'"""
        self.project.write("e.exp", PROGRAM.replace('"/usr/bin/python3", "report.py"', f'"/bin/sh", "-c", {script}, "sh"'))
        self.run_to_the_end("e.exp", "e@cluster")
        status = self.project.status(self.rows()[2])
        self.assertEqual((status["state"], status.get("signal")), ("failed", "9"))
        self.assertEqual(self.job_of(2)["JobState"], "FAILED")

    def test_a_requeued_run_keeps_the_log_of_its_first_attempt(self):
        script = """'echo attempt $EXPC_ATTEMPT; test "$EXPC_ATTEMPT" = 2 || sleep 100'"""
        self.project.write("e.exp", PROGRAM.replace('"/usr/bin/python3", "report.py"', f'"/bin/sh", "-c", {script}, "sh"')
                           .replace("max_array_size = 51", "max_array_size = 51, requeue = true"))
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--first", "1"))
        row = self.rows()[0]
        folder = self.project.run_folder("e@cluster", "e", row["id"])
        self.wait_until(lambda: (folder / "out.log").exists() and "attempt 1" in (folder / "out.log").read_text())
        job, = (job["JobId"] for job in self.slurm.jobs() if job["JobState"] == "RUNNING")
        self.slurm.client("scontrol", "requeue", job)
        # Slurm lets a requeued job wait for two minutes, unless it is told otherwise. Within the second in which it was
        # requeued, the node would refuse it: "Job credential revoked".
        self.wait_until(lambda: any(job["JobState"] == "PENDING" for job in self.slurm.jobs()))
        self.slurm.client("scontrol", "update", f"JobId={job}", "StartTime=now+3")
        self.slurm.wait_until_empty()
        self.assertEqual((folder / "out.1.log").read_text(), "attempt 1\n")
        self.assertEqual((folder / "out.log").read_text(), "attempt 2\n")
        self.assertEqual(self.project.status(row)["state"], "succeeded")
        self.assertEqual(self.project.status(row)["attempt"], "2")

    def wait_until(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, self.slurm.logs())
            time.sleep(0.1)

    def test_a_program_that_is_not_there_is_said_so(self):
        self.project.write("e.exp", PROGRAM.replace("/usr/bin/python3", "/usr/bin/no-such-python"))
        self.run_to_the_end("e.exp", "e@cluster", "--first", "1")
        row = self.rows()[0]
        self.assertEqual((self.project.status(row)["state"], self.project.status(row)["exit"]), ("setup_failed", "127"))
        log = self.project.run_folder("e@cluster", "e", row["id"]) / "err.log"
        said = self.project.status(row).get("reason", "") + (log.read_text() if log.exists() else "")
        self.assertIn("no-such-python", said)

    def test_runs_of_a_cancelled_array_are_missing_and_run_again(self):
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", environment={"EXPC_TEST_SLEEP": "60"}))
        end = time.monotonic() + 30
        while sum(self.project.report(row) is not None for row in self.rows()) < 6 and time.monotonic() < end:
            time.sleep(0.1)
        for job in {job["ArrayJobId"] for job in self.slurm.jobs() if job["JobState"] in ("RUNNING", "PENDING")}:
            self.slurm.client("scancel", job)
        self.slurm.wait_until_empty()
        self.assertNotIn("succeeded", self.project.states(self.rows()))
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")

    def test_who_follows_is_told_of_runs_whose_job_was_killed_while_they_ran(self):
        script = """'echo seed $1 began >&2; test "$1" != 2 || exec sleep 100'"""
        self.project.write("e.exp", PROGRAM.replace('"/usr/bin/python3", "report.py"', f'"/bin/sh", "-c", {script}, "sh"'))
        row = self.rows()[2]
        log = self.project.run_folder("e@cluster", "e", row["id"]) / "err.log"
        with concurrent.futures.ThreadPoolExecutor() as pool:
            following = pool.submit(self.project.expc, "run", "e.exp", "e@cluster", "--follow")
            self.wait_until(lambda: log.exists() and "began" in log.read_text())
            # As from a node that is unplugged: nothing is left to write down how the run ended.
            self.slurm.client("scancel", "--signal=KILL", "--full", self.job_of(2)["JobId"])
            followed = following.result()
        self.assertEqual(self.project.status(row)["state"], "running")
        self.assertEqual(followed.returncode, 1, followed.stderr)
        self.assertIn("5 of 6 succeeded, 0 failed, 1 missing, 0 running, 0 in the queue\n", followed.stderr)
        self.assertRegex(followed.stderr, f"  e {row['id'][:8]}  seed=2  missing: its job is gone without an outcome  .*_2.out\n")
        self.assertRegex(followed.stderr, r"the end of runs/e@cluster/\.slurm/\d+_2\.out:\n.* CANCELLED AT ")
        self.assertNotIn("never started", followed.stderr)

    def test_who_follows_reads_what_the_job_said_of_a_setup_that_failed(self):
        self.project.write("job.exp", JOB)
        said = self.project.expc("run", "job.exp", "broken@cluster", "--follow").stderr
        self.assertRegex(said, r"the end of runs/broken@cluster/\.slurm/\d+\.out:\n  no such module\n")

    def test_while_an_array_is_queued_a_second_run_does_not_submit_it_again(self):
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", environment={"EXPC_TEST_SLEEP": "3"}))
        self.project.expc("run", "e.exp", "e@cluster")
        self.slurm.wait_until_empty()
        newest = max(self.arrays())
        self.assertEqual(self.arrays()[newest], list(range(6)))
        names = [job for job, indexes in self.arrays().items() if job >= newest]
        self.assertEqual(len(names), 1)
        self.assert_all(self.rows(), "succeeded")


main()
