# SPDX-License-Identifier: MIT
"""`expc verify` compares the runs of builds through their own task.sh, of whatever engines."""

import unittest

from shell import Case


class Verify(Case):
    def build(self, folder, *words):
        self.succeed("build", "sweep.exp", "--output", folder, *words)

    def differ(self, *words):
        """What is printed of builds that are not shown to be the same."""
        done = self.expc("verify", *words)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return done.stdout

    def test_the_runs_of_two_engines_are_the_same(self):
        self.build("a")
        self.assertEqual(self.succeed("verify", "a/fit@here", "a/fit@cluster"),
                         "a/fit@here (local) and a/fit@cluster (slurm): the same 6 runs\n")

    def test_the_first_difference_is_named(self):
        self.build("a", "fit@here")
        self.build("b", "fit@here", "--set", "steps=7")
        self.assertEqual(self.differ("a/fit@here", "b/fit@here"),
                         "fit, run 0 differs:\n  a/fit@here  word=5\n  b/fit@here  word=7\n")
        self.build("b", "fit@here", "--override", 'fit.env={ A = if seed == 1 then "x" else "y" }')
        self.build("c", "fit@here", "--override", 'fit.env={ A = "y" }')
        self.assertEqual(self.differ("b/fit@here", "c/fit@here"),
                         "fit, run 1 differs:\n  b/fit@here  env=A=x\n  c/fit@here  env=A=y\n")
        self.assertIn("a/fit@here  step=\n", self.differ("c/fit@here", "a/fit@here"))

    def test_other_numbers_of_runs_are_told(self):
        self.build("a", "fit@here")
        self.write("sweep.exp", self.read("sweep.exp").replace("0..<3", "0..<4"))
        self.build("b", "fit@here")
        self.assertEqual(self.differ("a/fit@here", "b/fit@here"),
                         "the experiments differ:\n  a/fit@here: fit (6 runs)\n  b/fit@here: fit (8 runs)\n")

    def test_what_the_artifacts_say_counts_and_not_the_manifest(self):
        self.build("a")
        for script in (self.folder / "a/.store").glob("*/fit/task.sh"):
            script.write_text(script.read_text().replace("fit.sh", "fat.sh"))
            break
        self.assertIn("fit, run 0 differs:\n", self.differ("a/fit@here", "a/fit@cluster"))

    def test_descriptions_that_differ_are_compared_run_by_run(self):
        self.write("sweep.exp", self.read("sweep.exp").replace("0..<3", "0..<150"))
        self.build("a", "fit@here")
        self.write("sweep.exp", self.read("sweep.exp").replace("0..<150", "[each_ for each_ in 0..<150]"))
        self.build("b", "fit@here")
        self.assertEqual(self.differ("a/fit@here", "b/fit@here"),
                         "a/fit@here (local) and b/fit@here (local): no difference in 200 of 300 runs; --all compares the rest\n")
        self.assertIn("the same 300 runs\n", self.succeed("verify", "--all", "a/fit@here", "b/fit@here"))

    def test_what_is_no_build_is_said(self):
        self.build("a", "fit@here")
        self.assertIn("verify compares builds: name two or more", self.fail_with(2, "verify", "a/fit@here"))
        self.assertIn("`a` is no folder of a built target: cannot read its manifest.json", self.fail_with(2, "verify", "a/fit@here", "a"))
        self.write("manifest.json", "[1, 2")
        self.assertIn("`./manifest.json` is not what expc writes", self.fail_with(2, "verify", ".", "a/fit@here"))
        self.write("manifest.json", '{"version": 99}')
        self.assertIn("`.` was built by another version of expc", self.fail_with(2, "verify", ".", "a/fit@here"))
        script, = (self.folder / "a/.store").glob("*/fit/task.sh")
        script.write_text("exit 3\n")
        self.assertIn("a/fit@here/fit/task.sh cannot say what its runs are", self.fail_with(1, "verify", "a/fit@here", "a/fit@here"))
        script.write_text("true\n")
        self.assertIn("gave 0 ids for 6 runs", self.fail_with(1, "verify", "a/fit@here", "a/fit@here"))


unittest.main()
