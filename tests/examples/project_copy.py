# SPDX-License-Identifier: MIT
"""A copy of an example in a folder of its own, and `expc` called in it; used by the tests of examples and README."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPC = os.path.abspath(os.environ.get("EXPC", "expc"))
WITHOUT_RESULTS = shutil.ignore_patterns("runs", "build", "results", "__pycache__")


class ExampleCase(unittest.TestCase):
    """`example` names the folder below examples/; each test gets a fresh copy as `self.folder`."""

    example = ""
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="expc-example.")) / "copy"
        self.addCleanup(shutil.rmtree, self.folder.parent)
        shutil.copytree(ROOT / "examples" / self.example, self.folder, ignore=WITHOUT_RESULTS)

    def call(self, *words, code=0):
        """Runs the words in the copy, expects the exit code, and returns what was printed."""
        environment = {**os.environ, "USER": "ada", "NO_COLOR": "1"}
        done = subprocess.run([str(word) for word in words], cwd=self.folder, env=environment, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=240)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def expc(self, *words, code=0):
        return self.call(EXPC, *words, code=code)

    def rows(self, file, *words):
        """Target -> its rows of `expc plan --runs --json`."""
        found = {}
        for line in self.expc("plan", file, "--runs", "--json", *words).splitlines():
            row = json.loads(line)
            found.setdefault(row["target"], []).append(row)
        return found

    def counts(self, file, *words):
        """(target, experiment) -> number of runs."""
        counted = {}
        for target, rows in self.rows(file, *words).items():
            for row in rows:
                key = (target, row["experiment"])
                counted[key] = counted.get(key, 0) + 1
        return counted
