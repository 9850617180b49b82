# SPDX-License-Identifier: MIT
"""Runs that are tried again, and runs that wait for runs."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import GridEngineCase, main  # noqa: E402
from retried_sweep import assert_tried, program  # noqa: E402

PIPELINE = """\
experiment train {
  space   = product { seed in 0..<3 }
  outputs = { ckpt = file("${run.dir}/best.pt") }
  command = ["/bin/sh", "-c", 'while [ -e wait ]; do sleep 0.1; done; [ ! -e "bad.$2" ] && echo "$2" > "$1"', "sh", outputs.ckpt, seed]
}
experiment copy {
  space   = train.space
  inputs  = { ckpt = each(train).ckpt }
  retry   = { attempts = 2, on = ["failure"] }
  outputs = { again = file("${run.dir}/again.pt") }
  command = ["cp", inputs.ckpt, outputs.again]
}
experiment report {
  inputs  = { again = all(copy).again }
  command = ["cat", ...inputs.again]
}
experiment tidy {
  after   = [all(train, on = "any")]
  command = ["/bin/sh", "-c", "[ ! -e wait ]"]
}
platform cluster = gridengine {}
target study = [train, copy, report, tidy] on cluster
"""


class Retries(GridEngineCase):
    def test_failed_runs_are_tried_again_and_not_too_often(self):
        self.project.write("t.exp", program("cluster = gridengine {}"))
        self.run_to_the_end("t.exp", "tried")
        assert_tried(self, self.project.plan_rows("t.exp"))

    def test_runs_start_when_their_parents_have_ended_and_only_if_these_succeeded(self):
        self.project.write("study.exp", PIPELINE)
        for name in ("wait", "bad.1"):
            (self.project.folder / name).touch()
        self.succeed(self.project.expc("run", "study.exp"))
        self.assertEqual(self.engine.client("qstat", "-s", "h").count(" hqw "), 3)
        (self.project.folder / "wait").unlink()
        self.engine.wait_until_empty()
        rows = self.project.plan_rows("study.exp")
        states = {name: self.project.states([row for row in rows if row["experiment"] == name]) for name in ("train", "copy", "report", "tidy")}
        self.assertEqual(states, {"train": ["succeeded", "failed", "succeeded"], "copy": ["succeeded", "skipped", "succeeded"],
                                  "report": ["skipped"], "tidy": ["succeeded"]}, self.engine.logs())
        self.assertEqual(list(self.project.folder.glob("runs/**/*.attempts")), [], "what counts attempts goes with the run")
        # What is done already is waited for no more, and what failed is waited for again.
        (self.project.folder / "bad.1").unlink()
        self.succeed(self.project.expc("run", "study.exp"))
        self.engine.wait_until_empty()
        self.assert_all(self.project.plan_rows("study.exp"), "succeeded")


main()
