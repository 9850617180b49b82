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


unittest.main(verbosity=2)
