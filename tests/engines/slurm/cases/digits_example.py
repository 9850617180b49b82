# SPDX-License-Identifier: MIT
"""examples/digits on Slurm: the second target of the README's first file trains the same 18 networks."""

import json
import pathlib
import shutil
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

EXAMPLE = pathlib.Path(__file__).resolve().parents[4] / "examples/digits"


class DigitsExample(SlurmCase):
    max_array_size = 1001

    def test_18_networks_are_trained(self):
        for name in ("digits.exp", "train.py"):
            shutil.copy(EXAMPLE / name, self.project.folder)
        self.run_to_the_end("digits.exp", "digits@cluster")
        self.assert_all(self.project.plan_rows("digits.exp", "digits@cluster"), "succeeded")
        results = self.project.folder.glob("runs/digits@cluster/digits/*/result.json")
        self.assertGreater(max(json.loads(path.read_text())["accuracy"] for path in results), 0.9)


main()
