# SPDX-License-Identifier: MIT
"""Several calls of expc at the same instant, and calls that were killed: no run starts twice, no build is mixed."""

import os
import pathlib
import signal
import socket
import subprocess
import time
import unittest

from shell import Case

SLOW = """\
echo "$EXPC_RUN_INDEX" >> started.txt
for word; do out=$word; done
while [ ! -e go ] && [ -e fit.sh ]; do sleep 0.05; done
echo done > "$out"
"""

# Stand-ins for Slurm's clients: nothing waits in the queue, and each call of sbatch is one more job.
SBATCH = """\
#!/bin/sh
echo "$@" >> "$CALLS"
while [ -e "$HOLD" ]; do sleep 0.05; done
grep -c . "$CALLS"
"""


class AtOnce(Case):
    def begin(self, *words, **environment):
        """A call of expc that goes on meanwhile."""
        call = subprocess.Popen([os.environ["EXPC"], *words], cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                                env=dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", **environment))
        self.addCleanup(self.end, call)
        return call

    def end(self, call):
        if call.poll() is None:
            call.kill()
        call.communicate()

    def wait_for(self, condition):
        limit = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), limit, "it never came to that")
            time.sleep(0.01)

    def started(self):
        path = self.folder / "started.txt"
        return sorted(int(line) for line in path.read_text().split()) if path.exists() else []

    def records(self, line):
        """The status files that have this line."""
        found = (self.folder / "runs/fit@here/.status").glob("fit/*/*")
        return [path for path in found if not path.name.startswith(".") and line in path.read_text().splitlines()]

    def assert_names_the_holder(self, said, target, holder):
        self.assertEqual(said, f"error: another expc is starting runs of {target}: process {holder.pid} on "
                               f"{socket.gethostname()}; wait until it has ended, or end it, and call again\n")

    def test_of_two_runs_at_the_same_instant_one_starts_runs_and_the_other_says_who_does(self):
        self.write("fit.sh", SLOW)
        calls = [self.begin("run", "sweep.exp", "fit@here") for _ in range(2)]
        self.wait_for(lambda: any(call.poll() is not None for call in calls))
        refused, running = sorted(calls, key=lambda call: call.poll() is None)
        self.assertEqual(refused.returncode, 1)
        self.assert_names_the_holder(refused.stderr.read(), "fit@here", running)
        self.write("go", "")
        said, _ = running.communicate(timeout=60)
        self.assertEqual(running.returncode, 0, said)
        self.assertIn("6 succeeded", said)
        self.assertEqual(self.started(), list(range(6)))

    def test_another_target_and_a_look_need_no_lock(self):
        self.write("fit.sh", SLOW)
        self.write("sweep.exp", self.read("sweep.exp") + "platform there = local { max_parallel = 1 }\ntarget fit on there\n")
        running = self.begin("run", "sweep.exp", "fit@here")
        self.wait_for(lambda: self.records("state=running"))
        self.assertIn("6 new; 6 runs to start", self.succeed("run", "sweep.exp", "fit@there", "--dry-run"))
        self.assertRegex(self.succeed("run", "sweep.exp", "fit@here", "--dry-run"), r"fit@here: .*running")
        self.succeed("plan", "sweep.exp")
        self.write("go", "")
        self.assertIn("6 succeeded", self.succeed("run", "sweep.exp", "fit@there"))
        self.assertEqual(running.wait(timeout=60), 0)

    def test_an_expc_that_was_killed_leaves_no_lock_and_its_living_runs_are_not_started_twice(self):
        self.write("fit.sh", SLOW)
        killed = self.begin("run", "sweep.exp", "fit@here", "--runs", "0-1")
        self.wait_for(lambda: len(self.records("state=running")) == 2)
        self.wait_for(lambda: len(self.started()) == 2)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        again = self.begin("run", "sweep.exp", "fit@here")
        self.wait_for(lambda: len(self.started()) > 2)
        self.write("go", "")
        said, errors = again.communicate(timeout=60)
        self.assertEqual(again.returncode, 1, said + errors)
        self.assertIn("fit@here: 4 new, 2 running; 4 runs to start", said)
        self.assertIn("2 runs that an earlier call started go on", errors)
        self.wait_for(lambda: len(self.started()) == 6)
        self.assertEqual(self.started(), list(range(6)))

    def test_living_runs_of_an_expc_that_was_killed_count_for_max_parallel(self):
        self.write("sweep.exp", self.read("sweep.exp").replace("max_parallel = 4", "max_parallel = 1"))
        self.write("fit.sh", SLOW)
        killed = self.begin("run", "sweep.exp", "fit@here", "--first", "1")
        self.wait_for(lambda: len(self.records("state=running")) == 1 and len(self.started()) == 1)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        said = self.fail_with(1, "run", "sweep.exp", "fit@here", "--runs", "3")
        self.assertIn("max_parallel = 1 is used up by them: nothing is started", said)
        self.assertEqual(self.started(), [0])
        self.write("go", "")
        self.wait_for(lambda: "succeeded" in self.expc("run", "sweep.exp", "fit@here", "--runs", "3").stdout)

    def test_what_a_run_left_in_its_process_group_keeps_it_running(self):
        self.write("fit.sh", SLOW.replace("while", "(while").replace("done\necho", "done)\necho"))
        killed = self.begin("run", "sweep.exp", "fit@here", "--first", "1")
        self.wait_for(lambda: len(self.records("state=running")) == 1 and len(self.started()) == 1)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        record = self.records("state=running")[0].read_text()
        os.kill(int(record.split("pid=")[1].split()[0]), signal.SIGKILL)
        time.sleep(0.1)
        self.assertIn("1 running; nothing to start", self.expc("run", "sweep.exp", "fit@here", "--first", "1").stdout)
        self.write("go", "")
        self.wait_for(lambda: "1 missing" in self.expc("run", "sweep.exp", "fit@here", "--first", "1", "--dry-run").stdout)

    def test_of_two_submissions_at_the_same_instant_one_submits(self):
        places = self.stand_in_for_slurm()
        self.write("hold", "")
        # A selection is submitted whatever was submitted before: nothing but the lock keeps this from happening twice.
        words = ("run", "sweep.exp", "fit@cluster", "--runs", "0-3")
        calls = [self.begin(*words, **places) for _ in range(2)]
        self.wait_for(lambda: any(call.poll() is not None for call in calls))
        refused, submitting = sorted(calls, key=lambda call: call.poll() is None)
        self.assertEqual(refused.returncode, 1)
        self.assert_names_the_holder(refused.stderr.read(), "fit@cluster", submitting)
        (self.folder / "hold").unlink()
        said, errors = submitting.communicate(timeout=60)
        self.assertEqual(submitting.returncode, 0, said + errors)
        self.assertEqual(len(self.read("calls").splitlines()), 1)

    def test_following_submits_the_rest_of_a_selection_once(self):
        self.write("sweep.exp", self.read("sweep.exp").replace('partition = "main"', "max_array_size = 3, max_submit = 2"))
        call = self.begin("run", "sweep.exp", "fit@cluster", "--runs", "0-2", "--follow", **self.stand_in_for_slurm())
        # Every job has left this queue at once, so there is always room: what is submitted twice goes on for ever.
        call.communicate(timeout=30)
        self.assertEqual([line.split()[0] for line in self.submitted()], ["fit.0.0[0-1]", "fit.0.1[0]"])

    def stand_in_for_slurm(self):
        """The variables with which expc and submit.sh find the stand-ins."""
        for name, text in (("sbatch", SBATCH), ("squeue", "#!/bin/sh\n")):
            self.write(name, text)
            (self.folder / name).chmod(0o755)
        return {name: str(self.folder / file) for name, file in
                (("EXPC_SBATCH", "sbatch"), ("EXPC_SQUEUE", "squeue"), ("CALLS", "calls"), ("HOLD", "hold"))}

    def submitted(self):
        lists = list((self.folder / "runs/.expc").glob("*/submitted.tsv"))
        return lists[0].read_text().splitlines() if lists else []

    def test_eight_builds_at_the_same_instant_leave_one_whole_tree(self):
        self.succeed("build", "sweep.exp")
        expected = {target: self.tree(target) for target in ("fit@here", "fit@cluster")}
        for _ in range(5):
            subprocess.run(["rm", "-rf", "build"], cwd=self.folder, check=True)
            calls = [self.begin("build", "sweep.exp") for _ in range(8)]
            for call in calls:
                said, errors = call.communicate(timeout=60)
                self.assertEqual((call.returncode, errors), (0, ""), said)
            self.assertEqual({target: self.tree(target) for target in expected}, expected)
            self.assert_nothing_is_left(2)

    def test_builds_of_two_programs_at_the_same_instant_do_not_mix(self):
        trees = []
        for steps in ("5", "50"):
            self.succeed("build", "sweep.exp", "fit@here", "--set", f"steps={steps}")
            trees.append(self.tree("fit@here"))
        self.assertNotEqual(*trees)
        for _ in range(5):
            calls = [self.begin("build", "sweep.exp", "fit@here", "--set", f"steps={steps}") for steps in ("5", "50") * 4]
            for call in calls:
                said, errors = call.communicate(timeout=60)
                self.assertEqual((call.returncode, errors), (0, ""), said)
            self.assertIn(self.tree("fit@here"), trees)
            self.assert_nothing_is_left(1)

    def assert_nothing_is_left(self, trees):
        names = [path.name for path in pathlib.Path(self.folder / "build/.store").iterdir()]
        self.assertEqual([name for name in names if name.startswith(".") and name != ".lock"], [])
        self.assertEqual(len(names), trees + 1, names)


unittest.main()
