# SPDX-License-Identifier: MIT
"""A private Ray cluster of one node: the real Ray from PyPI, in a virtual environment and a folder of their own.

Nothing outside these folders is written, the ports are free ones, and leaving the `with` block ends every process that Ray
and its runs started, also after a failure:

    with PrivateRay() as engine:
        subprocess.run(["ray", "status"], env=engine.environment())

The node claims 4 CPUs, 2 GPUs and one `licence`, whatever the machine has.
"""

import ctypes
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

VERSION = "2.60.0"
# The build folder's, if CTest calls.
ENVIRONMENT = pathlib.Path(os.environ.get("EXPC_RAY_ENVIRONMENT", pathlib.Path(tempfile.gettempdir()) / f"expc-ray-{VERSION}"))
PYTHON = ENVIRONMENT / "bin" / "python"
SECONDS_TO_START = 120


class RayFailed(Exception):
    """Ray did not come up; the message holds what it said."""


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


class PrivateRay:
    """Starts on entering the `with` block, stops on leaving it. `folder` holds everything, Ray's logs too."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="expc-ray.", dir="/tmp")
        self._address = None
        words = [ENVIRONMENT / "bin" / "ray", "start", "--head", "--block", "--port=0", "--node-ip-address=127.0.0.1", "--num-cpus=4",
                 "--num-gpus=2", '--resources={"licence": 1}', "--memory=4000000000", "--object-store-memory=80000000",
                 "--include-dashboard=false", "--disable-usage-stats", f"--temp-dir={self.folder}/ray"]
        with open(f"{self.folder}/output", "wb") as output:
            self._head = subprocess.Popen(list(map(str, words)), env=self.environment(), stdin=subprocess.DEVNULL, stdout=output,
                                          stderr=output, start_new_session=True, preexec_fn=_die_with_parent)
        try:
            self._address = self._wait_for_address()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def environment(self, base=None):
        """A copy of `base` (this process's environment) in which drivers find this Ray and no other."""
        base = os.environ if base is None else base
        kept = {k: v for k, v in base.items() if not k.startswith("RAY_")}
        kept.update(EXPC_TEST_RAY=self.folder, EXPC_PYTHON=str(PYTHON), PATH=f"{ENVIRONMENT}/bin:{base.get('PATH', '')}")
        return {**kept, "RAY_ADDRESS": self._address} if self._address else kept

    def workers(self, task):
        """The processes that run this task now; Ray names them after it."""
        return [entry for entry, words in self._processes() if words.startswith(b"ray::" + task.encode())]

    def logs(self):
        """The last lines of what Ray said, for a failure's message."""
        paths = [f"{self.folder}/output", *pathlib.Path(self.folder).glob("ray/session_latest/logs/raylet.*")]
        return "\n".join(f"--- {path}\n" + pathlib.Path(path).read_text(errors="replace")[-2000:] for path in paths)

    def _wait_for_address(self):
        path = pathlib.Path(self.folder, "ray", "ray_current_cluster")
        end = time.monotonic() + SECONDS_TO_START
        while not (path.exists() and path.read_text(encoding="ascii").strip()):
            if self._head.poll() is not None or time.monotonic() > end:
                raise RayFailed(f"no cluster after {SECONDS_TO_START} s, or an early end\n{self.logs()}")
            time.sleep(0.05)
        return path.read_text(encoding="ascii").strip()

    def _processes(self):
        """Process id and words of each process that Ray or a run of it started."""
        mark = f"EXPC_TEST_RAY={self.folder}".encode()
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    environ = file.read().split(b"\0")
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if mark in environ and int(entry) not in (os.getpid(), os.getppid()):
                yield int(entry), words

    def _stop(self):
        """Nothing of it is kept, so nobody is asked to end well."""
        self._head.kill()
        self._head.wait()
        while processes := [entry for entry, _ in self._processes()]:
            for process in processes:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.05)
        if os.environ.get("EXPC_KEEP_RAY"):
            print(f"kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def _die_with_parent():
    """A test that is killed takes Ray with it."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
