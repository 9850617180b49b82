# SPDX-License-Identifier: MIT
"""Sweeps on Ray: the words and environment of the plan, however runs end, whoever ends them, and what they share."""

import collections
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import LOCAL, RayCase, StandIns, main  # noqa: E402
from hostile_sweep import assert_arrived, program  # noqa: E402

# The runs of `shared` wait for each other: each writes which GPU it sees, and goes on when all four have.
PROGRAM = program() + """\
experiment shared {
  space     = product { n in 0..<4 }
  resources = { gpus = 1, gpu_share = 0.5, time = 2m }
  command   = ["/bin/sh", "-c", 'echo "$CUDA_VISIBLE_DEVICES" > gpu.$0; until [ $(ls gpu.* | wc -l) = 4 ]; do sleep 0.05; done', n]
}
experiment again {
  space   = product { n in 0..<2 }
  retry   = { attempts = 2, on = ["failure"] }
  command = ["/bin/sh", "-c", 'echo attempt $EXPC_ATTEMPT; test $EXPC_ATTEMPT -gt $0', n]
}
experiment grows {
  resources = { memory = 64MiB * attempt, time = 2s * attempt }
  retry     = { attempts = 3, on = ["timeout"] }
  command   = ["/bin/sh", "-c", 'echo attempt $EXPC_ATTEMPT; sleep 3']
}
experiment ends {
  space     = product { code in [0, 3], cpus in 1..=2 }
  resources = { cpus = cpus }
  command   = ["/bin/sh", "-c", 'echo once >> ends.$0.$1; exit "$0"', code, cpus]
}
experiment late {
  resources = { time = 1s }
  command   = ["/bin/sh", "-c", 'sleep 600 & echo $! > late; wait']
}
experiment prepared {
  setup   = [bash { run = "command -v ray >/dev/null; export PREPARED=yes; echo prepared" }]
  env     = { KEY = key }
  command = ["/bin/sh", "-c", 'test "$PREPARED $KEY $MY_KEY" = "yes s3cret "']
}
experiment parent {
  space   = product { n in 0..<2 }
  command = ["/bin/sh", "-c", 'exit "$0"', n]
}
experiment child {
  space   = product { ...parent.space }
  after   = [each(parent)]
  command = ["true"]
}
mount sent = { at = "/code" }
mount fast = { at = "/fast", mode = "rw" }
experiment made {
  space   = product { n in 0..<3 }
  mounts  = [sent, fast]
  command = ["/bin/sh", "-c", ': >"$1/$2"; ls "$0" "$1"', sent.at, fast.at, n]
}
secret key = env("MY_KEY")
platform cluster = ray {
  custom_resources = { licence = 0.25 }
  secrets          = { key = env("MY_KEY") }
  storage          = { sent = upload { from = "src" }, fast = scratch { size = 1MiB } }
}
target all = [h, shared, again, grows, ends, late, prepared, parent, child, made] on cluster
"""

MADE_THERE = """\
mount code    = { at = "/code" }
mount fast    = { at = "/fast", mode = "rw" }
mount results = { at = "/results", mode = "rw" }
experiment e {
  space   = product { n in 0..<3 }
  mounts  = [code, fast, results, there]
  outputs = { result = file("${results.at}/${run.id}/result") }
  command = ["/bin/sh", "-c", 'echo $(cat "$0/word") $3 > "$1/own" && mv "$1/own" "$2"', code.at, fast.at, outputs.result, n]
}
target e on cluster
"""

LONG = """\
experiment e {
  space   = product { n in 0..<2 }
  command = ["/bin/sh", "-c", 'echo $$ >> pids.$0; test $EXPC_ATTEMPT = 2 || exec sleep 600', n]
}
platform cluster = ray { address = "auto", max_parallel = 2 }
target e on cluster
"""


