# SPDX-License-Identifier: MIT
"""examples/digits: the README's first command trains 18 networks on real data."""

import json
import unittest

from project_copy import ExampleCase


class Digits(ExampleCase):
    example = "digits"

    def test_it_checks_and_its_own_test_passes(self):
        self.expc("check", "digits.exp")
        self.expc("test", "digits.exp")

    def test_it_plans_18_runs_on_each_target(self):
        self.assertEqual(self.counts("digits.exp"), {("digits@laptop", "digits"): 18, ("digits@cluster", "digits"): 18})

    def test_every_run_here_trains_and_a_second_call_has_nothing_to_do(self):
        self.expc("run", "digits.exp", "digits@laptop")
        results = sorted(self.folder.glob("runs/digits@laptop/digits/*/result.json"))
        self.assertEqual(len(results), 18)
        accuracies = [json.loads(path.read_text())["accuracy"] for path in results]
        self.assertGreater(max(accuracies), 0.9)
        before = [path.stat().st_mtime_ns for path in results]
        self.expc("run", "digits.exp", "digits@laptop")
        self.assertEqual([path.stat().st_mtime_ns for path in results], before)
        best = self.call("/usr/bin/python3", "best.py", "runs/digits@laptop").splitlines()
        self.assertEqual(len(best), 6)
        self.assertIn("3 seeds", best[0])


unittest.main(verbosity=2)
