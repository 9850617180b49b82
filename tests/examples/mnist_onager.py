# SPDX-License-Identifier: MIT
"""examples/mnist-onager: the same 18 commands as onager prints, in its order and with its tags."""

import shlex
import unittest

from project_copy import ExampleCase


class MnistOnager(ExampleCase):
    example = "mnist-onager"

    def test_the_commands_are_onagers_word_by_word(self):
        onager = [shlex.split(line)[1:] for line in (self.folder / "onager.txt").read_text().splitlines()]
        self.assertEqual(len(onager), 18)
        for target in ("mnist_lr_bs@here", "mnist_lr_bs@cluster"):
            self.assertEqual([row["argv"][1:] for row in self.rows("mnist.exp")[target]], onager)

    def test_it_runs_here(self):
        self.expc("run", "mnist.exp", "mnist_lr_bs@here")
        results = sorted(path.stem for path in self.folder.glob("results/*.json"))
        self.assertEqual(results[0], "mnist_lr_bs_01__lr_0.3__batchsize_32__seed_0")
        self.assertEqual(results[-1], "mnist_lr_bs_18__lr_3.0__batchsize_64__seed_2")

    def test_the_array_has_onagers_limits(self):
        self.expc("build", "mnist.exp", "mnist_lr_bs@cluster")
        shown = self.call("sh", "build/mnist_lr_bs@cluster/submit.sh", "--dry-run")
        for word in ("--array=0-17%5", "--cpus-per-task=2", "--mem=5120", "--time=00:30:00"):
            self.assertIn(word, shown)

    def test_the_nine_runs_of_its_readme(self):
        rows = self.rows("experiments.exp", "experiment1@slurm_")["experiment1@slurm_"]
        values = [(rate, size) for size in (32, 64, 128) for rate in ("0.1", "0.01", "0.001")]
        self.assertEqual([row["argv"] for row in rows], [
            ["./myscript", "--learningrate", rate, "--batchsize", str(size), "--mytag",
             f"experiment1_{number}__learningrate_{rate}__batchsize_{size}"]
            for number, (rate, size) in enumerate(values, 1)])

    def test_positionals_have_their_zeros_and_flags_their_signs(self):
        rows = self.rows("experiments.exp", "test_eqw@grid")["test_eqw@grid"]
        self.assertEqual([row["argv"] for row in (rows[0], rows[999])], [
            ["./myscript", "0001", "--tag", "test-eqw_0001__0001"], ["./myscript", "1000", "--tag", "test-eqw_1000__1000"]])
        self.expc("run", "experiments.exp", "small")
        said = sorted(log.read_text() for log in self.folder.glob("runs/small/flagged/*/out.log"))
        self.assertEqual(len(said), 8)
        self.assertIn("myscript --a 2 --hi --tag flagged__a_2__+hi__-hi2\n", said)

    def test_selections_become_ranges_and_groups(self):
        self.expc("build", "experiments.exp", "experiment1@packs", "test_eqw@grid")
        for target, runs, words in (("experiment1@packs", "0,2,4,7-8", " --array=0-1%2 "), ("experiment1@packs", "0-8", " --array=0-2%2 "),
                                    ("test_eqw@grid", "34-39,56,137-200", " -t 1-71 ")):
            self.assertIn(words, self.call("sh", f"build/{target}/submit.sh", "--dry-run", "--runs", runs))


unittest.main(verbosity=2)
