# SPDX-License-Identifier: MIT
"""What Slurm refuses is an error in Slurm's own words, and nothing is recorded as submitted."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { seed in 0..<4 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm { partition = "@partition@", max_array_size = @size@ }
target e on cluster
"""


class Refused(SlurmCase):
    def refuse(self, partition, size, *words, how=("run", "e.exp", "e@cluster")):
        self.project.write("e.exp", PROGRAM.replace("@partition@", partition).replace("@size@", str(size)))
        before = len(self.slurm.jobs())
        done = self.project.expc(*how)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)
        self.assertEqual(len(self.slurm.jobs()), before)
        submitted = [path.read_text() for path in self.project.folder.rglob("submitted.tsv")]
        self.assertEqual("".join(submitted).strip(), "")

    def test_a_partition_that_is_not_there(self):
        self.refuse("nowhere", 51, "invalid partition specified: nowhere")

    def test_the_submit_script_says_the_same(self):
        self.project.write("e.exp", PROGRAM.replace("@partition@", "nowhere").replace("@size@", "51"))
        self.succeed(self.project.expc("build", "e.exp"))
        done = self.project.call("sh", "build/e@cluster/submit.sh")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("invalid partition specified: nowhere", done.stderr)

    def test_an_sbatch_that_answers_nonsense_is_not_a_job_id(self):
        fake = self.project.folder / "bin"
        fake.mkdir()
        (fake / "sbatch").write_text("#!/bin/sh\nexit 0\n")
        (fake / "sbatch").chmod(0o755)
        self.project.write("e.exp", PROGRAM.replace("@partition@", "main").replace("@size@", "51"))
        path = f"{fake}:{self.slurm.environment()['PATH']}"
        done = self.project.expc("run", "e.exp", "e@cluster", environment={"PATH": path})
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual("".join(p.read_text() for p in self.project.folder.rglob("submitted.tsv")).strip(), "")

    def test_a_slurm_that_does_not_answer(self):
        self.project.write("e.exp", PROGRAM.replace("@partition@", "main").replace("@size@", "51"))
        nowhere = {"SLURM_CONF": "/nonexistent/slurm.conf"}
        done = self.project.expc("run", "e.exp", "e@cluster", environment=nowhere)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout + done.stderr, "slurm.conf|configuration")


main()
