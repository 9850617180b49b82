# SPDX-License-Identifier: MIT
"""A project whose runs report from inside a container, whatever engine started them."""

import os
import pathlib
import shutil
import subprocess

from project import Workspace

HERE = pathlib.Path(__file__).resolve().parent
# What a run in Charliecloud has beside the declared variables: the runtime's own, and a path to search.
OF_CHARLIECLOUD = {"CH_RUNNING", "PATH"}


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


def assert_sees_only_what_is_declared(case, rows):
    """The environment in the container is the plan's, EXPC_* of the run, and nothing that leaked in."""
    for row in rows:
        report = case.project.report(row)
        declared = set(row["env"]) | {"EXPC_TARGET", "EXPC_RUN_DIR", "EXPC_ATTEMPT"}
        case.assertEqual(set(report["environment"]) - declared, OF_CHARLIECLOUD)


def missing_charliecloud():
    programs = [name for name in ("ch-run", "busybox", "unshare", "findmnt") if shutil.which(name) is None]
    if not programs and subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        return ["user namespaces"]
    return programs
