# SPDX-License-Identifier: MIT
"""Selections that overlap what waits in the queue leave that out, by `expc run` and by submit.sh alone."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { seed in 0..<8 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", ...flags(params)]
}
platform cluster = slurm { max_array_size = 51 }
target e on cluster
"""


class OverlappingSelections(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("e.exp", PROGRAM)
        self.addCleanup(self.cancel)

    def cancel(self):
        self.project.call("scancel", *{job["JobId"] for job in self.slurm.jobs()})
        self.slurm.wait_until_empty()

    def labels(self):
        """What submit.sh gave to Slurm, call by call."""
        (record,) = self.project.folder.glob("runs/.expc/*/submitted.tsv")
        return [line.split("\t")[0] for line in record.read_text(encoding="utf-8").splitlines()]

    def submit(self, *words):
        script = self.project.folder / "build" / "e@cluster" / "submit.sh"
        return self.succeed(self.project.call("sh", script, *words)).stdout

    def build(self):
        self.succeed(self.project.expc("build", "e.exp", "--engine-flag=--hold"))

    def test_expc_run_leaves_out_what_waits(self):
        call = ["run", "e.exp", "e@cluster", "--engine-flag=--hold", "--runs"]
        self.succeed(self.project.expc(*call, "0-3"))
        done = self.succeed(self.project.expc(*call, "2-5"))
        self.assertIn("2 new, 2 running; 2 runs to start", done.stdout)
        self.assertEqual(self.labels(), ["e.0.0[0-3]", "e.0.0[4-5]"])

    def test_submit_sh_leaves_out_what_it_submitted(self):
        self.build()
        self.submit("--runs", "0-3")
        said = self.submit("--runs", "2-5")
        self.assertIn("submitted before: 2 runs; --again submits them too", said)
        self.assertEqual(self.labels(), ["e.0.0[0-3]", "e.0.0[4-5]"])

    def test_all_after_a_part_is_the_rest(self):
        self.build()
        self.submit("--runs", "1,3-4")
        self.submit()
        self.assertEqual(self.labels(), ["e.0.0[1,3-4]", "e.0.0[0,2,5-7]"])
        self.assertIn("submitted before: 8 runs", self.submit())

    def test_again_submits_all_that_is_asked_for(self):
        self.build()
        self.submit("--runs", "0-3")
        self.submit("--again", "--runs", "2-5")
        self.assertEqual(self.labels(), ["e.0.0[0-3]", "e.0.0[2-5]"])


main()
