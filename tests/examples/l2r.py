# SPDX-License-Identifier: MIT
"""examples/l2r: twelve seeds, four on each of three GPUs, as pods of three Jobs and as runs here."""

import json
import unittest

from project_copy import ExampleCase


class L2R(ExampleCase):
    example = "l2r"

    def test_each_seed_once(self):
        self.expc("test", "l2r.exp")
        for rows in self.rows("l2r.exp").values():
            self.assertEqual([row["env"]["SEED"] for row in rows], [str(seed) for seed in range(12)])

    def test_it_runs_here(self):
        self.expc("run", "l2r.exp", "multi_seed@here", "--set", "baseline=sac")
        written = [json.loads(path.read_text()) for path in self.folder.glob("runs/multi_seed@here/*/*/results/seed.json")]
        self.assertEqual(sorted(each["seed"] for each in written), list(range(12)))
        self.assertEqual({each["baseline"] for each in written}, {"sac"})

    def test_a_job_of_four_pods_for_each_gpu_on_one_node_with_the_claim(self):
        self.expc("build", "l2r.exp", "multi_seed@phortx1")
        shown = self.call("sh", "build/multi_seed@phortx1/submit.sh", "--dry-run").splitlines()
        self.assertEqual([line for line in shown if line.startswith("# on")], [f"# on GPU {gpu} of node phortx1" for gpu in range(3)])
        (job,) = self.folder.glob("build/multi_seed@phortx1/manifests.d/*.job-*.yaml")
        text = job.read_text()
        for line in ("  parallelism: 4\n", "key: metadata.name\n", "- phortx1\n", "claimName: l2r-persistent-claim\n", 'mountPath: "/mnt"\n',
                     'cpu: "6"\n', "name: NVIDIA_VISIBLE_DEVICES\n"):
            self.assertIn(line, text)
        self.assertNotIn("nvidia.com/gpu", text)

    def test_a_fifth_pod_on_a_gpu_is_refused(self):
        said = self.expc("build", "l2r.exp", "multi_seed@phortx1", "--override", "phortx1.gpu_sharing=5", code=1)
        self.assertIn("error[E0812]", said)

    def test_results_outside_of_the_volume_are_refused(self):
        text = (self.folder / "l2r.exp").read_text()
        (self.folder / "l2r.exp").write_text(text.replace('"${run.dir}/results"', '"/home/results/${run.id}"'))
        self.assertIn("error[E0708]", self.expc("build", "l2r.exp", code=1))


unittest.main(verbosity=2)
