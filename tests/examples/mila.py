# SPDX-License-Identifier: MIT
"""examples/mila: the launcher's three jobs with its words, its precedence, and a checkout that is one commit."""

import json
import unittest

from project_copy import EXPC, ExampleCase

SHARED = ["user=ada", "+experiments=neurips23/crystal-comp-sg-lp.yaml"]
JOBS = {
    "flowmatch": [*SHARED, "gflownet=flowmatch", "gflownet.optimizer.lr=0.0001"],
    "no_backward": [*SHARED, "gflownet=flowmatch", "gflownet.optimizer.lr=0.0001", "gflownet.policy.backward=null"],
    "balance": [*SHARED, "gflownet=trajectorybalance", "gflownet.optimizer.lr=0.0001", "gflownet.hidden_dim=128"],
}

CHECKOUT = """\
use "mila.exp" {{ checkout }}
experiment look {{
  workdir = "${{run.env("SLURM_TMPDIR")}}/code"
  command = ["cat", "version"]
}}
platform here = local {{ setup = [checkout("{repository}", "{commit}")] }}
target look on here
"""


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

    def test_the_checkout_is_the_commit_and_not_the_branch(self):
        repository = self.folder / "it's a repository"
        git = ["git", "-C", repository, "-c", "user.name=a", "-c", "user.email=a@b"]
        self.call("git", "init", "-q", repository)
        for version in ("first", "second"):
            (repository / "version").write_text(version)
            self.call(*git, "add", "version")
            self.call(*git, "commit", "-qm", version)
        commit = self.call(*git, "rev-parse", "HEAD~1").strip()
        for wanted, code in ((commit, 0), ("0" * 40, 1)):
            tmp = self.folder / wanted
            tmp.mkdir()
            (self.folder / "look.exp").write_text(CHECKOUT.format(repository=repository, commit=wanted))
            said = self.call("env", f"SLURM_TMPDIR={tmp}", EXPC, "run", "look.exp", "--all", code=code)
        self.assertIn("setup 1 of 1 failed", said)
        logs = {log.read_text() for log in self.folder.glob("runs/look@here/look/*/out*.log")}
        self.assertIn("first", logs)
        self.assertNotIn("second", logs)


unittest.main(verbosity=2)
