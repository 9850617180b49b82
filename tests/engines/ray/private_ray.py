# SPDX-License-Identifier: MIT
"""A private Ray cluster of one node: the real Ray from PyPI, in a virtual environment and a folder of their own.

Nothing outside these folders is written, the ports are free ones, and leaving the `with` block ends every process that Ray
and its runs started, also after a failure:

    with PrivateRay() as engine:
        subprocess.run(["ray", "status"], env=engine.environment())

The node claims 4 CPUs, 2 GPUs and one `licence`, whatever the machine has.
"""

import fcntl
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_engine import PrivateEngine  # noqa: E402

VERSION = "2.60.0"
# The build folder's, if CTest calls.
ENVIRONMENT = pathlib.Path(os.environ.get("EXPC_RAY_ENVIRONMENT", pathlib.Path(tempfile.gettempdir()) / f"expc-ray-{VERSION}"))
PYTHON = ENVIRONMENT / "bin" / "python"


def install():
    """Makes the environment where it is not there; a sentence if that cannot be done. `ray` alone: the extras of
    `ray[default]` are a dashboard and its metrics."""
    ENVIRONMENT.parent.mkdir(parents=True, exist_ok=True)
    done = ENVIRONMENT / f"ray-{VERSION}"
    with open(f"{ENVIRONMENT}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return None
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check", f"ray=={VERSION}"]
        for words in ([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], pip):
            said = subprocess.run(words, capture_output=True, text=True, check=False)
            if said.returncode != 0:
                return f"ray {VERSION} cannot be installed from PyPI:\n{said.stdout[-800:]}{said.stderr[-800:]}"
        done.touch()
    return None


class PrivateRay(PrivateEngine):
    name = "ray"
    seconds_to_start = 120
    _address = None

    def start(self):
        self.start_daemon("ray", [
            ENVIRONMENT / "bin" / "ray", "start", "--head", "--block", "--port=0", "--node-ip-address=127.0.0.1", "--num-cpus=4",
            "--num-gpus=2", '--resources={"licence": 1}', "--memory=4000000000", "--object-store-memory=80000000",
            "--include-dashboard=false", "--disable-usage-stats", f"--temp-dir={self.folder}/ray"])
        self.wait_for("a cluster", self._current_cluster)
        self._address = self._current_cluster()

    def mark(self):
        return f"EXPC_TEST_RAY={self.folder}"

    def environment(self, base=None):
        """A copy of `base` (this process's environment) in which drivers find this Ray and no other."""
        base = os.environ if base is None else base
        kept = {k: v for k, v in base.items() if not k.startswith("RAY_")}
        kept.update(EXPC_TEST_RAY=self.folder, HOME=self.home(), EXPC_PYTHON=str(PYTHON), PATH=f"{ENVIRONMENT}/bin:{base.get('PATH', '')}")
        return {**kept, "RAY_ADDRESS": self._address} if self._address else kept

    def workers(self, task):
        """The processes that run this task now; Ray names them after it."""
        return [entry for entry, words in self.processes() if words.startswith(b"ray::" + task.encode())]

    def log_paths(self):
        return [f"{self.folder}/ray.output", *pathlib.Path(self.folder).glob("ray/session_latest/logs/raylet.*")]

    def _current_cluster(self):
        path = pathlib.Path(self.folder, "ray", "ray_current_cluster")
        return path.read_text(encoding="ascii").strip() if path.exists() else ""
