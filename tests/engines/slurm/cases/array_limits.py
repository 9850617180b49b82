# SPDX-License-Identifier: MIT
"""A sweep over MaxArraySize becomes several arrays with offsets, and each run starts exactly once."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment wide {
  space     = product { a in 0..<10, b in 0..<@b@ }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/bin/sh", "-c", 'echo "$EXPC_RUN_INDEX" >> starts; exit 0', "sh", a, b]
}
platform cluster = slurm { max_array_size = 51 }
target wide on cluster
"""


class ArrayLimits(SlurmCase):
    def run_wide(self, b):
        self.project.write("wide.exp", PROGRAM.replace("@b@", str(b)))
        before = set(self.arrays())
        self.run_to_the_end("wide.exp", "wide@cluster")
        starts = [int(line) for line in (self.project.folder / "starts").read_text().split()]
        self.assertEqual(sorted(starts), list(range(10 * b)))
        self.assert_all(self.project.plan_rows("wide.exp", "wide@cluster"), "succeeded")
        return {job: indexes for job, indexes in self.arrays().items() if job not in before}

    def test_120_runs_are_arrays_of_51_and_51_and_18(self):
        arrays = self.run_wide(12)
        self.assertEqual([len(arrays[job]) for job in sorted(arrays)], [51, 51, 18])
        self.assertEqual(max(map(max, arrays.values())), 50)

    def test_50_runs_are_one_array(self):
        self.assertEqual([len(indexes) for indexes in self.run_wide(5).values()], [50])


main()
