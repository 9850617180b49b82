# SPDX-License-Identifier: MIT
"""What the cases of containers share: an image, and what the runs in it reported.

Charliecloud is real, and docker and podman have cases of their own (oci_case.py). Singularity and apptainer are not
in Debian: there stand_in.py takes their names, and the case says so.
"""

import os
import pathlib
import shutil
import signal
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "slurm"), str(HERE.parent)]
from private_slurm import missing_programs  # noqa: E402
from project import SKIPPED  # noqa: E402
from workspace import SlurmCase  # noqa: E402

sys.path.insert(0, str(HERE))
from container_workspace import ContainerWorkspace, missing_charliecloud  # noqa: E402
from image import make_image  # noqa: E402

REQUIRED = os.environ.get("EXPC_REQUIRE_ENGINES", "").split(",")


class ContainerCase(SlurmCase):
    """One private Slurm and one image for the file's tests, one fresh project for each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.images = pathlib.Path(tempfile.mkdtemp(prefix="expc-image."))
        cls.addClassCleanup(shutil.rmtree, cls.images, ignore_errors=True)
        cls.image = make_image(cls.images / "root")

    def setUp(self):
        self.project = ContainerWorkspace(self.slurm)
        self.addCleanup(self.project.remove)


def main():
    for engine, missing in (("slurm", missing_programs()), ("charliecloud", missing_charliecloud())):
        if missing:
            print(f"no {', '.join(missing)} here: install slurm-wlm, munge and charliecloud-runtime")
            sys.exit(1 if engine in REQUIRED else SKIPPED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unittest.main(verbosity=2)
