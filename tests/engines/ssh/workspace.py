# SPDX-License-Identifier: MIT
"""What the cases of submission through ssh share: a laptop, where tests call expc, and the login node of a cluster behind a real
sshd. Both are this machine, with other homes, other projects and other environments: Slurm is to be found on the login node alone."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

for folder in ("", "ssh", "slurm"):
    sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/" + folder)
import private_slurm  # noqa: E402
import private_sshd  # noqa: E402
from login_node import LoginNode  # noqa: E402, F401
from private_slurm import PrivateSlurm  # noqa: E402
from project import EXPC, EngineCase, main_of  # noqa: E402, F401

PROGRAM = """\
space hp = product {
  lr    in [1e-4, 3e-4, 1e-3]
  width in [128, 512]
  seed  in 0..<3
}

experiment train {
  space     = hp
  resources = { cpus = 1, memory = 100MiB, time = 5m }
  outputs   = { model = file("${run.dir}/report.json") }
  command   = ["/usr/bin/python3", "report.py", ...flags(params), "--out", outputs.model]
}

platform cluster = slurm { max_array_size = 51, submit = ssh { host = "@host@", dir = "@dir@" } }
target train on cluster
"""


class Cluster(LoginNode):
    """A private Slurm."""

    def __init__(self):
        super().__init__(PrivateSlurm(51), lambda slurm: {"SLURM_CONF": slurm.configuration()})

    def cancel_jobs(self):
        """What a test has left behind."""
        if self.engine.client("squeue", "-h", check=False):
            self.engine.end_jobs()
            self.engine.wait_until_empty()


class RemoteCase(EngineCase):
    """A fresh project on the laptop and a fresh folder on the login node for each test."""

    # A shell would make something else of it.
    folder_there = "pro ject's $HOME"

    @classmethod
    def start_engine(cls):
        return Cluster()

    def setUp(self):
        super().setUp()
        scratch = tempfile.TemporaryDirectory(prefix="expc-cluster.", ignore_cleanup_errors=True)
        self.addCleanup(scratch.cleanup)
        self.addCleanup(self.engine.cancel_jobs)
        self.there = pathlib.Path(scratch.name) / self.folder_there
        self.write(PROGRAM)

    @property
    def login(self):
        return self.engine.login

    def write(self, program, host="login"):
        there = str(self.there).replace("$", "\\$")
        self.project.write("sweep.exp", program.replace("@dir@", there).replace("@host@", host))

    def profile(self, text):
        """What login shells there begin with, for the rest of this test."""
        path = pathlib.Path(self.login.home()) / ".bash_profile"
        path.write_text(text, encoding="utf-8")
        self.addCleanup(path.unlink, missing_ok=True)

    def put_before(self, program, commands):
        """A script that the laptop finds instead of a program, for the rest of this test or until it is removed."""
        self.login.put_before(program, commands)
        self.addCleanup(self.login.remove, program)

    def start_expc(self, *words):
        """`expc run` in a process group of its own, not waited for."""
        words = [EXPC, "run", "sweep.exp", "train@cluster", *words]
        process = subprocess.Popen(words, cwd=self.project.folder, env=self.engine.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(self.end_group, process)
        return process

    @staticmethod
    def end_group(process):
        """Kills a process and all that it started, but for what left its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def wait_until(self, condition, what):
        end = time.monotonic() + 120
        while not condition():
            self.assertLess(time.monotonic(), end, f"{what} did not come to pass\n{self.engine.logs()}")
            time.sleep(0.05)

    def run_expc(self, *words, **more):
        return self.project.expc("run", "sweep.exp", "train@cluster", *words, **more)

    def jobs(self):
        """The ids of arrays and jobs that Slurm was given since this test began, in this project."""
        return {job.get("ArrayJobId", job["JobId"]) for job in self.engine.engine.jobs() if job["WorkDir"] == str(self.there)}

    def staged(self):
        """Names of what stands beside the runs there, without what is on its way."""
        return sorted(path.name for path in self.there.glob("runs/.expc/*") if path.name != "incoming")

    def incoming(self):
        return list(self.there.glob("runs/.expc/incoming/*"))

    def states_there(self, rows):
        mine, self.project.folder = self.project.folder, self.there
        try:
            return self.project.states(rows)
        finally:
            self.project.folder = mine


def main():
    main_of("ssh", "openssh-server, openssh-client, rsync, slurm-wlm and munge",
            [*private_sshd.missing_programs(), *private_slurm.missing_programs()])
