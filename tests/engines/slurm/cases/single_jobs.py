# SPDX-License-Identifier: MIT
"""`launcher = jobs`: each run is a job of its own, resumed and run as those of an array are."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { a in ["x y", "$HOME"], seed in 0..<3 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", a, seed]
}
platform cluster = slurm { launcher = jobs {} }
target e on cluster
"""


class SingleJobs(SlurmCase):
    def test_each_run_is_a_job_and_sees_what_the_plan_says(self):
        self.project.write("e.exp", PROGRAM)
        before = {job["JobId"] for job in self.slurm.jobs()}
        self.run_to_the_end("e.exp", "e@cluster", environment={"EXPC_TEST_EXIT_4": "3"})
        rows = self.project.plan_rows("e.exp", "e@cluster")
        self.assertEqual(self.project.states(rows), ["succeeded"] * 4 + ["failed", "succeeded"])
        self.assert_saw_what_the_plan_says(rows)
        jobs = [job for job in self.slurm.jobs() if job["JobId"] not in before]
        self.assertEqual([("ArrayTaskId" in job, job["JobName"]) for job in sorted(jobs, key=lambda job: int(job["JobId"]))],
                         [(False, f"e.0.{index}") for index in range(6)])
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(rows, "succeeded")
        self.assertEqual(len([job for job in self.slurm.jobs() if job["JobId"] not in before]), 7)


main()
