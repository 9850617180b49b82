# SPDX-License-Identifier: MIT
"""What the cases of containers share: an image, and what the runs in it reported.

Charliecloud is real, and so is podman where the machine lets it start a container. Singularity and apptainer are not
in Debian, and docker needs a daemon: there stand_in.py takes their names, and the case says so.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "slurm"), str(HERE.parent)]
from private_slurm import missing_programs  # noqa: E402
from project import SKIPPED, Workspace  # noqa: E402
from workspace import SlurmCase  # noqa: E402

sys.path.insert(0, str(HERE))
from image import make_image  # noqa: E402

REQUIRED = os.environ.get("EXPC_REQUIRE_ENGINES", "").split(",")


class ContainerWorkspace(Workspace):
    """A project folder with report.sh in it."""

    def __init__(self, slurm):
        super().__init__(slurm)
        shutil.copy(HERE / "report.sh", self.folder)

    def report(self, row):
        folder = self.run_folder(row["target"], row["experiment"], row["id"])
        if not (folder / "workdir").exists():
            return None
        words = {name: [os.fsdecode(word) for word in (folder / name).read_bytes().split(b"\0")[:-1]]
                 for name in ("argv", "environ")}
        return {"argv": words["argv"], "environment": dict(word.partition("=")[::2] for word in words["environ"]),
                "workdir": (folder / "workdir").read_text(encoding="utf-8")}

    def log(self, row, name="err.log"):
        path = self.run_folder(row["target"], row["experiment"], row["id"]) / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


class ContainerCase(SlurmCase):
    """One private Slurm and one image for the file's tests, one fresh project for each test."""

    # What a container has beside the declared variables: the runtime's own, and a path to search.
    of_the_runtime = {"CH_RUNNING", "PATH"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.images = pathlib.Path(tempfile.mkdtemp(prefix="expc-image."))
        cls.addClassCleanup(shutil.rmtree, cls.images, ignore_errors=True)
        cls.image = make_image(cls.images / "root")

    def setUp(self):
        self.project = ContainerWorkspace(self.slurm)
        self.addCleanup(self.project.remove)

    def assert_sees_only_what_is_declared(self, rows):
        """The environment in the container is the plan's, EXPC_* of the run, and nothing that leaked in."""
        for row in rows:
            report = self.project.report(row)
            declared = set(row["env"]) | {"EXPC_TARGET", "EXPC_RUN_DIR", "EXPC_ATTEMPT"}
            self.assertEqual(set(report["environment"]) - declared, self.of_the_runtime)


def main():
    for engine, missing in (("slurm", missing_programs()), ("charliecloud", _missing_charliecloud())):
        if missing:
            print(f"no {', '.join(missing)} here: install slurm-wlm, munge and charliecloud-runtime")
            sys.exit(1 if engine in REQUIRED else SKIPPED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unittest.main(verbosity=2)


def _missing_charliecloud():
    programs = [name for name in ("ch-run", "busybox", "unshare", "findmnt") if shutil.which(name) is None]
    if not programs and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        return ["user namespaces"]
    return programs
