# SPDX-License-Identifier: MIT
"""`launcher = packed`: several runs in each task of an array, some of them at once, each with its own outcome."""

import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402
from hostile_sweep import assert_arrived, program  # noqa: E402

HOSTILE = program("cluster = slurm { launcher = packed { per_job = 7, max_at_once = 3 }, max_array_size = 5 }")

SWEEP = """\
experiment e {
  space     = product { seed in 0..<10 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm { launcher = packed { per_job = 4, max_at_once = 2 } }
target e on cluster
"""

# Each run says when it began and ended, and waits until another one runs too.
AT_ONCE = """\
experiment e {
  space     = product { seed in 0..<6 }
  resources = { cpus = 1, gpus = 1, memory = 10MiB, time = 5m }
  command   = bash { run = '''
    printf '+ %s\\n' "$CUDA_VISIBLE_DEVICES" >>"$EXPC_PROJECT/events"
    until [ "$(wc -l <"$EXPC_PROJECT/events")" -ge 2 ]; do sleep 0.05; done
    sleep 0.2
    printf -- '- %s\\n' "$CUDA_VISIBLE_DEVICES" >>"$EXPC_PROJECT/events"
  ''' }
}
platform cluster = slurm { launcher = packed { per_job = 6, max_at_once = 2 } }
target e on cluster
"""

PIPELINE = """\
experiment first {
  space     = product { seed in 0..<4 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/usr/bin/python3", "report.py", seed]
}
experiment second {
  space     = first.space
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  after     = [each(first)]
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm { launcher = packed { per_job = 2 }, setup = [bash { run = '''export PREPARED=yes''' }] }
target both = [first, second] on cluster
"""


