# SPDX-License-Identifier: MIT
"""examples of doodad and onager on Slurm: a taskfile whose runs unpack their code, and three runs for each job. What is the site's
(partitions, modules, containers; not the account, which Slurm without accounting does not look at) is taken away by a `with` in a file of their
own, as a user of another cluster would do it."""

import json
import pathlib
import shutil
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SEARCH_PATH, SlurmCase, main  # noqa: E402

EXAMPLES = pathlib.Path(__file__).resolve().parents[4] / "examples"

DOODAD = """\
use "doodad.exp" { train, custom }
platform mine = custom with {
  unset partition, unset qos, unset runtime, unset submit, run_root = "runs", allow_drop = ["container"]
  launcher = taskfile { helper = "parallel" }
  node     = { cpus = 8, memory = 8GB }
}
target train with { resources = { memory = 100MiB, time = 5m } } on mine
"""

ONAGER = """\
use "experiments.exp" { experiment1, packs }
platform mine = packs with { unset partition, setup = [] }
target experiment1 on mine
"""


class SeedExamples(SlurmCase):
    def run_example(self, folder, program, target, *words):
        """The rows of the plan, after all of them have run."""
        shutil.copytree(EXAMPLES / folder, self.project.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build", "runs", "results"))
        self.project.write("mine.exp", program)
        self.run_to_the_end("mine.exp", target, *words)
        rows = self.project.plan_rows("mine.exp", target, *words)
        self.assert_all(rows, "succeeded")
        return rows

    def test_doodads_taskfile_runs_the_code_that_was_sent(self):
        self.run_example("doodad", DOODAD, "train@mine", "--set", "doodad.user=ada")
        written = [json.loads(path.read_text()) for path in self.project.folder.glob("runs/train@mine/train/*/variant.json")]
        self.assertEqual(sorted(each["variant"]["seed"] for each in written), list("01234"))
        self.assertEqual(len(self.slurm.jobs()), 1)

    def test_onagers_three_tasks_a_node_say_what_onager_says(self):
        rows = self.run_example("mnist-onager", ONAGER, "experiment1@mine")
        self.assertEqual([len(indexes) for indexes in self.arrays().values()], [3])
        for row in rows:
            log = (self.project.run_folder("experiment1@mine", "experiment1", row["id"]) / "out.log").read_text()
            self.assertEqual(log.split(), ["myscript", *row["argv"][1:]])


main("parallel", also=[name for name in ["parallel"] if shutil.which(name, path=SEARCH_PATH) is None])
