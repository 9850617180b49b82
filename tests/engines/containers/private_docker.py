# SPDX-License-Identifier: MIT
"""A private Docker: dockerd with a folder, a socket and a containerd of its own, and without a network, as a `with` block."""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from private_engine import SEARCH_PATH, PrivateEngine, missing  # noqa: E402

PROGRAMS = ("docker", "dockerd", "containerd", "runc")


def missing_programs():
    """Of Debian's packages; the daemon needs root, too."""
    return [*missing(PROGRAMS), *([] if os.getuid() == 0 else ["rights of root"])]


class PrivateDocker(PrivateEngine):
    name = "docker"
    # Asked to, dockerd ends its containerd, and unmounts what it has mounted.
    seconds_to_end = 10

    def start(self):
        self.start_daemon("dockerd", [
            "dockerd", "--host", self.address(), "--data-root", f"{self.folder}/data",
            "--exec-root", f"{self.folder}/running", "--pidfile", f"{self.folder}/pid", "--storage-driver", "vfs",
            "--bridge", "none", "--iptables=false", "--ip6tables=false"])
        self.wait_for("answer of dockerd", lambda: self.call("version").returncode == 0)

    def environment(self, base=None):
        return {**(os.environ if base is None else base), "PATH": SEARCH_PATH, "DOCKER_HOST": self.address()}

    def address(self):
        return f"unix://{self.folder}/socket"

    def mark(self):
        return f"DOCKER_HOST={self.address()}"

    def end_jobs(self):
        running = self.call("ps", "--quiet").stdout.split()
        if running:
            self.call("kill", *running)

    def containers(self):
        """The ids of the containers that run."""
        return self.call("ps", "--quiet", "--no-trunc").stdout.split()

    def call(self, *words):
        return subprocess.run(["docker", *words], env=self.environment(), capture_output=True, text=True, timeout=60)
