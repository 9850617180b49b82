# SPDX-License-Identifier: MIT
"""What the cases of Grid Engine share. A case is a file of cases/ whose class extends GridEngineCase; `main()` is its last line."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_grid_engine import PrivateGridEngine, missing_programs  # noqa: E402
from project import EngineCase, main_of  # noqa: E402


class GridEngineCase(EngineCase):
    """One private Grid Engine for the file's tests, one fresh project for each test."""

    max_aj_tasks = 75000

    @classmethod
    def start_engine(cls):
        return PrivateGridEngine(cls.max_aj_tasks)

    def setUp(self):
        super().setUp()
        self.known = len(self.engine.ended())

    def ended(self):
        """The tasks that ended since this test began, in the order of their jobs."""
        return sorted(self.engine.ended()[self.known:], key=lambda task: (task["job"], task["task"]))


def main(missing=()):
    """`missing` are programs that the file needs beside the engine."""
    main_of("gridengine", "gridengine-master, gridengine-exec, gridengine-client and what the case needs",
            [*missing_programs(), *missing])
