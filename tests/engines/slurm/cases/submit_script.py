# SPDX-License-Identifier: MIT
"""submit.sh needs no expc, may be called twice, goes on where it was killed, and obeys the limit of a user's jobs."""

import getpass
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
experiment e {
  space     = product { a in 0..<6, b in 0..<4 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = ["/bin/sh", "-c", 'echo "$EXPC_RUN_INDEX" >> starts', "sh", a, b]
}
platform cluster = slurm { max_array_size = 11@more@ }
target e on cluster
"""


class SubmitScript(SlurmCase):
    """24 runs and arrays of at most 11: 11, 11 and 2."""

    max_array_size = 11

    def build(self, more=""):
        self.project.write("e.exp", PROGRAM.replace("@more@", more))
        self.succeed(self.project.expc("build", "e.exp"))

    def submit(self, *words, **more):
        return self.project.call("sh", "build/e@cluster/submit.sh", *words, **more)

    def starts(self):
        path = self.project.folder / "starts"
        return sorted(map(int, path.read_text().split())) if path.exists() else []

    def rows(self):
        return self.project.plan_rows("e.exp", "e@cluster")

    def test_every_run_starts_once_without_expc(self):
        self.build()
        self.succeed(self.submit())
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))
        self.assert_all(self.rows(), "succeeded")

    def test_a_second_call_submits_nothing_and_again_everything(self):
        self.build()
        self.succeed(self.submit())
        self.succeed(self.submit())
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))
        self.succeed(self.submit("--again"))
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), sorted(list(range(24)) * 2))

    def test_a_dry_run_shows_sbatch_and_submits_nothing(self):
        self.build()
        done = self.succeed(self.submit("--dry-run"))
        self.assertEqual(done.stdout.count("--array="), 3)
        self.assertEqual(self.starts(), [])
        self.assertEqual(self.slurm.client("squeue", "-h"), "")

    def test_selected_runs_only(self):
        self.build()
        self.succeed(self.submit("--runs", "0-5,12,23"))
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), [0, 1, 2, 3, 4, 5, 12, 23])

    def test_killed_half_way_it_goes_on(self):
        # The second sbatch kills the script that called it; another call submits what is missing, and only that.
        self.build()
        wrapper = self.project.folder / "bin"
        wrapper.mkdir()
        script = '#!/bin/sh\nif [ -e "@mark@" ]; then kill -9 $PPID; exit 1; fi\ntouch "@mark@"\nPATH=${PATH#*:}\nexport PATH\nexec sbatch "$@"\n'
        (wrapper / "sbatch").write_text(script.replace("@mark@", str(self.project.folder / "mark")))
        (wrapper / "sbatch").chmod(0o755)
        killed = self.submit(environment={"PATH": f"{wrapper}:{self.slurm.environment()['PATH']}"})
        self.assertNotEqual(killed.returncode, 0)
        self.succeed(self.submit())
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))

    def test_a_call_that_is_stopped_knows_what_was_accepted(self):
        # Ctrl-C is for all of a group; TERM comes to expc alone.
        for stop, end in ((os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)):
            self.build(f", extra_flags = [\"--hold\", \"--nice={int(end)}\"]")
            wrapper = self.project.folder / f"bin{int(end)}"
            wrapper.mkdir()
            script = '#!/bin/sh\nPATH=${PATH#*:}\nexport PATH\njob=$(sbatch "$@") || exit\n: >"@mark@"\nsleep 1\necho "$job"\n'
            (wrapper / "sbatch").write_text(script.replace("@mark@", str(wrapper / "mark")))
            (wrapper / "sbatch").chmod(0o755)
            environment = {**self.slurm.environment(), "PATH": f"{wrapper}:{self.slurm.environment()['PATH']}"}
            words = [self.project.program(), "run", "e.exp", "e@cluster", "--changed"]
            with subprocess.Popen(words, cwd=self.project.folder, env=environment, start_new_session=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as call:
                until = time.monotonic() + 30
                while not (wrapper / "mark").exists() and time.monotonic() < until:
                    time.sleep(0.05)
                stop(call.pid, end)
                said = call.communicate(timeout=30)
            self.assertEqual(call.returncode, 1, said)
            self.assertIn(b"was stopped", said[1])
            queued = self.slurm.client("squeue", "-h", "-o", "%i")
            self.assertEqual(queued.count("_[0-10]"), 1, queued)
            hidden = {"SQUEUE_PARTITION": "short", "SQUEUE_STATES": "RUNNING", "SQUEUE_NAMES": "nobody"}
            done = self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--changed", environment=hidden))
            self.assertIn("13 runs to start", done.stdout)
            self.assertIn("nothing to start", self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--changed", environment=hidden)).stdout)
            self.slurm.client("scancel", "--user", getpass.getuser())
            self.slurm.wait_until_empty()

    def test_every_other_task_of_a_held_array_is_in_the_queue(self):
        # squeue -r leaves out the last task of an array with steps.
        self.build(', extra_flags = ["--hold"]')
        self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--runs", "0,2,4,6,8,10"))
        self.assertIn("nothing to start", self.succeed(self.project.expc("run", "e.exp", "e@cluster", "--runs", "0,2,4,6,8,10")).stdout)
        self.slurm.client("scancel", "--user", getpass.getuser())
        self.slurm.wait_until_empty()

    def test_expc_adopts_what_the_script_submitted(self):
        self.build()
        self.succeed(self.submit())
        self.slurm.wait_until_empty()
        self.succeed(self.project.expc("run", "e.exp", "e@cluster"))
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))

    def test_over_max_submit_it_ends_with_75_and_a_later_call_continues(self):
        self.build(", max_submit = 12")
        first = self.submit()
        self.assertEqual(first.returncode, 75, first.stdout + first.stderr)
        self.assertIn("2 of 3", first.stdout + first.stderr)
        codes = [75]
        end = time.monotonic() + 90
        while codes[-1] == 75 and time.monotonic() < end:
            self.slurm.wait_until_empty()
            codes.append(self.submit().returncode)
        self.assertEqual(codes, [75, 75, 0])
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))

    def test_beside_other_jobs_of_the_user_it_submits_what_there_is_room_for(self):
        self.build(", max_submit = 6")
        held = self.slurm.client("sbatch", "--parsable", "--hold", "--wrap", "true").strip()
        self.addCleanup(self.slurm.client, "scancel", held)
        first = self.submit()
        self.assertEqual(first.returncode, 75, first.stdout + first.stderr)
        self.assertRegex(first.stdout, r"e\.0\.0\[0-4\], 5 runs")
        done = self.project.expc("run", "e.exp", "e@cluster", "--follow", timeout=120)
        self.assertIn("24 of 24 succeeded", self.succeed(done).stderr + done.stdout)
        self.assertEqual(self.starts(), list(range(24)))

    def test_from_another_folder_and_after_a_move_of_build(self):
        self.build()
        done = self.project.call("sh", "-c", 'cd / && sh "$0"', self.project.folder / "build/e@cluster/submit.sh")
        self.succeed(done)
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))

    def test_building_again_does_not_touch_what_is_queued(self):
        self.build()
        self.succeed(self.submit())
        self.project.write("e.exp", PROGRAM.replace("@more@", "").replace('" >> starts', ' other" >> starts'))
        self.succeed(self.project.expc("build", "e.exp"))
        self.slurm.wait_until_empty()
        self.assertEqual(self.starts(), list(range(24)))


main()
