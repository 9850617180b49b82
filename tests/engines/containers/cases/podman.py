# SPDX-License-Identifier: MIT
"""A real podman, where it may start containers, hands words and environment over byte for byte and holds mounts read-only.

The image is made of this machine's files, so nothing is fetched; storage and settings are the test's own.
"""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from container_case import SKIPPED, ContainerCase, main  # noqa: E402

# A sandbox may refuse limits, control groups of its own and networks.
SETTINGS = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
netns = "host"
[engine]
runtime = "@runtime@"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
STORAGE = '[storage]\ndriver = "vfs"\ngraphroot = "@folder@/storage"\nrunroot = "@folder@/running"\n'

PROGRAM = """\
container box { oci = "localhost/expc-box:1" }
mount data = { at = "/data" }
mount out  = { at = "/out", mode = "rw" }
experiment h {
  space     = product { word in ["", "it's \\"x\\", $$: a b\\nline\\n", "-n", "🎲"] }
  container = box
  mounts    = [data, out]
  env       = { TEXT = word }
  outputs   = { mark = file("${out.at}/${run.id}/mark") }
  command   = ["/bin/sh", "report.sh", word, outputs.mark]
}
experiment refused { container = box, mounts = [data], command = ["touch", "${data.at}/new"] }
platform laptop = local { runtime = podman {}, storage = { data = bind("@project@/data"), out = bind("@project@/out") } }
target all = [h, refused] on laptop
"""


class Podman(ContainerCase):
    def setUp(self):
        super().setUp()
        folder = self.project.folder
        (folder / "data").mkdir()
        runtime = shutil.which("runc") or shutil.which("crun")
        (folder / "containers.conf").write_text(SETTINGS.replace("@runtime@", runtime))
        (folder / "storage.conf").write_text(STORAGE.replace("@folder@", str(folder)))
        self.environment = {"CONTAINERS_CONF": str(folder / "containers.conf"),
                            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf")}
        text = (folder / "report.sh").read_text() + ': >"$2"\n'
        (folder / "report.sh").write_text(text)
        self.project.write("p.exp", PROGRAM.replace("@project@", str(folder)))
        subprocess.run(["tar", "-C", self.image, "-cf", folder / "box.tar", "."], check=True)
        self.addCleanup(self.project.call, "podman", "system", "reset", "--force", environment=self.environment)
        done = self.project.call("podman", "import", "box.tar", "localhost/expc-box:1", environment=self.environment)
        if done.returncode == 0:
            done = self.project.call("podman", "run", "--rm", "localhost/expc-box:1", "true", environment=self.environment)
        if done.returncode != 0:
            self.skipTest(f"podman cannot start a container here: {done.stderr.strip()}")

    def test_a_real_podman_runs_what_the_plan_says(self):
        done = self.project.expc("run", "p.exp", environment=self.environment)
        rows = self.project.plan_rows("p.exp")
        runs = [row for row in rows if row["experiment"] == "h"]
        self.assertEqual(self.project.states(rows), ["succeeded"] * len(runs) + ["failed"], done.stdout + done.stderr)
        self.assert_saw_what_the_plan_says(runs)
        for row in runs:
            self.assertEqual(self.project.report(row)["argv"][2], row["params"]["word"])
            self.assertTrue((self.project.folder / "out" / row["id"] / "mark").exists())
        self.assertIn("Read-only file system", self.project.log(rows[-1]))
        self.assertFalse((self.project.folder / "data/new").exists())


if shutil.which("podman") is None:
    print("no podman here: install podman and runc")
    sys.exit(1 if "podman" in os.environ.get("EXPC_REQUIRE_ENGINES", "").split(",") else SKIPPED)
main()