class Packed(SlurmCase):
    max_array_size = 6

    def rows(self):
        return self.project.plan_rows("e.exp", "e@cluster")

    def new_jobs(self, before):
        return [job for job in self.slurm.jobs() if job["JobId"] not in before]

    def known_jobs(self):
        return {job["JobId"] for job in self.slurm.jobs()}

    def test_hostile_words_arrive_and_arrays_stay_within_their_limit(self):
        self.project.write("h.exp", HOSTILE)
        before = self.known_jobs()
        self.run_to_the_end("h.exp", "h@cluster")
        rows = self.project.plan_rows("h.exp", "h@cluster")
        assert_arrived(self, rows)
        self.assertGreater(len(rows), 35, "one array of five packs would do")
        new = self.new_jobs(before)
        tasks = [int(job["ArrayTaskId"]) for job in new if "ArrayTaskId" in job]
        self.assertEqual(len(new), -(-len(rows) // 7))
        self.assertEqual(max(tasks), 4)
        self.assertEqual({(job["NumTasks"], job["CPUs/Task"], job["TimeLimit"]) for job in new if "ArrayTaskId" in job},
                         {("3", "1", "00:15:00")})

    def test_a_failed_run_fails_its_task_alone_and_is_run_again_alone(self):
        self.project.write("e.exp", SWEEP)
        before = self.known_jobs()
        self.run_to_the_end("e.exp", "e@cluster", environment={"EXPC_TEST_EXIT_1": "3", "EXPC_TEST_EXIT_6": "4", "EXPC_TEST_EXIT_9": "5"})
        self.assertEqual([index for index, state in enumerate(self.project.states(self.rows())) if state != "succeeded"], [1, 6, 9])
        self.assertEqual(self.project.status(self.rows()[6])["exit"], "4")
        states = [job["JobState"] for job in sorted(self.new_jobs(before), key=lambda job: int(job["ArrayTaskId"]))]
        self.assertEqual(states, ["FAILED", "FAILED", "FAILED"])
        logs = "".join(log.read_text() for log in (self.project.folder / "runs/e@cluster/.slurm").iterdir())
        self.assertIn("run 6 of group 0 of e ended with 4\n", logs)
        self.project.forget_reports()
        before = self.known_jobs()
        done = self.run_to_the_end("e.exp", "e@cluster", "--follow")
        self.assertIn("10 of 10 succeeded", done.stderr)
        self.assertEqual([row["index"] for row in self.rows() if self.project.report(row)], [1, 6, 9])
        self.assertEqual([job["JobState"] for job in self.new_jobs(before)], ["COMPLETED"], "three runs fit one pack")

    def test_selections_that_are_no_range_are_packed_anew(self):
        self.project.write("e.exp", SWEEP)
        self.succeed(self.project.expc("build", "e.exp"))
        before = self.known_jobs()
        submit = self.project.folder / "build/e@cluster/submit.sh"
        done = self.succeed(self.project.call("sh", submit, "--runs", "0-1,4,7-9"))
        self.assertIn("e.0.0[0-1,4,7-9], 6 runs", done.stdout)
        self.slurm.wait_until_empty()
        self.assertEqual([row["index"] for row in self.rows() if self.project.report(row)], [0, 1, 4, 7, 8, 9])
        self.assertEqual(sorted(int(job["ArrayTaskId"]) for job in self.new_jobs(before)), [0, 1])
        self.run_to_the_end("e.exp", "e@cluster", "--runs", "2,5")
        self.assertEqual([row["index"] for row in self.rows() if self.project.report(row)], [0, 1, 2, 4, 5, 7, 8, 9])

    def test_what_waits_in_the_queue_is_not_submitted_twice(self):
        self.project.write("e.exp", SWEEP)
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--runs", "1-3,6,8", "--engine-flag=--hold"))
        self.assertIn("5 new, 5 running; 5 runs to start", self.succeed(self.project.expc("run", "e.exp", "e@cluster")).stdout)
        self.slurm.client("scancel", *{job["JobId"] for job in self.slurm.jobs() if job["JobState"] == "PENDING" and job["Reason"] == "JobHeldUser"})
        self.slurm.wait_until_empty()
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")

    def test_two_run_at_once_each_on_a_device_of_its_own(self):
        self.project.write("e.exp", AT_ONCE)
        before = self.known_jobs()
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")
        busy, most = set(), 0
        for event in (self.project.folder / "events").read_text().splitlines():
            sign, device = event.split(" ")
            self.assertRegex(device, "^[0-9]+$")
            if sign == "+":
                self.assertNotIn(device, busy)
                busy.add(device)
            else:
                busy.remove(device)
            most = max(most, len(busy))
        self.assertEqual(most, 2)
        job, = self.new_jobs(before)
        self.assertEqual(job["TresPerNode"], "gres:gpu:2")

    def test_runs_of_a_cancelled_task_are_missing_and_those_it_had_not_started_are_new(self):
        self.project.write("e.exp", SWEEP)
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--first", "4", environment={"EXPC_TEST_SLEEP": "60"}))
        self.wait_until(lambda: sum(self.project.report(row) is not None for row in self.rows()) == 2)
        self.slurm.client("scancel", *{job["JobId"] for job in self.slurm.jobs() if job["JobState"] == "RUNNING"})
        self.slurm.wait_until_empty()
        done = self.run_to_the_end("e.exp", "e@cluster")
        self.assertIn("8 new, 2 missing; 10 runs to start", done.stdout)
        self.assert_all(self.rows(), "succeeded")

    def test_runs_wait_for_runs_and_skip_one_by_one(self):
        self.project.write("e.exp", PIPELINE)
        self.run_to_the_end("e.exp", "both", environment={"EXPC_TEST_EXIT_1": "3"})
        rows = self.project.plan_rows("e.exp", "both")
        self.assertEqual(self.project.states(rows), ["succeeded", "failed", "succeeded", "succeeded",
                                                     "succeeded", "skipped", "succeeded", "succeeded"])
        self.assertEqual({self.project.report(row)["environment"]["PREPARED"] for row in rows if self.project.report(row)}, {"yes"})

    def test_a_signal_reaches_all_runs_and_no_other_starts(self):
        script = """'trap "echo told; exit 9" USR1; echo ready; while :; do sleep 0.1; done'"""
        self.project.write("e.exp", SWEEP.replace('"/usr/bin/python3", "report.py"', f'"/bin/sh", "-c", {script}, "sh"')
                           .replace("launcher", 'signal = "USR1@60", launcher'))
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--first", "4"))
        logs = [self.project.run_folder("e@cluster", "e", row["id"]) / "out.log" for row in self.rows()[:4]]
        self.wait_until(lambda: sum(log.exists() and log.read_text() == "ready\n" for log in logs) == 2)
        job, = (job["JobId"] for job in self.slurm.jobs() if job["JobState"] == "RUNNING")
        self.slurm.client("scancel", "--batch", "--signal=USR1", job)
        self.slurm.wait_until_empty()
        self.assertEqual(sorted(log.read_text() for log in logs if log.exists()), ["ready\ntold\n"] * 2)
        self.assertEqual(sorted(self.project.states(self.rows()[:4])), ["failed", "failed", "none", "none"])

    def wait_until(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, self.slurm.logs())
            time.sleep(0.1)


main()
