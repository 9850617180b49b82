# SPDX-License-Identifier: MIT
"""Every field of a platform reaches Slurm: seen in what the controller says of the job and in sbatch's own words."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { seed in 0..<4 }
  resources = { cpus = 2, memory = 100000001B, time = 90s@gpus@ }
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm {
  account        = "ml"
  partition      = "short"
  qos            = "savio_lowprio"
  max_array_size = 51
  max_parallel   = 3
  comment        = "two words"
  mail           = { to = "ada@example.org", on = ["END", "FAIL"] }
  extra_flags    = ["--nice=100"]
@more@
}
target e on cluster
"""


class Flags(SlurmCase):
    def setUp(self):
        super().setUp()
        self.spy()

    def spy(self):
        """An `sbatch` before the real one that writes down its words, one a line."""
        bin_folder = self.project.folder / "bin"
        bin_folder.mkdir()
        script = '#!/bin/sh\nprintf "%s\\n" "$@" >> "@log@"\nPATH=${PATH#*:}\nexport PATH\nexec sbatch "$@"\n'
        (bin_folder / "sbatch").write_text(script.replace("@log@", str(self.project.folder / "words")))
        (bin_folder / "sbatch").chmod(0o755)
        self.path = {"PATH": f"{bin_folder}:{self.slurm.environment()['PATH']}"}

    def submit(self, gpus="", more="", **environment):
        self.project.write("e.exp", PROGRAM.replace("@gpus@", gpus).replace("@more@", more))
        self.run_to_the_end("e.exp", "e@cluster", environment={**self.path, **environment})
        newest = max(self.slurm.jobs(), key=lambda job: int(job["JobId"]))
        return newest, (self.project.folder / "words").read_text().splitlines()

    def test_the_controller_knows_what_the_file_says(self):
        job, words = self.submit()
        expected = {
            "Account": "ml", "Partition": "short", "ArrayTaskThrottle": "3", "MailUser": "ada@example.org",
            "MailType": "END,FAIL", "CPUs/Task": "2", "Nice": "100", "TimeLimit": "00:02:00",
        }
        self.assertEqual({name: job.get(name) for name in expected}, expected)
        self.assertEqual(job["Comment"].strip(), "two words")
        self.assertIn("mem=96M", job["TRES"])
        self.assertIn("--qos=savio_lowprio", words)

    def test_gpus_are_asked_for_and_given_to_the_run(self):
        job, _ = self.submit(gpus=', gpus = 1, gpu_type = "A100"', more='  gpu_types = { A100 = "a100" }')
        self.assertIn("gpu:a100:1", job["TresPerNode"])
        for row in self.project.plan_rows("e.exp", "e@cluster"):
            self.assertIn(self.project.report(row)["environment"]["CUDA_VISIBLE_DEVICES"], ("0", "1", "2", "3"))

    def test_variables_of_the_user_do_not_override_the_file(self):
        job, _ = self.submit(SBATCH_PARTITION="main", SBATCH_TIMELIMIT="7", SLURM_CPUS_PER_TASK="5", SBATCH_ARRAY_INX="0-2")
        self.assertEqual((job["Partition"], job["TimeLimit"], job["CPUs/Task"]), ("short", "00:02:00", "2"))

    def test_without_inherited_environment_the_run_sees_declared_variables_only(self):
        self.submit(more="  inherit_env = false", FROM_MY_SHELL="1")
        for row in self.project.plan_rows("e.exp", "e@cluster"):
            self.assertNotIn("FROM_MY_SHELL", self.project.report(row)["environment"])
            self.assertEqual(self.project.report(row)["environment"]["EXPC_PARAM_seed"], str(row["params"]["seed"]))

    def test_with_it_the_run_sees_the_shell_that_submitted(self):
        self.submit(FROM_MY_SHELL="1")
        row = self.project.plan_rows("e.exp", "e@cluster")[0]
        self.assertEqual(self.project.report(row)["environment"]["FROM_MY_SHELL"], "1")


main()
