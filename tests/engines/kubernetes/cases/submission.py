# SPDX-License-Identifier: MIT
"""What is submitted, followed and deleted: Jobs, selections, throttles, refusals, and manifests in the official schemas."""

import pathlib
import shutil
import sys

import kubernetes_validate

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import KubernetesCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  container = py
  mounts    = [work]
  space     = product { a in 0..<6, b in 0..<4 }
  resources = { cpus = 1, memory = if b > 2 then 2GiB else 1GiB, time = 5m }
  command   = ["/bin/sh", "-c", 'echo "$EXPC_RUN_INDEX" >> starts; @more@', "sh", a, b]
}
target e on cluster
"""

EVERYTHING = """\
mount data = { at = "/data" }
mount code = { at = "/co$de #1" }
mount fast = { at = "/fast", mode = "rw" }
secret given = env("GIVEN")
secret there = env("THERE")
experiment all {
  container = py
  mounts    = [work, data, code, fast]
  space     = product { gpus in [0, 1], word in ["yes", "1e3", "🦀: #"] }
  resources = { cpus = 3, gpus = gpus, gpu_type = "A100", memory = 1500MB, disk = 1GiB, time = 90s }
  env       = { GIVEN = given, THERE = there }
  command   = ["true", word]
}
target all on cluster
"""
ALL_FIELDS = """\
secrets = { there = k8s { name = "some.secret", key = "k" } }
namespace = "lab"
nodes = ["a", "b.example.org"]
node_labels = { A100 = { "nvidia.com/gpu.product" = "1e3" } }
tolerations = [{ key = "gpu", operator = "Equal", value = "yes", effect = "NoExecute", seconds = 5 }, { operator = "Exists" }]
service_account = "trainer"
image_pull_secrets = ["registry"]
ttl = 1h
max_parallel = 5"""
MORE_MOUNTS = """pvc { claim = "work", sub_path = "a b/c", create = { size = 5GiB, storage_class = "fast" } }
    data = nfs("server:/export/d: #1")
    code = bind("/srv/co de")
    fast = scratch { size = 1GiB }"""


class Submission(KubernetesCase):
    """24 runs in two groups: 18 and 6."""

    def write_program(self, more=":", platform=""):
        self.write("e.exp", PROGRAM.replace("@more@", more), platform)

    def submit(self, *words, **more):
        return self.project.call("sh", "build/e@cluster/submit.sh", *words, **more)

    def starts(self):
        path = self.project.folder / "starts"
        return sorted(map(int, path.read_text().split())) if path.exists() else []

    def test_scripts_submit_every_run_once_and_delete_all_without_expc(self):
        self.write_program(platform="max_parallel = 4")
        self.succeed(self.project.expc("build", "e.exp"))
        shown = self.succeed(self.submit("--dry-run")).stdout
        self.assertEqual(shown.count("kubectl apply -f -"), 2)
        for line in shown.splitlines():
            if line.startswith("# from "):
                self.assertTrue(pathlib.Path(line.split()[2].rstrip(",")).is_file(), line)
        self.assertEqual(shown.count("# from "), 2)
        self.assertEqual(self.engine.all("jobs"), [])
        said = self.succeed(self.submit()).stdout
        self.assertIn("submitted before", self.succeed(self.submit()).stdout)
        self.engine.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))
        self.assertLessEqual(self.engine.most_at_once, 2)
        jobs = self.engine.all("jobs")
        self.assertEqual([job["spec"]["completions"] for job in sorted(jobs, key=lambda job: job["metadata"]["name"][-3])], [18, 6])
        self.assertEqual({name for job in jobs for name in (f"job {job['metadata']['name']}: ",) if name in said},
                         {f"job {job['metadata']['name']}: " for job in jobs})
        done = self.succeed(self.project.expc("run", "e.exp"))
        self.assertIn("24 done; nothing to start", done.stdout)
        self.engine.create("configmaps", "default", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}})
        self.succeed(self.project.call("sh", "build/e@cluster/destroy.sh", "--dry-run"))
        self.assertEqual(len(self.engine.all("jobs")), 2)
        self.succeed(self.project.call("sh", "build/e@cluster/destroy.sh"))
        self.assertEqual(self.engine.all("jobs"), [])
        self.assertEqual([item["metadata"]["name"] for item in self.engine.all("configmaps")], ["other"])

    def test_selected_runs_that_are_no_range_then_the_rest(self):
        self.write_program()
        self.run_to_the_end("e.exp", "e@cluster", "--runs", "0-2,5,9-11,12,23")
        self.assertEqual(self.starts(), [0, 1, 2, 5, 9, 10, 11, 12, 23])
        self.engine.paused.set()
        self.succeed(self.project.expc("run", "e.exp", "--runs", "6-8"))
        done = self.succeed(self.project.expc("run", "e.exp"))
        self.assertIn("12 new, 9 done, 3 running; 12 runs to start", done.stdout)
        self.engine.paused.clear()
        self.engine.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))

    def test_flags_of_apply_reach_apply_alone_and_those_of_all_commands_reach_all(self):
        self.write_program(platform="""extra_flags = ["--overwrite=false", "--request-timeout", "1m", "--as=ada 100%"]""")
        self.succeed(self.project.expc("build", "e.exp"))
        said = self.succeed(self.submit()).stdout
        self.assertIn("follow: kubectl get jobs --request-timeout 1m '--as=ada 100%' --selector expc/target=", said)
        (follow,) = [line.removeprefix("follow: ") for line in said.splitlines() if line.startswith("follow: ")]
        self.assertIn("NAME", self.succeed(self.project.call("sh", "-c", follow)).stdout)
        self.engine.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))
        self.assertIn("24 done; nothing to start", self.succeed(self.project.expc("run", "e.exp")).stdout)
        self.succeed(self.project.call("sh", "build/e@cluster/destroy.sh"))
        self.assertEqual(self.engine.all("jobs"), [])

    def test_refusals_are_errors_with_the_words_of_the_server(self):
        self.write_program(platform='extra_flags = ["--context", "nowhere"]')
        done = self.project.expc("run", "e.exp")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere", done.stderr)
        self.succeed(self.project.expc("build", "e.exp"))
        self.assertEqual(self.submit("--after", "12").returncode, 2)
        done = self.project.expc("run", "e.exp", environment={"EXPC_KUBECTL": "/nowhere/kubectl"})
        self.assertIn("is Kubernetes' kubectl on this machine?", done.stderr)
        self.assertEqual(self.engine.all("jobs"), [])

    def test_a_deleted_job_ends_the_following_and_is_started_again(self):
        self.write_program(more="exit 7")
        done = self.project.expc("run", "e.exp", "--runs", "0-3", "--follow")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.engine.paused.set()
        self.succeed(self.project.expc("run", "e.exp", "--runs", "0-3"))
        self.succeed(self.project.call("sh", "build/e@cluster/destroy.sh"))
        self.engine.wait_until_empty()
        self.engine.paused.clear()
        self.write_program()
        self.run_to_the_end("e.exp", "e@cluster", "--runs", "0-3", "--changed")
        self.assertEqual(self.starts(), [0, 0, 1, 1, 2, 2, 3, 3])

    def test_manifests_are_valid_in_the_official_schemas_and_kubectl_reads_them(self):
        self.write("all.exp", EVERYTHING, ALL_FIELDS)
        text = (self.project.folder / "all.exp").read_text()
        self.project.write("all.exp", text.replace('pvc { claim = "work" }', MORE_MOUNTS))
        self.succeed(self.project.expc("build", "all.exp"))
        manifests = self.manifests("all@cluster")
        self.assertEqual(sorted({manifest["kind"] for manifest in manifests.values()}), ["ConfigMap", "Job", "PersistentVolumeClaim"])
        for version in ("1.29", "1.30", "1.31", "1.32", "1.33"):
            for manifest in manifests.values():
                kubernetes_validate.validate(manifest, version, strict=True)
        shutil.rmtree(self.project.folder / "runs", ignore_errors=True)
        said = self.succeed(self.project.call("kubectl", "create", "--dry-run=client", "-f", "build/all@cluster/manifests.d")).stdout
        self.assertEqual(said.count("created (dry run)"), len(manifests))
        data = manifests["all.config-map.yaml"]["data"]
        for key, content in data.items():
            path = key.replace("all.", "all/", 1) if key.startswith("all.") else key
            self.assertEqual((self.project.folder / "build" / "all@cluster" / path).read_text(), content)


main()
