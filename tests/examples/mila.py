# SPDX-License-Identifier: MIT
"""examples/mila: the launcher's three jobs with its words, its precedence, and a checkout that is one commit."""

import json
import unittest

from project_copy import ExampleCase

SHARED = ["user=ada", "+experiments=neurips23/crystal-comp-sg-lp.yaml"]
JOBS = {
    "flowmatch": [*SHARED, "gflownet=flowmatch", "gflownet.optimizer.lr=0.0001"],
    "no_backward": [*SHARED, "gflownet=flowmatch", "gflownet.optimizer.lr=0.0001", "gflownet.policy.backward=null"],
    "balance": [*SHARED, "gflownet=trajectorybalance", "gflownet.optimizer.lr=0.0001", "gflownet.hidden_dim=128"],
}

class Mila(ExampleCase):
    example = "mila"

    def test_the_three_jobs_get_the_launchers_words_here(self):
        self.expc("check", "mila.exp")
        self.expc("run", "mila.exp", "here")
        for job, words in JOBS.items():
            (written,) = self.folder.glob(f"runs/here/{job}/*/words.json")
            self.assertEqual(json.loads(written.read_text()), words)

    def test_the_same_words_go_to_the_cluster(self):
        rows = self.rows("mila.exp", "jobs", "sure")
        planned = {row["experiment"]: row["argv"] for target in rows.values() for row in target}
        self.assertEqual(planned, {job: ["python3", "main.py", *words] for job, words in JOBS.items()})

    def test_the_checkout_is_a_commit_and_not_a_branch(self):
        commit = "0123456789abcdef0123456789abcdef01234567"
        self.expc("build", "mila.exp", "jobs", "--set", f"commit={commit}")
        for job in ("flowmatch", "balance"):
            self.assertIn(commit, (self.folder / f"build/jobs/{job}/task.sh").read_text())
        for branch in ("main", commit[:7]):
            self.assertIn("error[E0814]", self.expc("build", "mila.exp", "jobs", "--set", f"commit={branch}", code=1))


unittest.main(verbosity=2)
