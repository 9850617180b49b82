# SPDX-License-Identifier: MIT
"""Pods that share a GPU: a Job for each GPU of each node, which is all that its pods see."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import KubernetesCase, main  # noqa: E402

SEEDS = """\
experiment seeds {
  container = py
  mounts    = [work]
  space     = product { seed in 0..<11 }
  resources = { cpus = 1, gpus = 1, gpu_share = 0.25, time = 5m }
  command   = ["/bin/sh", "-c", 'echo "$NVIDIA_VISIBLE_DEVICES $CUDA_VISIBLE_DEVICES" > "seen.$0"', seed]
}
target seeds on cluster
"""
PLATFORM = """node = { gpus = 2 }
nodes = ["phortx1", "phortx2"]
gpu_sharing = 4"""


class SharedGpus(KubernetesCase):
    def test_each_gpu_has_a_job_and_its_pods_see_no_other(self):
        self.write("s.exp", SEEDS, platform=PLATFORM)
        self.run_to_the_end("s.exp", "seeds@cluster")
        self.assert_all(self.project.plan_rows("s.exp"), "succeeded")
        seen = [(self.project.folder / f"seen.{seed}").read_text().strip() for seed in range(11)]
        self.assertEqual(seen, ["0 0"] * 3 + ["1 0"] * 3 + ["0 0"] * 3 + ["1 0"] * 2)
        jobs = sorted(self.engine.all("jobs"), key=lambda job: job["metadata"]["name"])
        pods = [job["spec"]["template"]["spec"] for job in jobs]
        self.assertEqual([pod["nodeSelector"]["kubernetes.io/hostname"] for pod in pods], ["phortx1", "phortx1", "phortx2", "phortx2"])
        self.assertEqual([job["spec"]["parallelism"] for job in jobs], [3, 3, 3, 2])
        self.assertNotIn("nvidia.com/gpu", str(pods))
        # A run that is chosen alone has the GPU that it has among all.
        self.succeed(self.project.expc("run", "s.exp", "--all", "--runs", "4,9"))
        self.engine.wait_until_empty()
        chosen = [job for job in self.engine.all("jobs") if job not in jobs]
        found = {(pod["nodeSelector"]["kubernetes.io/hostname"], pod["containers"][0]["env"][4]["value"])
                 for pod in (job["spec"]["template"]["spec"] for job in chosen)}
        self.assertEqual(found, {("phortx1", "1"), ("phortx2", "1")})

    def test_more_pods_than_share_a_gpu_take_their_turns(self):
        self.write("s.exp", SEEDS.replace("0..<11", "0..<40"), platform=PLATFORM)
        self.succeed(self.project.expc("build", "s.exp"))
        self.run_to_the_end("s.exp", "seeds@cluster")
        self.assertEqual({job["spec"]["parallelism"] for job in self.engine.all("jobs")}, {4})
        self.assert_all(self.project.plan_rows("s.exp"), "succeeded")


main()
