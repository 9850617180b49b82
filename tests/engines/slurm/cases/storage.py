# SPDX-License-Identifier: MIT
"""Mounts that runs make ready on their node: the tasks of an array share an upload and a clone, and each has a folder of its own."""

import pathlib
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

PROGRAM = """\
mount code = { at = "/code" }
mount tool = { at = "/tool" }
mount fast = { at = "/fast", mode = "rw" }

experiment e {
  space     = product { n in 0..<8 }
  mounts    = [code, tool, fast]
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  outputs   = { said = file("${run.dir}/said.txt") }
  command   = ["sh", "${code.at}/look here.sh", outputs.said, tool.at, fast.at]
}
platform cluster = slurm {
  storage = {
    code = upload { from = "src" }
    tool = git { repo = "tool" }
    fast = scratch { size = 1MiB }
  }
}
target e on cluster
"""

LOOK = """\
: > "$3/own"
cat "$2/version" > "$1"
printf '%s\\n' "$0" "$3" >> "$1"
"""


class Storage(SlurmCase):
    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words], check=True,
                       cwd=self.project.folder / "tool", capture_output=True)

    def test_the_tasks_of_an_array_see_the_same_code_and_folders_of_their_own(self):
        for folder in ("src", "tool"):
            (self.project.folder / folder).mkdir()
        self.project.write("src/look here.sh", LOOK)
        self.project.write("tool/version", "one\n")
        subprocess.run(["git", "init", "-q", "--bare", self.project.folder / "remote"], check=True)
        self.git("init", "-q", "-b", "trunk")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "One")
        self.git("remote", "add", "origin", f"file://{self.project.folder}/remote")
        self.git("push", "-q", "origin", "trunk")
        self.project.write("e.exp", PROGRAM)
        self.run_to_the_end("e.exp", "e@cluster")
        rows = self.project.plan_rows("e.exp", "e@cluster")
        self.assert_all(rows, "succeeded")
        said = [(self.project.run_folder("e@cluster", "e", row["id"]) / "said.txt").read_text().splitlines() for row in rows]
        self.assertEqual({lines[0] for lines in said}, {"one"})
        self.assertEqual(len({lines[1] for lines in said}), 1)
        self.assertTrue(said[0][1].startswith(f"{self.project.folder}/runs/.expc/uploads/code-"))
        self.assertEqual(len({lines[2] for lines in said}), 8)
        self.assertEqual([lines[2] for lines in said if pathlib.Path(lines[2]).exists()], [])


main()
