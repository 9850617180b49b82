# SPDX-License-Identifier: MIT
"""What the cases of Slurm share. A case is a file of cases/ whose class extends SlurmCase; `main()` is its last line."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_slurm import SEARCH_PATH, PrivateSlurm, missing_programs  # noqa: E402, F401
from project import EXPC, HERE, EngineCase, Workspace, main_of  # noqa: E402, F401


class SlurmCase(EngineCase):
    """One private Slurm for the file's tests, one fresh project for each test."""

    max_array_size = 51

    @classmethod
    def start_engine(cls):
        return PrivateSlurm(cls.max_array_size)

    @property
    def slurm(self):
        return self.engine

    def arrays(self):
        """Array job id -> its array indexes, of everything that this Slurm was given."""
        found = {}
        for job in self.slurm.jobs():
            if "ArrayTaskId" in job:
                found.setdefault(int(job["ArrayJobId"]), []).append(int(job["ArrayTaskId"]))
        return {job: sorted(indexes) for job, indexes in found.items()}


def main(*packages, also=()):
    """`packages` are those that a file needs beside Slurm's, `also` their programs that are missing here."""
    main_of("slurm", ", ".join(["slurm-wlm", "munge", *packages]), [*missing_programs(), *also])
