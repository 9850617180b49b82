# SPDX-License-Identifier: MIT
"""A folder with a project in it, and calls of expc there."""

import os
import pathlib
import subprocess
import tempfile
import unittest

SWEEP = """\
space grid = product {
  lr   in [0.1, 0.2]
  seed in 0..<3
}

input steps: Int = 5

experiment fit {
  space     = grid
  resources = { time = 1m }
  outputs   = { said = file("${run.dir}/said.txt") }
  command   = ["sh", "fit.sh", ...flags(params), "--steps", steps, "--out", outputs.said]
}

platform here    = local { max_parallel = 4 }
platform cluster = slurm { partition = "main" }

target fit on here
target fit on cluster
"""

FIT = """\
for word; do out=$word; done
echo "$*" > "$out"
[ ! -e "fail-$EXPC_RUN_INDEX" ]
"""


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="expc-cli-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.write("sweep.exp", SWEEP)
        self.write("fit.sh", FIT)

    def write(self, path, text):
        (self.folder / path).write_text(text)

    def read(self, path):
        return (self.folder / path).read_text()

    def expc(self, *words, **options):
        environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", **options.pop("environment", {}))
        options = {"cwd": self.folder, "stdin": subprocess.DEVNULL, "capture_output": True, "timeout": 120, **options}
        return subprocess.run([os.environ["EXPC"], *words], env=environment, text=True, **options)

    def succeed(self, *words, **options):
        done = self.expc(*words, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def fail_with(self, code, *words, **options):
        done = self.expc(*words, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr

    def files(self, folder):
        """Every file below a folder with its content; links are not followed."""
        return {str(path.relative_to(self.folder)): path.read_bytes()
                for path in sorted((self.folder / folder).rglob("*")) if path.is_file() and not path.is_symlink()}

    def tree(self, target):
        """The files of a built target."""
        root = (self.folder / "build" / target).resolve()
        return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}
