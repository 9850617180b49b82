# SPDX-License-Identifier: MIT
"""examples/l2r: twelve seeds, four on each of three GPUs, as pods of one Job and as runs here."""

import json
import unittest

from project_copy import ExampleCase


class L2R(ExampleCase):
    example = "l2r"

    def test_each_seed_once_and_four_on_each_gpu(self):
        self.expc("test", "l2r.exp")
        for rows in self.rows("l2r.exp").values():
            self.assertEqual([row["params"]["seed"] for row in rows], list(range(12)))
            self.assertEqual([row["env"]["CUDA_VISIBLE_DEVICES"] for row in rows], [g for g in "012" for _ in range(4)])

    def test_it_runs_here(self):
        self.expc("run", "l2r.exp", "multi_seed@here", "--set", "baseline=sac")
        written = [json.loads(path.read_text()) for path in self.folder.glob("runs/multi_seed@here/*/*/results/seed.json")]
        expected = [{"baseline": "sac", "seed": seed, "gpu": str(seed // 4)} for seed in range(12)]
        self.assertEqual(sorted(written, key=lambda each: each["seed"]), expected)

    def test_one_job_of_twelve_pods_on_one_node_with_the_claim(self):
        self.expc("build", "l2r.exp", "multi_seed@phortx1")
        (job,) = self.folder.glob("build/multi_seed@phortx1/manifests.d/*.job-*.yaml")
        text = job.read_text()
        for line in ("  completions: 12\n", "  parallelism: 12\n", "kubernetes.io/hostname: phortx1\n", "claimName: l2r-persistent-claim\n",
                     'mountPath: "/mnt"\n', 'cpu: "6"\n'):
            self.assertIn(line, text)

    def test_results_outside_of_the_volume_are_refused(self):
        text = (self.folder / "l2r.exp").read_text()
        (self.folder / "l2r.exp").write_text(text.replace('"${run.dir}/results"', '"/home/results/${run.id}"'))
        self.assertIn("error[E0708]", self.expc("build", "l2r.exp", code=1))


unittest.main(verbosity=2)
