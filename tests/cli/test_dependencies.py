# SPDX-License-Identifier: MIT
"""Runs that wait for runs, on this machine: each starts when its own parents have succeeded, whoever starts it."""

import json
import os
import subprocess
import unittest

from shell import Case

# The third program of the language page, without its containers, mounts and retries.
PIPELINE = """\
fn scaled_lr(base: Float, batch: Int) -> Float = base * float(batch) / 256.0

space hp = product {
  base_lr in logspace(1e-4, 1e-2, points = 3)
  zip {
    width in [256, 512, 1024]
    batch in [512, 256, 128]
  }
  seed in 0..<2
  lr   = scaled_lr(base_lr, batch)
}

experiment preprocess {
  outputs = { data = dir("shards/v3") }
  command = ["sh", "step.sh", "preprocess", "${outputs.data}/data"]
}

experiment train {
  space   = hp
  inputs  = { data = each(preprocess).data }
  outputs = { ckpt = file("results/train/${run.id}/best.pt") }
  command = ["sh", "step.sh", "train", outputs.ckpt, ...flags(params without [base_lr]), "--data", inputs.data]
}

experiment evaluate {
  space   = product { ...train.space, split in ["val", "test"] }
  inputs  = { ckpt = each(train).ckpt }
  outputs = { metrics = file("results/eval/${run.id}.json") }
  command = ["sh", "step.sh", "evaluate", outputs.metrics, inputs.ckpt]
}

experiment mean {
  space   = product { width in [256, 512, 1024] }
  inputs  = { ckpts = gather(train, by = [width]).ckpt }
  command = ["sh", "step.sh", "mean", "/dev/null", ...inputs.ckpts]
}

experiment report {
  inputs  = { metrics = all(evaluate).metrics, again = all(train).ckpt }
  command = ["sh", "step.sh", "report", "/dev/null", inputs.metrics.listfile, inputs.again.listfile]
}

experiment tidy {
  after   = [all(train, on = "any")]
  command = ["true"]
}

platform here = local { max_parallel = 2 }
target pipeline = [preprocess, train, evaluate, mean, report, tidy] on here
"""

# STEP OUT [INPUT]...: says what it does, reads what it is given, and writes OUT.
STEP = """\
step=$1 out=$2
shift 2
echo "$step $EXPC_RUN_INDEX" >> order
[ ! -e "fail-$step-$EXPC_RUN_INDEX" ] || exit 3
for word; do case $word in results/*) cat "$word" ;; *.list) xargs cat < "$word" ;; esac || exit 4; done
echo "$step" >> "$out"
"""

ALL = 1 + 18 + 36 + 3 + 1 + 1
# For run.sh, which starts several shells a run: 3 trainings, 6 evaluations.
SMALL = PIPELINE.replace("logspace(1e-4, 1e-2, points = 3)", "[1e-3]").replace("0..<2", "0..<1")
FEW = 1 + 3 + 6 + 3 + 1 + 1


