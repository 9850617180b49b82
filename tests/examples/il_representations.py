# SPDX-License-Identifier: MIT
"""examples/il-representations: the sweep of the shell loops, and the lab's cluster file key by key."""

import json
import os
import subprocess
import unittest

from project_copy import ExampleCase

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"
SET = ("--set", f"commit={COMMIT}")

# What the lab's own file says, as lines of cluster.yaml.
KEYS = """\
cluster_name: il-rep-ada
idle_timeout_minutes: 5
  type: gcp
  region: us-west1
  availability_zone: us-west1-b
  project_id: methodical-tea-257021
  ssh_user: ubuntu
  image: "humancompatibleai/il-representations:2020.10.27-r1"
  container_name: il-rep-ray-tune
  pull_before_run: false
    - "--runtime=nvidia"
      machineType: custom-12-49152
      machineType: custom-48-167936
            diskSizeGb: 50
          acceleratorCount: 1
          acceleratorCount: 4
        - preemptible: true
        - onHostMaintenance: TERMINATE
    min_workers: 1
    max_workers: 4
  "/tmp/ray-init-scripts": cloud/init
  - "ray stop"
"""


def loops():
    """submit_expts_*.sh: the named configurations and exp_ident of each trial, in its order."""
    for il in ("bc_nofreeze", "bc_freeze", "gail_nofreeze"):
        for bench in ("micro_sweep_magical", "micro_sweep_dm_control"):
            for repl in ("none", "simclr", "temporal_cpc", "inv_dyn"):
                if (il, repl) == ("bc_freeze", "none"):
                    continue
                froco = "_froco" if il == "bc_freeze" else ""
                for seed in range(3):
                    yield [f"cfg_bench_{bench}", f"cfg_repl_{repl}", f"cfg_il_{il}", f"seed={seed}", f"exp_ident={bench}_{repl}{froco}"]


class IlRepresentations(ExampleCase):
    example = "il-representations"

    def test_the_runs_are_those_of_the_loops_in_their_order(self):
        self.expc("test", "il.exp")
        rows = self.rows("il.exp", "sweep@cloud", *SET)["sweep@cloud"]
        words = [row["argv"][row["argv"].index("with") + 2:-1] for row in rows]
        self.assertEqual(words, list(loops()))

    def test_the_cluster_file_has_what_the_labs_file_has(self):
        self.expc("build", "il.exp", "sweep@cloud", *SET)
        lines = (self.folder / "build/sweep@cloud/cluster.yaml").read_text().splitlines()
        for key in KEYS.splitlines():
            self.assertIn(key, lines)
        mounted = next(i for i, line in enumerate(lines) if "mount -t nfs" in line)
        driver = next(i for i, line in enumerate(lines) if "driver.sh" in line)
        self.assertIn("/tmp/ray_tmp_mount/il-rep-ada/tmp/ray-init-scripts/driver.sh", lines[driver],
                      "on the machine, the files that docker is to get stand where Ray puts them")
        self.assertLess(mounted, driver, "the shared folder is there before the lab's own commands")

    def test_the_commit_is_one_and_no_other_words_of_a_shell(self):
        for commit in ("41c74d3", "main", f"{COMMIT[:-8]};touch x", "'" + COMMIT[1:]):
            with self.subTest(commit):
                refused = subprocess.run([os.environ["EXPC"], "build", "il.exp", "sweep@cloud", "--set", f"commit={commit}"],
                                         cwd=self.folder, capture_output=True, text=True, check=False)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("E0309", refused.stderr)
        self.expc("build", "il.exp", "sweep@cloud", *SET)
        self.assertIn(f"git checkout --detach '{COMMIT}'\"", (self.folder / "build/sweep@cloud/cluster.yaml").read_text())

    def test_runs_of_it_happen_here(self):
        self.expc("run", "il.exp", "sweep@here", "--where", 'bench == "micro_sweep_magical" and seed == 1', *SET)
        summaries = [json.loads(path.read_text()) for path in self.folder.glob("runs/sweep@here/sweep/*/summary.json")]
        self.assertEqual(len(summaries), 11)
        self.assertEqual({each["seed"] for each in summaries}, {1})


unittest.main(verbosity=2)
