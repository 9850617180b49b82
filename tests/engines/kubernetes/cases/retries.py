# SPDX-License-Identifier: MIT
"""Runs that are tried again, and runs that wait for runs: pods count their own failures, and Jobs are submitted in stages."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import KubernetesCase, main  # noqa: E402
from retried_sweep import assert_tried, program  # noqa: E402

IN_PODS = "container = py\n  mounts    = [work]"
PIPELINE = """\
experiment train {
  container = py
  mounts    = [work]
  space     = product { seed in 0..<3 }
  outputs   = { ckpt = file("${run.dir}/best.pt") }
  command   = ["/bin/sh", "-c", '[ ! -e "bad.$2" ] && echo "$2" > "$1"', "sh", outputs.ckpt, seed]
}
experiment copy {
  container = py
  mounts    = [work]
  space     = train.space
  inputs    = { ckpt = each(train).ckpt }
  command   = ["cat", inputs.ckpt]
}
target study = [train, copy] on cluster
"""


class Retries(KubernetesCase):
    def test_failed_runs_are_tried_again_and_not_too_often(self):
        whole = program("unused = local {}", fields=IN_PODS).replace("on unused", "on cluster")
        self.write("t.exp", whole)
        self.run_to_the_end("t.exp", "tried")
        assert_tried(self, self.project.plan_rows("t.exp"))
        (job,) = [job for job in self.engine.all("jobs") if job["metadata"]["name"].startswith("tries-")]
        self.assertEqual((job["status"]["completedIndexes"], job["status"]["failedIndexes"]), ("0-2", "3-4"))

    def test_jobs_of_a_later_stage_are_submitted_when_the_earlier_ones_have_ended(self):
        self.write("study.exp", PIPELINE)
        (self.project.folder / "bad.1").touch()
        self.engine.paused.set()
        done = self.project.expc("run", "study.exp")
        self.assertIn("1 of 2 calls of kubectl remain: the runs that they wait for have not ended", done.stdout)
        self.assertEqual(len(self.engine.all("jobs")), 1)
        self.engine.paused.clear()
        self.engine.wait_until_empty()
        done = self.project.expc("run", "study.exp", "--follow")
        states = [self.project.states([row for row in self.project.plan_rows("study.exp") if row["experiment"] == name]) for name in ("train", "copy")]
        self.assertEqual(states, [["succeeded", "failed", "succeeded"], ["succeeded", "skipped", "succeeded"]], done.stdout + done.stderr)


main()
