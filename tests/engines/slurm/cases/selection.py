# SPDX-License-Identifier: MIT
"""`--runs`, `--where`, `--first` and words after `--` select and extend what `expc run` submits."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { lr in [1e-4, 1e-3], seed in 0..<5 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", ...flags(params)]
}
platform cluster = slurm { max_array_size = 51 }
target e on cluster
"""


class Selection(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("e.exp", PROGRAM)

    def ran(self, *words):
        self.run_to_the_end("e.exp", "e@cluster", *words)
        return [row["index"] for row in self.project.plan_rows("e.exp", "e@cluster") if self.project.report(row)]

    def test_by_index(self):
        self.assertEqual(self.ran("--runs", "0-2,8"), [0, 1, 2, 8])

    def test_by_value(self):
        self.assertEqual(self.ran("--where", "lr == 1e-3 and seed >= 3"), [8, 9])

    def test_the_first(self):
        self.assertEqual(self.ran("--first", "1"), [0])

    def test_the_rest_follows_later(self):
        self.ran("--runs", "0-2,8")
        self.project.forget_reports()
        self.assertEqual(self.ran(), [3, 4, 5, 6, 7, 9])

    def test_who_follows_a_selection_is_told_of_it_alone(self):
        followed = self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--runs", "0-2", "--follow"))
        self.assertIn("e@cluster: 3 of 3 succeeded, 0 failed, 0 running, 0 in the queue\n", followed.stderr)
        followed = self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--where", "seed == 0", "--follow"))
        self.assertIn("e@cluster: 2 of 2 succeeded", followed.stderr)
        self.assertNotIn("never started", followed.stderr)

    def test_runs_that_the_file_no_longer_has_are_not_told_of(self):
        fails_once = """["/bin/sh", "-c", 'test $1 != 0 || { echo gone >&2; exit 3; }', "sh", seed]"""
        program = PROGRAM.replace('["/usr/bin/python3", "report.py", ...flags(params)]', fails_once)
        self.project.write("e.exp", program.replace("lr in [1e-4, 1e-3], seed in 0..<5", "seed in 0..<4"))
        self.run_to_the_end("e.exp", "e@cluster")
        self.project.write("e.exp", program.replace("lr in [1e-4, 1e-3], seed in 0..<5", "seed in 2..<6"))
        followed = self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--follow"))
        self.assertIn("e@cluster: 4 of 4 succeeded, 0 failed, 0 running, 0 in the queue\n", followed.stderr)
        self.assertNotIn("gone", followed.stderr)

    def test_words_after_two_dashes_are_appended(self):
        self.run_to_the_end("e.exp", "e@cluster", "--first", "1", "--", "--debug", "a b")
        row = self.project.plan_rows("e.exp", "e@cluster")[0]
        self.assertEqual(self.project.report(row)["argv"], [*row["argv"], "--debug", "a b"])

    def test_a_flag_for_sbatch_of_one_invocation(self):
        self.run_to_the_end("e.exp", "e@cluster", "--first", "1", "--engine-flag=--nice=77")
        self.assertEqual(max(self.slurm.jobs(), key=lambda job: int(job["JobId"]))["Nice"], "77")


main()
