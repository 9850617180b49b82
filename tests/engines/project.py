# SPDX-License-Identifier: MIT
"""What the cases of all engines share: a project in a folder of its own, `expc` called in it, and what its runs reported.

An engine is a `with` block that has `environment()`, `wait_until_empty()` and `logs()`; its folder has a class that
extends EngineCase, and a `main` that calls `main_of`. Without the engine a case is skipped with the reason, or fails if
EXPC_REQUIRE_ENGINES names the engine (a skip must never pass for a proof).
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent
EXPC = os.environ.get("EXPC", "expc")


class Workspace:
    """A project folder with report.py in it; gone after `remove()`."""

    def __init__(self, engine):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="expc-project."))
        self.engine = engine
        shutil.copy(HERE / "report.py", self.folder)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def call(self, *words, environment=None, timeout=120, **more):
        """Any program in the project's folder, with this engine; never raises for an exit code."""
        merged = {**self.engine.environment(), **(environment or {})}
        done = subprocess.run([str(w) for w in words], cwd=self.folder, env=merged, capture_output=True,
                              timeout=timeout, stdin=subprocess.DEVNULL, **more)
        # Not text=True: that would turn carriage returns into newlines.
        done.stdout, done.stderr = (os.fsdecode(text) for text in (done.stdout, done.stderr))
        return done

    @staticmethod
    def program():
        return EXPC

    def expc(self, *words, **more):
        return self.call(EXPC, *words, **more)

    def plan_rows(self, file, target=None, *words):
        """The objects of `expc plan --runs --json`, of one target if it is given."""
        done = self.expc("plan", file, "--runs", "--json", *words)
        if done.returncode != 0:
            raise AssertionError(f"expc plan ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        rows = [json.loads(line) for line in done.stdout.split("\n")[:-1]]
        return [row for row in rows if target in (None, row["target"])]

    def run_folder(self, target, experiment, run_id):
        return self.folder / "runs" / target / experiment / run_id

    def report(self, row):
        """What the run of that row of the plan saw, or None if it never started."""
        path = self.run_folder(row["target"], row["experiment"], row["id"]) / "report.json"
        return json.loads(path.read_text(encoding="ascii")) if path.exists() else None

    def status(self, row):
        """The status file of a run as a dictionary; empty if there is none."""
        path = self.folder / "runs" / row["target"] / ".status" / row["experiment"] / row["id"][:2] / row["id"]
        if not path.exists():
            return {}
        return dict(line.partition("=")[::2] for line in path.read_text(encoding="utf-8").splitlines())

    def states(self, rows):
        return [self.status(row).get("state", "none") for row in rows]

    def forget_reports(self):
        for path in self.folder.glob("runs/*/*/*/report.json"):
            path.unlink()

    def expected_argv(self, row, report):
        """The plan's argv with what only the run knows filled in from what the run itself was told."""
        return [self._resolved(word, report) for word in row["argv"]]

    def expected_environment(self, row, report):
        return {name: self._resolved(value, report) for name, value in row["env"].items()}

    @staticmethod
    def _resolved(word, report):
        parts = word if isinstance(word, list) else [word]
        known = {"run.dir": report["environment"].get("EXPC_RUN_DIR")}
        return "".join(part if isinstance(part, str) else known[part["runtime"]] for part in parts)


class EngineCase(unittest.TestCase):
    """One engine for the file's tests, one fresh project for each test."""

    maxDiff = None
    engine = None

    @classmethod
    def start_engine(cls):
        """The engine as a context manager."""
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        cls.engine = cls.enterClassContext(cls.start_engine())

    def setUp(self):
        self.project = Workspace(self.engine)
        self.addCleanup(self.project.remove)

    def succeed(self, done):
        """The process ended with 0; otherwise the failure shows all that it said."""
        self.assertEqual(done.returncode, 0, f"{done.args}\n{done.stdout}{done.stderr}")
        return done

    def run_to_the_end(self, file, target, *words, **more):
        """`expc run` and then the engine's queue until it is empty."""
        done = self.succeed(self.project.expc("run", file, target, *words, **more))
        self.engine.wait_until_empty()
        return done

    def assert_all(self, rows, state):
        self.assertEqual(self.project.states(rows), [state] * len(rows), self.engine.logs())

    def assert_saw_what_the_plan_says(self, rows):
        """argv, workdir and declared environment of each run equal the plan's, and no parameter is invented."""
        for row in rows:
            report = self.project.report(row)
            self.assertIsNotNone(report, f"run {row['index']} of {row['target']} reported nothing")
            self.assertEqual(report["argv"], self.project.expected_argv(row, report))
            seen, declared = report["environment"], self.project.expected_environment(row, report)
            self.assertEqual({name: seen.get(name) for name in declared}, declared)
            parameters = {name for name in seen if name.startswith("EXPC_PARAM_")}
            self.assertEqual(parameters, {name for name in declared if name.startswith("EXPC_PARAM_")})
            self.assertEqual(os.path.realpath(report["workdir"]), os.path.realpath(self.project.folder))


def main_of(engine, packages, missing):
    """Runs the tests of a file; `missing` are programs of Debian's `packages` that this machine does not have."""
    if missing:
        print(f"no {', '.join(missing)} here: install {packages}")
        sys.exit(1 if engine in os.environ.get("EXPC_REQUIRE_ENGINES", "").split(",") else SKIPPED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    unittest.main(verbosity=2)
