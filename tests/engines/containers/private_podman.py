# SPDX-License-Identifier: MIT
"""A podman with storage and settings of its own, as a `with` block. It has no daemon."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from private_engine import SEARCH_PATH, missing  # noqa: E402

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


def missing_programs():
    return missing(("podman", "runc"))


class PrivatePodman:
    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="expc-podman.", dir="/tmp"))
        (self.folder / "containers.conf").write_text(SETTINGS.replace("@runtime@", shutil.which("runc", path=SEARCH_PATH)))
        (self.folder / "storage.conf").write_text(STORAGE.replace("@folder@", str(self.folder)))
        return self

    def __exit__(self, *_):
        self.call("system", "reset", "--force")
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, base=None):
        return {**(os.environ if base is None else base), "PATH": SEARCH_PATH,
                "CONTAINERS_CONF": str(self.folder / "containers.conf"),
                "CONTAINERS_STORAGE_CONF": str(self.folder / "storage.conf")}

    def logs(self):
        return ""

    def containers(self):
        """The ids of the containers that run."""
        return self.call("ps", "--quiet", "--no-trunc").stdout.split()

    def call(self, *words):
        return subprocess.run(["podman", *words], env=self.environment(), capture_output=True, text=True, timeout=60)