class Dependencies(Case):
    def setUp(self):
        super().setUp()
        self.write("pipeline.exp", PIPELINE)
        self.write("step.sh", STEP)

    def run_here(self, *words, code=0):
        done = self.expc("run", "pipeline.exp", *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def run_script(self, *words, code=0, **environment):
        done = subprocess.run(["sh", "build/pipeline/run.sh", *words], cwd=self.folder, env={**os.environ, **environment},
                              capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def order(self):
        lines = self.read("order").splitlines()
        (self.folder / "order").unlink()
        return lines

    def records(self, experiment):
        """Index -> the run's record."""
        found = {}
        for path in (self.folder / "runs/pipeline/.status" / experiment).glob("??/*"):
            record = dict(line.partition("=")[::2] for line in path.read_text().splitlines())
            found[int(record["index"])] = record
        return found

    def states(self, experiment):
        return {index: record["state"] for index, record in self.records(experiment).items()}

    def assert_parents_came_first(self, order, trainings=18):
        at = {line: place for place, line in enumerate(order)}
        for i in range(trainings):
            self.assertLess(at["preprocess 0"], at[f"train {i}"])
            self.assertLess(at[f"train {i}"], at[f"evaluate {2 * i}"])
            self.assertLess(at[f"train {i}"], at[f"evaluate {2 * i + 1}"])
            self.assertLess(at[f"train {i}"], at[f"mean {i // (2 if trainings == 18 else 1) % 3}"])
            self.assertLess(at[f"evaluate {2 * i + 1}"], at["report 0"])

    def test_the_pipeline_runs_in_the_order_of_its_data_and_once(self):
        self.assertIn(f"{ALL} runs: {ALL} succeeded", self.run_here())
        self.assert_parents_came_first(self.order())
        self.assertIn(f"pipeline: {ALL} done; nothing to start", self.run_here())

    def test_a_run_starts_when_its_own_parents_have_succeeded(self):
        self.write("pipeline.exp", PIPELINE.replace("max_parallel = 2", "max_parallel = 1"))
        self.run_here()
        order = self.order()
        self.assertEqual(order[:2], ["preprocess 0", "train 0"])
        # The next training may have its turn already when the first one ends, and no more.
        for i in range(15):
            self.assertLess(order.index(f"evaluate {2 * i + 1}"), order.index(f"train {i + 3}"))

    def test_a_list_file_has_what_the_plan_says_whoever_writes_it(self):
        plan = self.succeed("plan", "pipeline.exp", "--runs", "--json")
        report, = (row for row in map(json.loads, plan.splitlines()) if row["experiment"] == "report")
        self.assertEqual([len(report["lists"][name]) for name in ("metrics", "again")], [36, 18])
        expected = {f"{name}.list": "".join(line + "\n" for line in lines) for name, lines in report["lists"].items()}
        for start in (self.run_here, lambda: self.run_script("--runs", "report:0")):
            start()
            folder = self.folder / "runs/pipeline/report" / report["id"] / "inputs"
            self.assertEqual({path.name: path.read_text() for path in folder.iterdir()}, expected)
            self.assertEqual(self.records("report")[0]["digest"], report["digest"])

    def test_children_of_a_failed_run_are_skipped_and_run_when_it_has_succeeded(self):
        self.write("fail-train-3", "")
        said = self.run_here(code=1)
        # evaluate 6 and 7, the mean of its width, the report; tidy runs whatever comes of it.
        self.assertIn(f"{ALL} runs: {ALL - 5} succeeded, 1 failed, 4 skipped", said)
        self.assertIn("skipped: waits for train 3, which has not succeeded", said)
        self.assertIn("and 1 more skipped", said)
        self.assertNotIn("evaluate 6", self.order())
        self.assertEqual({k for k, v in self.states("evaluate").items() if v == "skipped"}, {6, 7})
        self.assertEqual(self.records("evaluate")[6]["reason"], "waits for train 3, which has not succeeded")
        self.assertEqual(self.states("mean"), {0: "succeeded", 1: "skipped", 2: "succeeded"})
        self.assertEqual((self.states("report"), self.states("tidy")), ({0: "skipped"}, {0: "succeeded"}))
        (self.folder / "fail-train-3").unlink()
        self.assertIn(f"1 failed, 4 skipped, {ALL - 5} done; 5 runs to start", self.run_here())
        self.assertEqual(sorted(self.order()), ["evaluate 6", "evaluate 7", "mean 1", "report 0", "train 3"])

    def test_a_failed_first_run_leaves_nothing_to_do(self):
        self.write("fail-preprocess-0", "")
        self.assertIn(f"{ALL} runs: 1 succeeded, 1 failed, {ALL - 2} skipped", self.run_here(code=1))
        self.assertEqual(self.order(), ["preprocess 0"])

    def test_a_parent_that_is_neither_done_nor_selected_is_named(self):
        said = self.run_here("--first", "1", code=1)
        # tidy asks for no success, and so for no run that is not selected.
        self.assertIn("6 runs: 4 succeeded, 2 skipped", said)
        self.assertIn("waits for train 13, which has not run and is not selected", said)
        self.assertEqual(self.order(), ["preprocess 0", "train 0", "evaluate 0"])
        self.assertEqual(self.states("mean"), {0: "skipped"})
        self.assertIn("54 new, 2 skipped, 4 done; 56 runs to start", self.run_here("--dry-run"))

    def test_run_sh_does_the_same_without_expc(self):
        self.write("pipeline.exp", SMALL)
        self.succeed("build", "pipeline.exp")
        self.write("fail-train-1", "")
        said = self.run_script("-j2", code=1)
        self.assertIn("failed (exit code 3): train 1\n", said)
        self.assertRegex(said, r"skipped: evaluate 2 waits for train [0-9a-f]{20}, which has not succeeded\n")
        self.assertIn(f"{FEW} runs: {FEW - 5} succeeded, 1 failed, 4 skipped", said)
        self.assertEqual(self.states("evaluate")[3], "skipped")
        self.assertEqual((self.states("report"), self.states("tidy")), ({0: "skipped"}, {0: "succeeded"}))
        (self.folder / "fail-train-1").unlink()
        self.order()
        self.assertIn("5 runs to start", self.run_here("--dry-run"))
        self.assertIn("1 run: 0 succeeded, 0 failed, 1 skipped", self.run_script("--runs", "report:0", code=1))
        self.assertIn(f"{FEW} runs: {FEW} succeeded, 0 failed, 0 skipped", self.run_script("-j2"))
        self.assert_parents_came_first(self.order(), trainings=3)
        self.assertIn("nothing to start", self.run_here())

    def test_run_sh_finds_parents_in_appended_records_too(self):
        self.write("pipeline.exp", SMALL)
        self.succeed("build", "pipeline.exp")
        self.write("fail-train-1", "")
        self.assertIn("1 failed, 4 skipped", self.run_script("-j2", code=1, EXPC_STATUS="append"))
        self.assertEqual(self.states("train"), {})
        (self.folder / "fail-train-1").unlink()
        self.assertIn("0 failed, 0 skipped", self.run_script("-j2", EXPC_STATUS="append"))
        self.assertIn("nothing to start", self.run_here())


unittest.main()
