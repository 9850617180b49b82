# SPDX-License-Identifier: MIT
"""Clusters that are started: cluster.yaml as Ray's own schema and loader read it, and the scripts beside it with stand-ins for
the programs that reach other machines."""

import json
import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_ray import PYTHON  # noqa: E402
from workspace import LOCAL, StartedCase, main  # noqa: E402

LOAD = """\
import json, jsonschema, os, sys, yaml
import ray.autoscaler
from ray.autoscaler._private.util import prepare_config, validate_config
config = yaml.safe_load(open(sys.argv[1]))
jsonschema.validate(config, json.load(open(os.path.join(os.path.dirname(ray.autoscaler.__file__), "ray-schema.json"))))
validate_config(prepare_config(json.loads(json.dumps(config))))
print(json.dumps(config))
"""

GCP = """\
    provider = { type = "gcp", project = "p-1", region = "us-west1", zone = "us-west1-b" }
    head     = { machine = "n1-standard-4", cpus = 4, image = "family/debian-12" }
    workers  = { gpu = {
      machine = "n1-standard-8", cpus = 8, memory = 30GiB, gpus = 2, gpu_type = "nvidia-tesla-v100", resources = { licence = 1 }
      image   = "family/debian-12", max = 3, preemptible = true
    } }
"""
AWS = """\
    provider = { type = "aws", region = "us-east-1" }
    head     = { machine = "m5.large", disk = 100GiB }
    workers  = { spot = { machine = "g5.xlarge", gpus = 1, min = 1, max = 8, preemptible = true, config = { KeyName = "yes", MaxCount = 1 } } }
    docker   = { image = "rayproject/ray:latest" }
"""
OWN_IMAGES = AWS.replace("min = 1,", 'docker = { image = "rayproject/ray:gpu", run_options = ["--shm-size=8g"], pull_before_run = false },').replace(
    "disk = 100GiB", 'docker = { image = "rayproject/ray:cpu", run_options = ["--ulimit", "core=0"] }') + "    upscaling_speed = 0.5\n"


class StartedClusters(StartedCase):
    def test_rays_own_schema_and_loader_take_the_file(self):
        self.project.write("load.py", LOAD)
        for name, cluster in (("gcp", GCP), ("aws", AWS), ("local", LOCAL)):
            with self.subTest(name):
                self.build(cluster)
                done = self.succeed(self.project.call(PYTHON, "load.py", "build/e@cluster/cluster.yaml"))
                file = json.loads(done.stdout)
                self.assertEqual(file["provider"]["type"], name)
                self.assertIn("sudo mount -t nfs -o ro '10.0.0.9:/vol 1' '/shared data'", file["initialization_commands"][0])
                shell = subprocess.run(["bash", "-n", "-c", file["initialization_commands"][0]], capture_output=True, check=False)
                self.assertEqual(shell.returncode, 0, shell.stderr)
                self.assertEqual(file["max_workers"], {"gcp": 3, "aws": 8, "local": 2}[name])
        self.build(AWS)
        file = json.loads(self.project.call(PYTHON, "load.py", "build/e@cluster/cluster.yaml").stdout)
        spot = file["available_node_types"]["spot"]
        self.assertEqual(spot, {"min_workers": 1, "max_workers": 8, "resources": {"GPU": 1}, "node_config": {
            "InstanceType": "g5.xlarge", "InstanceMarketOptions": {"MarketType": "spot"}, "KeyName": "yes", "MaxCount": 1}})
        there = re.search('run_root = "(.*)"', (self.project.folder / "e.exp").read_text())[1]
        # Ray joins them to a line of a shell.
        self.assertEqual(shlex.split(" ".join(file["docker"]["run_options"])), ["--mount", "type=bind,source=/shared data,target=/shared data,readonly",
                                                         "--mount", f"type=bind,source={there},target={there}"])

    def test_rays_own_loader_gives_kinds_of_machines_their_images(self):
        self.project.write("load.py", LOAD)
        self.build(OWN_IMAGES)
        file = json.loads(self.succeed(self.project.call(PYTHON, "load.py", "build/e@cluster/cluster.yaml")).stdout)
        self.assertEqual(file["upscaling_speed"], 0.5)
        self.assertEqual(file["docker"]["head_image"], "rayproject/ray:cpu")
        self.assertEqual(file["docker"]["head_run_options"], ["--ulimit", "core=0"])
        self.assertEqual(file["available_node_types"]["spot"]["docker"], {
            "worker_image": "rayproject/ray:gpu", "worker_run_options": ["--shm-size=8g"], "pull_before_run": False})

    def test_the_example_finds_on_the_machine_what_ray_put_there_for_the_container(self):
        ask = "from ray.autoscaler.sdk import get_docker_host_mount_location as place; print(place('il-rep-'))"
        place = self.succeed(self.project.call(PYTHON, "-c", ask)).stdout.strip()
        example = (pathlib.Path(__file__).parents[4] / "examples/il-representations/il.exp").read_text()
        self.assertIn(f'let staged = "{place}${{slug(user)}}"', example)

    def test_up_starts_nothing_where_a_file_that_it_sends_is_not_there(self):
        self.build(AWS + '    file_mounts = { "/code" = "some code", "/env" = "~/no such env" }\n')
        refused = self.script("up.sh")
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("there is no some code, which is in `file_mounts` of `cluster`", refused.stderr)
        self.assertEqual(refused.calls, "")
        (self.project.folder / "some code").mkdir()
        self.assertRegex(self.script("up.sh").stderr, "there is no /.*/no such env, ")
        self.build(AWS + '    ssh_key = "key"\n')
        self.assertIn("there is no key, which is `ssh_key` of `cluster`", self.script("up.sh").stderr)
        (self.project.folder / "key").write_text("")
        self.assertRegex(self.succeed(self.script("up.sh")).calls, r"^ray up \S*/cluster.yaml\n$")

    def test_down_deletes_machines_that_were_taken_away(self):
        self.build(GCP)
        done = self.succeed(self.script("down.sh", "-y"))
        self.assertRegex(done.calls, r"(?s)^ray down -y \S*/cluster.yaml\n"
                         r"gcloud compute instances list --project=p-1 \S* --filter=labels.ray-cluster-name=cluster AND status=TERMINATED\n"
                         r"gcloud compute instances delete ray-w-1 --zone=us-west1-b --project=p-1 --quiet\n"
                         r"gcloud compute instances delete ray-w-2 --zone=us-west1-b --project=p-1 --quiet\n$")
        self.build(AWS)
        done = self.succeed(self.script("down.sh"))
        self.assertIn("aws ec2 terminate-instances --region=us-east-1 --instance-ids i-01 i-02\n", done.calls)
        self.assertIn("Values=stopped Name=tag:ray-cluster-name,Values=cluster\n", done.calls)
        self.build(LOCAL)
        self.assertRegex(self.script("down.sh").calls, r"^ray down \S*/cluster.yaml\n$")


main()
