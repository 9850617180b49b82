# SPDX-License-Identifier: MIT
"""What is submitted, and followed: arrays, selections, throttles, limits, resources, refusals and deleted jobs."""

import subprocess
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import GridEngineCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { a in 0..<6, b in 0..<4 }
  resources = { cpus = @cpus@, time = 5m@resources@ }
  command   = ["/bin/sh", "-c", 'echo "$EXPC_RUN_INDEX" >> starts; @more@', "sh", a, b]
}
platform cluster = gridengine { max_aj_tasks = 11@platform@ }
target e on cluster
"""


class Submission(GridEngineCase):
    """24 runs and arrays of at most 11: 11, 11 and 2."""

    max_aj_tasks = 11

    def write(self, **values):
        text = PROGRAM
        for name, default in (("cpus", 1), ("resources", ""), ("more", ""), ("platform", "")):
            text = text.replace(f"@{name}@", str(values.get(name, default)))
        self.project.write("e.exp", text)

    def build(self, **more):
        self.write(**more)
        self.succeed(self.project.expc("build", "e.exp"))

    def submit(self, *words, **more):
        return self.project.call("sh", "build/e@cluster/submit.sh", *words, **more)

    def starts(self):
        path = self.project.folder / "starts"
        return sorted(map(int, path.read_text().split())) if path.exists() else []

    def arrays(self):
        """Sizes of the jobs, in their order."""
        jobs = [task["job"] for task in self.ended()]
        return [jobs.count(job) for job in sorted(set(jobs))]

    def test_the_script_submits_every_run_once_without_expc(self):
        self.build()
        self.assertEqual(self.submit("--dry-run").stdout.count("qsub -terse"), 3)
        self.succeed(self.submit())
        self.assertIn("submitted before", self.succeed(self.submit()).stdout)
        self.engine.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))
        self.assertEqual(self.arrays(), [11, 11, 2])
        done = self.succeed(self.project.expc("run", "e.exp", "e@cluster"))
        self.assertIn("24 done; nothing to start", done.stdout)

    def test_selected_runs_that_are_no_range(self):
        self.write()
        self.run_to_the_end("e.exp", "e@cluster", "--runs", "0-2,5,9-10,12,23")
        self.assertEqual(self.starts(), [0, 1, 2, 5, 9, 10, 12, 23])
        self.assertEqual(self.arrays(), [6, 1, 1])
        self.run_to_the_end("e.exp", "e@cluster")
        self.assertEqual(self.starts(), list(range(24)))

    def test_what_waits_is_not_submitted_twice(self):
        self.write()
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--runs", "1,3,20", "--engine-flag=-h"))
        done = self.succeed(self.project.expc("run", "e.exp", "e@cluster"))
        self.assertIn("21 new, 3 running; 21 runs to start", done.stdout)
        self.engine.client("qrls", "-u", self.engine.user())
        self.engine.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))

    def test_max_parallel_is_shared_out_and_kept(self):
        # Runs wait until two were there at once; the last sleep is when a third would be seen.
        meter = ('mkdir now.$EXPC_RUN_INDEX; ls -d now.* | wc -l >> at_once; until grep -qx "[2-9]" at_once; do sleep 0.05; done; '
                 'sleep 0.3; rmdir now.$EXPC_RUN_INDEX')
        self.write(more=meter, platform=", max_parallel = 2")
        self.run_to_the_end("e.exp", "e@cluster", "--first", "8")
        at_once = list(map(int, (self.project.folder / "at_once").read_text().split()))
        self.assertEqual(len(at_once), 8)
        self.assertEqual(max(at_once), 2)
        shown = self.succeed(self.submit("--dry-run")).stdout
        # What was submitted is left out of its array.
        self.assertEqual((shown.count("-tc 1"), shown.count("-hold_jid 'JOB-OF-e.0.0[8-")), (3, 1), shown)

    def test_resources_reach_the_engine(self):
        self.write(cpus=3, resources=", memory = 1000MiB, gpus = 1")
        plan = self.succeed(self.project.expc("plan", "e.exp"))
        self.assertIn("for each of 3 slots", plan.stdout)
        self.run_to_the_end("e.exp", "e@cluster", "--first", "1")
        (task,) = self.ended()
        self.assertEqual((task["slots"], task["task"]), (3, 0))
        for asked in ("h_rt=300", "h_vmem=341334K", "gpu=1", "-pe smp 3"):
            self.assertIn(asked, task["asked"])

    def test_refusals_are_errors_with_the_words_of_grid_engine(self):
        for platform, words in ((', queue = "nowhere.q"', 'unknown queue "nowhere.q"'),
                                (', project = "nobody"', 'the requested project "nobody" does not exist'),
                                (', gpu_resource = "quantum"', 'unknown resource "quantum"')):
            self.write(platform=platform, resources=", gpus = 1")
            done = self.project.expc("run", "e.exp", "e@cluster")
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(words, done.stderr)
        self.assertEqual("".join(path.read_text() for path in self.project.folder.rglob("submitted.tsv")), "")

    def test_arrays_larger_than_the_engine_takes_are_refused(self):
        self.write(platform="000")
        done = self.project.expc("run", "e.exp", "e@cluster")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stderr, "more than 11")

    def test_over_max_u_jobs_following_submits_the_rest(self):
        self.write(platform=", max_u_jobs = 2")
        self.succeed(self.project.expc("build", "e.exp"))
        first = self.submit("--dry-run")
        self.assertEqual(first.returncode, 75, first.stdout + first.stderr)
        done = self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--follow"))
        self.assertIn("24 of 24 succeeded", done.stderr)
        self.assertEqual(self.arrays(), [11, 11, 2])

    def test_a_deleted_array_ends_the_following_and_is_started_again(self):
        self.write(more="sleep 60")
        follower = subprocess.Popen([self.project.program(), "run", "e.exp", "e@cluster", "--runs", "0-3", "--follow"],
                                    cwd=self.project.folder, env=self.engine.environment(), stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while len(self.starts()) < 4 and time.monotonic() < end:
            time.sleep(0.1)
        self.engine.client("qdel", "-u", self.engine.user())
        self.engine.wait_until_empty()
        said = follower.communicate(timeout=60)
        self.assertEqual(follower.returncode, 1, said)
        self.write()
        self.assertEqual(self.starts(), [0, 1, 2, 3])
        self.run_to_the_end("e.exp", "e@cluster", "--runs", "0-3", "--changed")
        self.assertEqual(self.starts(), [0, 0, 1, 1, 2, 2, 3, 3])


main()
