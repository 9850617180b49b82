# SPDX-License-Identifier: MIT
"""Pods that share a GPU: a Job for each GPU of each node, which is all that its pods see."""

import sys
import time

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


def node_of(pod):
    """The node that a pod is bound to, by its name and not by its label for the host."""
    affinity = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    (term,) = affinity["nodeSelectorTerms"]
    (field,) = term["matchFields"]
    assert (field["key"], field["operator"], len(field["values"])) == ("metadata.name", "In", 1), field
    return field["values"][0]


class SharedGpus(KubernetesCase):
    def test_each_gpu_has_a_job_and_its_pods_see_no_other(self):
        self.write("s.exp", SEEDS, platform=PLATFORM)
        self.run_to_the_end("s.exp", "seeds@cluster")
        self.assert_all(self.project.plan_rows("s.exp"), "succeeded")
        seen = [(self.project.folder / f"seen.{seed}").read_text().strip() for seed in range(11)]
        self.assertEqual(seen, ["0 0"] * 3 + ["1 0"] * 3 + ["0 0"] * 3 + ["1 0"] * 2)
        jobs = sorted(self.engine.all("jobs"), key=lambda job: job["metadata"]["name"])
        pods = [job["spec"]["template"]["spec"] for job in jobs]
        self.assertEqual([node_of(pod) for pod in pods], ["phortx1", "phortx1", "phortx2", "phortx2"])
        self.assertEqual([job["spec"]["parallelism"] for job in jobs], [3, 3, 3, 2])
        self.assertNotIn("nvidia.com/gpu", str(pods))
        # A run that is chosen alone has the GPU that it has among all.
        self.succeed(self.project.expc("run", "s.exp", "--all", "--runs", "4,9"))
        self.engine.wait_until_empty()
        chosen = [job for job in self.engine.all("jobs") if job not in jobs]
        found = {(node_of(pod), pod["containers"][0]["env"][4]["value"])
                 for pod in (job["spec"]["template"]["spec"] for job in chosen)}
        self.assertEqual(found, {("phortx1", "1"), ("phortx2", "1")})

    def test_jobs_are_on_the_gpus_that_the_platform_names_only(self):
        self.write("s.exp", SEEDS, platform=PLATFORM.replace("gpus = 2", "gpus = 4") + "\ngpus = [3, 1]")
        self.run_to_the_end("s.exp", "seeds@cluster")
        self.assert_all(self.project.plan_rows("s.exp"), "succeeded")
        jobs = sorted(self.engine.all("jobs"), key=lambda job: job["metadata"]["name"])
        pods = [job["spec"]["template"]["spec"] for job in jobs]
        self.assertEqual([(node_of(pod), pod["containers"][0]["env"][4]["value"]) for pod in pods],
                         [("phortx1", "3"), ("phortx1", "1"), ("phortx2", "3"), ("phortx2", "1")])

    def test_no_run_starts_on_gpus_where_pods_of_another_target_are(self):
        waiting = SEEDS.replace("echo ", "while [ ! -e go ]; do sleep 0.1; done; echo ", 1)
        self.write("s.exp", waiting + "target again = [seeds] on cluster\n", platform=PLATFORM)
        self.assertIn("E0815", self.project.expc("build", "s.exp").stderr)
        self.succeed(self.project.expc("run", "s.exp", "seeds@cluster"))
        refused = self.project.expc("run", "s.exp", "again")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("would both be on GPU 0 of node `phortx1`", refused.stderr)
        self.assertIn("runs of seeds@cluster have not ended", refused.stderr)
        (self.project.folder / "go").touch()
        self.engine.wait_until_empty()
        self.succeed(self.project.expc("run", "s.exp", "again"))
        self.engine.wait_until_empty()

    def test_experiments_and_groups_take_gpus_of_their_own(self):
        two = SEEDS.replace("cpus = 1,", "cpus = if seed < 3 then 1 else 2,").replace("0..<11", "0..<6")
        other = SEEDS.split("target")[0].replace("experiment seeds", "experiment others").replace("0..<11", "0..<2")
        self.write("s.exp", two.replace("target seeds", other + "target both = [seeds, others]"), platform=PLATFORM)
        self.run_to_the_end("s.exp", "both")
        self.assert_all(self.project.plan_rows("s.exp"), "succeeded")
        pods = [job["spec"]["template"]["spec"] for job in self.engine.all("jobs")]
        taken = [(node_of(pod), pod["containers"][0]["env"][4]["value"]) for pod in pods]
        self.assertEqual(sorted(taken), [("phortx1", "0"), ("phortx1", "1"), ("phortx2", "0")])

    def test_more_pods_than_share_a_gpu_take_their_turns(self):
        self.write("s.exp", SEEDS.replace("0..<11", "0..<40"), platform=PLATFORM)
        self.succeed(self.project.expc("build", "s.exp"))
        self.run_to_the_end("s.exp", "seeds@cluster")
        self.assertEqual({job["spec"]["parallelism"] for job in self.engine.all("jobs")}, {4})
        self.assert_all(self.project.plan_rows("s.exp"), "succeeded")

    def test_pods_of_replica_sets_share_out_the_runs_and_never_end(self):
        self.write("s.exp", SEEDS.replace("echo ", "echo $EXPC_ATTEMPT >> tries.$0; [ $0 -ne 3 ] || [ $EXPC_ATTEMPT -eq 2 ] || exit 1; echo ")
                   .replace("  command", "  retry     = { attempts = 2, on = [\"failure\"] }\n  command"), platform=PLATFORM + '\nkind = "ReplicaSet"')
        refused = self.project.expc("run", "s.exp")
        self.assertIn("pods of ReplicaSets never end", refused.stderr)
        self.succeed(self.project.expc("build", "s.exp"))
        said = self.succeed(self.project.call("sh", "build/seeds@cluster/submit.sh"))
        self.assertIn("follow: kubectl get pods --selector expc/target=", said.stdout)
        rows = self.project.plan_rows("s.exp")
        self.wait_for(lambda: self.project.states(rows) == ["succeeded"] * 11)
        tries = [(self.project.folder / f"tries.{seed}").read_text() for seed in range(11)]
        self.assertEqual(tries, ["1\n"] * 3 + ["1\n2\n"] + ["1\n"] * 7)
        sets = sorted(self.engine.all("replicasets"), key=lambda one: one["metadata"]["name"])
        self.assertEqual([one["spec"]["replicas"] for one in sets], [3, 3, 3, 2])
        names = [one["metadata"]["name"] for one in sets]
        self.assertEqual([one["spec"]["selector"]["matchLabels"]["expc/set"] for one in sets], names)
        self.assertEqual(len(set(names)), 4)
        self.assertIn("submitted before", self.project.call("sh", "build/seeds@cluster/submit.sh").stdout)
        self.succeed(self.project.call("sh", "build/seeds@cluster/destroy.sh"))
        self.assertEqual(self.engine.all("replicasets"), [])
        self.engine.wait_until_empty()
        self.assertEqual([(self.project.folder / f"tries.{seed}").read_text() for seed in range(11)], tries)

    def wait_for(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, self.engine.logs())
            time.sleep(0.1)

    def test_time_ends_runs_of_replica_sets_that_ignore_signals(self):
        ignoring = """'trap "" TERM; while :; do sleep 1; done'"""
        seen = SEEDS[SEEDS.index("'echo"):SEEDS.index(", seed]")]
        self.write("s.exp", SEEDS.replace("0..<11", "0..<1").replace("time = 5m", "time = 1s").replace(seen, ignoring),
                   platform=PLATFORM + '\nkind = "ReplicaSet"')
        self.succeed(self.project.expc("build", "s.exp"))
        self.succeed(self.project.call("sh", "build/seeds@cluster/submit.sh"))
        self.wait_for(lambda: self.project.states(self.project.plan_rows("s.exp")) == ["timed_out"])
        self.succeed(self.project.call("sh", "build/seeds@cluster/destroy.sh"))


main()
