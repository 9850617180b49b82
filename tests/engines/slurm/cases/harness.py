# SPDX-License-Identifier: MIT
"""The private Slurm itself, without expc: it takes an array, hands out GPUs, refuses, and leaves nothing behind."""

import os
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_slurm import PrivateSlurm  # noqa: E402
from workspace import SlurmCase, main  # noqa: E402


class Harness(SlurmCase):
    def test_a_plain_array_runs_and_its_exit_codes_are_known(self):
        script = 'echo "$SLURM_ARRAY_TASK_ID $CUDA_VISIBLE_DEVICES" > seen.$SLURM_ARRAY_TASK_ID; exit $SLURM_ARRAY_TASK_ID'
        done = self.project.call("sbatch", "--parsable", "--array=0-9%5", "--gres=gpu:a100:1", "--mem=10", "--wrap", script)
        job = self.succeed(done).stdout.strip()
        self.slurm.wait_until_empty()
        self.assertEqual(self.arrays()[int(job)], list(range(10)))
        codes = {j["ArrayTaskId"]: j["ExitCode"] for j in self.slurm.jobs() if j.get("ArrayJobId") == job}
        self.assertEqual(codes, {str(n): f"{n}:0" for n in range(10)})
        gpus = {(self.project.folder / f"seen.{n}").read_text().split()[1] for n in range(10)}
        self.assertLessEqual(gpus, {"0", "1", "2", "3"})

    def test_an_index_over_the_limit_is_refused(self):
        done = self.project.call("sbatch", "--parsable", "--array=0-51", "--wrap", "true")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Invalid job array specification", done.stderr)

    def test_nothing_is_left_even_if_a_job_was_running(self):
        with PrivateSlurm(51) as slurm:
            words = ["sbatch", "--wrap", "sleep 1000"]
            subprocess.run(words, env=slurm.environment(), cwd=slurm.folder, check=True, capture_output=True)
            while "RUNNING" not in [job["JobState"] for job in slurm.jobs()]:
                pass
            folder, mark = slurm.folder, f"SLURM_CONF={slurm.configuration()}".encode()
        self.assertFalse(os.path.exists(folder))
        self.assertEqual([pid for pid in filter(str.isdigit, os.listdir("/proc")) if mark in environment_of(pid)], [])


def environment_of(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


main()