def is_alive(process):
    """Whether it exists and is no zombie."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Sweep(RayCase):
    def lines(self, name):
        path = self.project.folder / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def wait_until(self, what, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() >= end:
                self.fail(f"{what}\n{self.engine.logs()}")
            time.sleep(0.05)

    def start(self, *words):
        process = subprocess.Popen(words, cwd=self.project.folder, env=self.engine.environment(), stdin=subprocess.DEVNULL,
                                   stdout=self.output("w"), stderr=subprocess.STDOUT)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process

    def output(self, mode):
        """What a call of `start` says."""
        file = open(self.project.folder / "said", mode, encoding="utf-8")
        self.addCleanup(file.close)
        return file

    def rows(self, experiment):
        return [row for row in self.all_rows if row["experiment"] == experiment]

    def assert_states(self, experiment, *states):
        self.assertEqual(self.project.states(self.rows(experiment)), list(states), self.engine.logs())

    def test_runs_of_all_kinds_and_what_is_started_again(self):
        self.project.write("all.exp", PROGRAM)
        (self.project.folder / "src").mkdir()
        self.project.write("src/sent", "")
        done = self.project.expc("run", "all.exp", environment={"MY_KEY": "s3cret"})
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 1, said)
        self.all_rows = self.project.plan_rows("all.exp")
        with self.subTest("words and environment are the plan's"):
            assert_arrived(self, self.rows("h"))
        with self.subTest("two runs share each GPU at the same time"):
            self.assert_states("shared", *["succeeded"] * 4)
            seen = collections.Counter(self.lines(f"gpu.{n}")[0] for n in range(4))
            self.assertEqual(seen, {"0": 2, "1": 2})
        with self.subTest("a failed run is tried again as often as `retry` says, and its logs are kept"):
            self.assert_states("again", "succeeded", "succeeded")
            self.assertEqual([self.project.status(row)["attempt"] for row in self.rows("again")], ["1", "2"])
        with self.subTest("each attempt has what `resources` give it"):
            self.assert_states("grows", "succeeded")
            self.assertEqual([self.project.status(row)["attempt"] for row in self.rows("grows")], ["2"])
            folder = self.project.run_folder("all", "again", self.rows("again")[1]["id"])
            self.assertEqual([(folder / name).read_text() for name in ("out.1.log", "out.log")], ["attempt 1\n", "attempt 2\n"])
        with self.subTest("a failed run is not tried again unasked"):
            self.assert_states("ends", "succeeded", "succeeded", "failed", "failed")
            self.assertEqual([self.lines(f"ends.3.{cpus}") for cpus in (1, 2)], [["once"], ["once"]])
            self.assertIn("failed (exit code 3): ends 2\n", said)
        with self.subTest("time is kept, and the whole group ends"):
            self.assert_states("late", "timed_out")
            self.assertFalse(is_alive(self.lines("late")[0]))
            self.assertIn("failed (timed out): late 0\n", said)
        with self.subTest("setup and secrets"):
            self.assert_states("prepared", "succeeded")
            self.assertEqual(self.lines("runs/all/.ray/prepared.0.log"), ["prepared"])
        with self.subTest("runs wait for runs"):
            self.assert_states("parent", "succeeded", "failed")
            self.assert_states("child", "succeeded", "skipped")
        with self.subTest("mounts that a run makes ready"):
            self.assert_states("made", *["succeeded"] * 3)
            for n, row in enumerate(self.rows("made")):
                lines = (self.project.run_folder("all", "made", row["id"]) / "out.log").read_text().splitlines()
                self.assertEqual((lines[1], lines[4]), ("sent", str(n)))
        with self.subTest("the summary"):
            runs = len(self.all_rows)
            self.assertIn(f"{runs} runs: {runs - 5} succeeded, 4 failed, 1 skipped\n", said)
        with self.subTest("done runs are not started again"):
            done = self.project.expc("run", "all.exp", "--dry-run", environment={"MY_KEY": "s3cret"})
            self.assertIn("5 runs to start\n  ends 2-3\n  late 0\n  parent 1\n  child 1\n", done.stdout)

    def test_a_lost_worker_costs_an_attempt_and_an_interruption_ends_all_runs(self):
        self.project.write("e.exp", LONG)
        driver = self.start(self.project.program(), "run", "e.exp")
        self.wait_until("two runs", lambda: self.lines("pids.0") and self.lines("pids.1"))
        lost, = self.engine.workers("e 0.0")
        os.kill(lost, signal.SIGKILL)
        rows = self.project.plan_rows("e.exp")
        self.wait_until("another attempt", lambda: self.project.status(rows[0])["state"] == "succeeded")
        self.assertEqual([self.project.status(row)["attempt"] for row in rows], ["2", "1"])
        processes = self.lines("pids.0") + self.lines("pids.1")
        self.assertEqual([is_alive(process) for process in processes], [False, False, True])
        self.refuse_a_second_driver()
        driver.send_signal(signal.SIGINT)
        driver.wait(timeout=60)
        said = self.output("r").read()
        self.assertEqual(driver.returncode, 1, said)
        self.assertIn("2 runs: 1 succeeded, 0 failed, 1 cancelled\n", said)
        self.assertFalse(any(is_alive(process) for process in processes))
        self.assertEqual(self.project.states(rows), ["succeeded", "cancelled"])

    def refuse_a_second_driver(self):
        other = self.project.call("sh", "build/e@cluster/submit.sh")
        self.assertEqual((other.returncode, other.stdout), (1, ""))
        self.assertIn("runs of e@cluster are being started already: by process", other.stderr)
        self.assertIn("1 done, 1 running; nothing to start", self.project.expc("run", "e.exp", "--dry-run").stdout)

    def test_a_driver_that_is_killed_takes_its_runs_with_it(self):
        self.project.write("e.exp", LONG)
        self.succeed(self.project.expc("build", "e.exp"))
        driver = self.start("sh", "build/e@cluster/submit.sh", "--runs", "e:1")
        self.wait_until("one run", lambda: self.lines("pids.1"))
        driver.kill()
        driver.wait()
        self.wait_until("the end of its run", lambda: not is_alive(self.lines("pids.1")[0]))
        self.assertEqual(self.lines("pids.0"), [])
        row = self.project.plan_rows("e.exp")[1]
        self.wait_until("its record", lambda: self.project.status(row)["state"] == "cancelled")
        self.assertIn("2 runs to start", self.project.expc("run", "e.exp", "--dry-run").stdout)

    def test_what_cannot_be_done_is_said(self):
        self.project.write("e.exp", LONG)
        self.succeed(self.project.expc("build", "e.exp"))
        for words, environment, code, sentence in (
                (("--runs", "0-7"), {}, 2, "e has no run 7: the last is 1"),
                (("--runs", "x:0"), {}, 2, "no such runs"),
                ((), {"EXPC_RAY_ADDRESS": "127.0.0.1:1"}, 1, "cannot reach the Ray cluster '127.0.0.1:1'"),
                ((), {"EXPC_PYTHON": "/usr/bin/python3"}, 1, "/usr/bin/python3 has no ray")):
            done = self.project.call("sh", "build/e@cluster/submit.sh", *words, environment=environment)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
            self.assertIn(sentence, done.stderr)
        self.assertFalse((self.project.folder / "runs" / "e@cluster").exists())

    def test_a_started_cluster_is_sent_the_project_and_the_driver_starts_there(self):
        """The real Ray behind a stand-in that does on this machine what `ray exec` and `ray rsync-up` do on another."""
        cluster = StandIns(self)
        cluster.build(LOCAL, '  extra_flags = ["--no-restart"]\n')
        self.assertRegex(cluster.script("up.sh", "-y").calls, r"^ray up --no-restart -y \S*/cluster.yaml\n$")
        self.assertRegex(cluster.script("attach.sh", "--tmux").calls, r"^ray attach --tmux \S*/cluster.yaml\n$")
        self.assertEqual(cluster.script("exec.sh", "echo  \"it's\"").stdout, "it's\n")
        done = self.succeed(cluster.script("submit.sh", "--runs", "0-1"))
        self.assertIn("2 runs: 2 succeeded, 0 failed\n", done.stdout)
        rows = self.project.plan_rows("e.exp")
        reports = sorted(cluster.there.glob("e@cluster/e/*/report.json"))
        argv = sorted(json.loads(report.read_text())["argv"][2:] for report in reports)
        self.assertEqual(argv, sorted(row["argv"][2:] for row in rows[:2]))
        done = self.succeed(cluster.script("submit.sh"))
        self.assertIn("3 runs: 1 succeeded, 0 failed, 2 done before\n", done.stdout)
        done = self.succeed(cluster.script("submit.sh", "--all"))
        self.assertIn("3 runs: 3 succeeded, 0 failed\n", done.stdout)
        done = self.project.expc("run", "e.exp")
        self.assertEqual(done.returncode, 1)
        self.assertIn("are recorded on a cluster of their own", done.stderr)

    def test_runs_of_a_started_cluster_make_their_mounts_ready(self):
        cluster = StandIns(self)
        (self.project.folder / "src").mkdir()
        (self.project.folder / "bucket").mkdir()
        self.project.write("src/word", "sent\n")
        storage = 'code = upload { from = "src" }, fast = scratch {}, results = bucket { url = "file://' + str(self.project.folder) + '/bucket" }'
        cluster.build(LOCAL, experiment=MADE_THERE, storage=storage)
        done = self.succeed(cluster.script("submit.sh"))
        self.assertIn("3 runs: 3 succeeded, 0 failed\n", done.stdout)
        results = sorted(path.read_text() for path in (self.project.folder / "bucket").glob("*/result"))
        self.assertEqual(results, ["sent 0\n", "sent 1\n", "sent 2\n"])
        cluster_file = (self.project.folder / "build/e@cluster/cluster.yaml").read_text()
        self.assertNotIn("--mount", cluster_file)
        # In one container for all runs no run has a folder of its own at a fixed place.
        cluster.build(LOCAL, experiment=MADE_THERE.replace("mounts  ", "container = image\n  mounts  ") + 'container image { oci = "lab/image:1" }\n',
                      storage=storage, refused="mount `code` from `upload`")


main()
