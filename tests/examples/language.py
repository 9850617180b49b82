# SPDX-License-Identifier: MIT
"""examples/language: the three programs of the language page check and plan; what can be built is built, and runs if it can here."""

import json
import unittest

from project_copy import ExampleCase


class Language(ExampleCase):
    example = "language"

    def test_all_three_check(self):
        for file in ("mnist.exp", "brc.exp", "pipeline.exp", "lab/savio.exp"):
            self.expc("check", file)

    def test_the_sweep_has_18_runs_on_both_targets(self):
        self.assertEqual(self.counts("mnist.exp"), {("mnist@laptop", "mnist"): 18, ("short", "mnist"): 18})
        self.expc("test", "mnist.exp")

    def test_two_partitions_have_45_runs_each_and_the_device_follows(self):
        rows = self.rows("brc.exp", "--set", "epochs=5")
        self.assertEqual({target: len(each) for target, each in rows.items()}, {"train@savio_gpu": 45, "train@savio_cpu": 45})
        for target, device in (("train@savio_gpu", "cuda"), ("train@savio_cpu", "cpu")):
            for row in rows[target]:
                argv = row["argv"]
                self.assertEqual(argv[argv.index("--device") + 1], device)
                self.assertEqual(argv[argv.index("--epochs") + 1], "5")
                momentum = [word for word in argv if isinstance(word, str) and word.startswith("--momentum=")]
                self.assertEqual(len(momentum), 1 if row["params"]["opt"] == "sgd" else 0)

    def test_the_pipeline_has_1_and_18_and_36_and_1_runs(self):
        self.assertEqual(self.counts("pipeline.exp"), {
            ("pipeline", "preprocess"): 1, ("pipeline", "train"): 18, ("pipeline", "evaluate"): 36, ("pipeline", "report"): 1})

    def test_a_build_of_what_is_not_there_yet_stops_at_its_line(self):
        said = self.expc("build", "pipeline.exp", "--diagnostics=short", code=1)
        self.assertRegex(said, r"\.exp:\d+:\d+: error\[E08\d\d\]")
        self.assertFalse((self.folder / "build").exists())

    def test_one_partition_gets_an_array_and_the_other_a_taskfile(self):
        self.expc("build", "brc.exp")
        for target, words in (("train@savio_gpu", " --array=0-44 "), ("train@savio_cpu", " -N 2 -n 45 ")):
            submit = self.folder / "build" / target / "submit.sh"
            self.assertIn(words, self.call("sh", submit, "--dry-run"))

    def test_the_sweep_runs_here(self):
        self.expc("run", "mnist.exp", "mnist@laptop")
        models = list(self.folder.glob("runs/mnist@laptop/mnist/*/model.pt"))
        self.assertEqual(len(models), 18)
        self.assertEqual({json.loads(path.read_text())["width"] for path in models}, {128, 512})


unittest.main(verbosity=2)
