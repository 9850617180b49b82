# SPDX-License-Identifier: MIT
"""examples/everywhere: builds of one experiment for every engine have the same runs."""

import unittest

from project_copy import ExampleCase

ENGINES = {"laptop": "local", "cluster": "slurm", "packs": "slurm", "lines": "slurm", "singles": "slurm", "queue": "gridengine",
           "actors": "ray", "pods": "kubernetes"}


class Everywhere(ExampleCase):
    example = "everywhere"

    def test_every_build_has_the_same_runs(self):
        self.expc("check", "everywhere.exp")
        self.expc("build", "everywhere.exp")
        builds = [f"build/train@{platform}" for platform in ENGINES]
        said = self.expc("verify", "--all", *builds)
        for platform, engine in list(ENGINES.items())[1:]:
            self.assertIn(f"build/train@laptop (local) and build/train@{platform} ({engine}): the same 18 runs\n", said)


unittest.main(verbosity=2)
