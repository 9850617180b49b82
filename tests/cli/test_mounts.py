# SPDX-License-Identifier: MIT
"""Mounts that a run makes ready: folders of its own, uploads and clones, here and under each shell that task.sh may meet."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from shell import Case

PROGRAM = """\
mount code = { at = "/code" }
mount copy = { at = "/copy", mode = "rw" }
mount fast = { at = "/fast", mode = "rw" }

experiment look {
  space   = product { n in 0..<8 }
  mounts  = [code, copy, fast]
  outputs = { said = file("${run.dir}/said.txt") }
  command = ["sh", "${code.at}/look.sh", outputs.said, code.at, copy.at, fast.at]
}

platform here = local {
  max_parallel = 8
  storage = { code = upload { from = "src", exclude = ["*.o"] }, copy = upload { from = "src" }, fast = scratch { size = 1MiB } }
}
target look on here
"""

LOOK = """\
set -e
: > "$4/own"
: > "$3/own"
[ ! -e "$2/own" ]
printf '%s\\n' "$2" "$3" "$4" > "$1"
find "$2" ! -type d | LC_ALL=C sort | od -c >> "$1"
"""

CLONING = """\
mount code = { at = "/code" }

experiment look {
  space   = product { n in 0..<3 }
  mounts  = [code]
  workdir = code.at
  outputs = { said = file("${run.dir}/said.txt") }
  command = ["cp", "src/version", outputs.said]
}

platform here = local { storage = { code = git { repo = "." } } }
target look on here
"""

# A folder stands for the bucket: rclone copies to it as to any other remote.
COPYING = """\
mount data    = { at = "/data" }
mount results = { at = "/results", mode = "rw" }

experiment copy {
  space   = product { n in 0..<4 }
  mounts  = [data, results]
  outputs = { model = file("${results.at}/${run.id}/it's a model.pt") }
  command = ["sh", "work.sh", data.at, outputs.model, results.at, n]
}

platform here = local {
  max_parallel = 4
  storage = { data = bucket { url = "file://@folder@/in put" }, results = bucket { url = "file://@folder@/out put", @more@ } }
}
target copy on here
"""

WORK = """\
cp "$1/a b" "$2" && : > "$2.tmp" && : > "$1/own"
"""

# CI has it: there a skip would pass for a proof.
needs_rclone = unittest.skipUnless(shutil.which("rclone") or os.environ.get("CI"), "no rclone here: install rclone")
HOSTILE = ["a b", "new\nline", "-rf", "--", "$(echo no)", "it's \"so\"", "emoji \U0001f600", "*", "\\n", "tab\t", "x" * 200]


class Mounts(Case):
    def setUp(self):
        super().setUp()
        self.nodes = tempfile.TemporaryDirectory(prefix="expc-node-")
        self.addCleanup(self.nodes.cleanup)
        self.environment = {"TMPDIR": self.nodes.name}
        (self.folder / "src").mkdir()
        self.write("src/look.sh", LOOK)
        self.write("e.exp", PROGRAM)

    def said(self):
        return [path.read_text().splitlines() for path in sorted((self.folder / "runs").glob("look@here/look/*/said.txt"))]

    def shared(self):
        return sorted(path.name for path in (self.folder / "runs/.expc/uploads").iterdir())

    def left_on_the_node(self):
        return os.listdir(self.nodes.name)

    def git(self, *words, folder=None):
        return subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words], check=True,
                              cwd=folder or self.folder, capture_output=True, text=True).stdout.strip()

    def test_eight_runs_at_once_share_one_upload_and_nothing_else(self):
        for name in HOSTILE:
            self.write("src/" + name, name)
        self.write("src/a.o", "left out")
        self.assertIn("8 succeeded", self.succeed("run", "e.exp", environment=self.environment))
        said = self.said()
        self.assertEqual(len(said), 8)
        self.assertEqual(len({lines[0] for lines in said}), 1)
        self.assertEqual(len({place for lines in said for place in lines[1:3]}), 16)
        self.assertEqual(len({tuple(lines[3:]) for lines in said}), 1)
        unpacked = {path.name: path.read_text() for path in pathlib.Path(said[0][0]).iterdir()}
        self.assertEqual(unpacked, {**{name: name for name in HOSTILE}, "look.sh": LOOK})
        self.assertEqual(len(self.shared()), 2)
        self.assertEqual(self.left_on_the_node(), [])

    def test_the_script_of_a_run_says_the_same_under_each_shell(self):
        self.succeed("build", "e.exp")
        script = str((self.folder / "build/look@here/look/task.sh").resolve())
        places = {"EXPC_PROJECT": str(self.folder), "EXPC_RUN_ROOT": str(self.folder / "runs")}
        for number, shell in enumerate((["dash"], ["bash", "--posix"], ["busybox", "ash"])):
            done = subprocess.run([*shell, script, str(number)], cwd=self.folder, capture_output=True, text=True,
                                  env={**os.environ, **self.environment, **places})
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.left_on_the_node(), [])
        self.assertEqual(len({tuple(lines[3:]) for lines in self.said()}), 1)

    def test_equal_folders_are_equal_builds(self):
        self.succeed("build", "e.exp")
        first = os.readlink(self.folder / "build/look@here")
        self.assertIn("nothing changed", self.succeed("build", "e.exp"))
        os.utime(self.folder / "src/look.sh", (1, 1))
        self.assertIn("nothing changed", self.succeed("build", "e.exp"))
        self.write("src/new", "")
        self.succeed("build", "e.exp")
        self.assertNotEqual(os.readlink(self.folder / "build/look@here"), first)

    def test_a_run_that_was_killed_while_it_unpacked_does_no_harm(self):
        (self.folder / "bin").mkdir()
        self.write("bin/tar", f'#!/bin/sh\n{shutil.which("tar")} "$@" && : >"{self.folder}/unpacked" && exec sleep 600\n')
        (self.folder / "bin/tar").chmod(0o755)
        self.succeed("build", "e.exp")
        script = str((self.folder / "build/look@here/look/task.sh").resolve())
        environment = {**os.environ, **self.environment, "EXPC_PROJECT": str(self.folder),
                       "EXPC_RUN_ROOT": str(self.folder / "runs")}
        slow = {**environment, "PATH": f'{self.folder}/bin:{os.environ["PATH"]}'}
        run = subprocess.Popen(["sh", script, "0"], cwd=self.folder, env=slow, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not (self.folder / "unpacked").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        half = self.shared()
        self.assertEqual(len(half), 1)
        self.assertRegex(half[0], r"^code-[0-9a-f]{16}\.......$")
        subprocess.run(["sh", script, "0"], cwd=self.folder, env=environment, check=True)
        self.assertIn(half[0][:-7], self.shared())

    def test_a_run_that_is_told_to_end_takes_its_folders_with_it(self):
        self.write("src/look.sh", f': >"{self.folder}/started"\nexec sleep 600\n')
        self.succeed("build", "e.exp")
        script = str((self.folder / "build/look@here/look/task.sh").resolve())
        environment = {**os.environ, **self.environment, "EXPC_PROJECT": str(self.folder),
                       "EXPC_RUN_ROOT": str(self.folder / "runs")}
        for shell in (["dash"], ["bash", "--posix"], ["busybox", "ash"]):
            (self.folder / "started").unlink(missing_ok=True)
            run = subprocess.Popen([*shell, script, "0"], cwd=self.folder, env=environment, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 60
            while not (self.folder / "started").exists() and time.monotonic() < deadline:
                time.sleep(0.01)
            self.assertEqual(len(self.left_on_the_node()), 1)
            os.killpg(run.pid, signal.SIGTERM)
            self.assertEqual(run.wait(timeout=60), -signal.SIGTERM)
            self.assertEqual(self.left_on_the_node(), [])

    def test_a_folder_without_room_fails_the_run_before_it_starts(self):
        self.write("e.exp", PROGRAM.replace("1MiB", "1000TiB"))
        done = self.expc("run", "e.exp", "--first", "1", environment=self.environment)
        self.assertEqual(done.returncode, 1)
        record = next((self.folder / "runs/look@here/.status/look").glob("*/*")).read_text()
        self.assertIn("state=setup_failed", record)
        self.assertRegex(record, rf"reason=mount fast needs 1048576000 MiB, and {self.nodes.name} on \S+ has \d+\n")
        self.assertEqual(self.left_on_the_node(), [])

    def test_a_damaged_archive_fails_the_run_with_the_words_of_tar(self):
        self.succeed("build", "e.exp")
        tree = (self.folder / "build/look@here").resolve()
        next(tree.glob("uploads/code-*.tar")).write_bytes(b"\x01" * 700)
        self.assertEqual(subprocess.run([tree / "run.sh", "--runs", "0"], env={**os.environ, **self.environment},
                                        capture_output=True).returncode, 1)
        record = next((self.folder / "runs/look@here/.status/look").glob("*/*")).read_text()
        self.assertRegex(record, r"reason=mount code: cannot unpack it: .*tar.*\n")
        self.assertEqual(self.shared(), [])

    def cloned(self):
        """A project whose repository has a remote, with all of it pushed."""
        self.write("e.exp", CLONING)
        self.write("src/version", "one\n")
        self.write(".gitignore", "/remote\n")
        self.git("init", "--quiet", "--bare", "remote")
        self.git("init", "--quiet", "--initial-branch", "trunk")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "One")
        self.git("remote", "add", "origin", f"file://{self.folder}/remote")
        self.git("push", "--quiet", "origin", "trunk")

    def test_runs_see_the_commit_that_was_built(self):
        self.cloned()
        commit = self.git("rev-parse", "HEAD")
        self.assertIn("3 succeeded", self.succeed("run", "e.exp", environment=self.environment))
        self.assertEqual(self.said(), [["one"]] * 3)
        clone = self.folder / "runs/.expc/git" / commit
        self.assertEqual(self.git("rev-parse", "HEAD", folder=clone), commit)
        self.assertEqual(os.listdir(clone.parent), [commit])
        # A commit of earlier is still one of the remote's; the tree need not be clean for it.
        self.write("src/version", "two\n")
        self.write("e.exp", CLONING.replace('repo = "."', f'repo = ".", commit = "{commit[:8]}"'))
        shutil.rmtree(self.folder / "runs")
        self.assertIn("3 succeeded", self.succeed("run", "e.exp", environment=self.environment))
        self.assertEqual(self.said(), [["one"]] * 3)

    def test_a_tree_that_others_cannot_get_is_refused_with_the_way_out(self):
        self.cloned()
        self.write("src/version", "two\n")
        refused = self.fail_with(1, "build", "e.exp")
        self.assertIn("its tree differs from the last commit: ` M src/version`", refused)
        self.assertIn("`git add -A && git commit`, then `git push origin trunk`", refused)
        self.git("commit", "--quiet", "--all", "--message", "Two")
        refused = self.fail_with(1, "build", "e.exp")
        self.assertIn(f"no branch of `origin` has the commit {self.git('rev-parse', 'HEAD')[:10]} yet", refused)
        self.assertIn("push it: `git push origin trunk`", refused)
        self.git("push", "--quiet", "origin", "trunk")
        self.succeed("build", "e.exp")
        self.write("notes.txt", "")
        self.assertIn("`?? notes.txt`", self.fail_with(1, "build", "e.exp"))
        # `check` does not ask git.
        self.succeed("check", "e.exp")
        (self.folder / "notes.txt").unlink()
        self.git("remote", "remove", "origin")
        self.assertIn("has no remote `origin`", self.fail_with(1, "build", "e.exp"))

    def test_a_clone_that_fails_says_what_git_says(self):
        self.cloned()
        self.succeed("build", "e.exp")
        shutil.rmtree(self.folder / "remote")
        done = self.expc("run", "e.exp", "--first", "1", environment=self.environment)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        record = next((self.folder / "runs/look@here/.status/look").glob("*/*")).read_text()
        self.assertRegex(record, r"reason=mount code: cannot get [0-9a-f]{40} from file://\S+: fatal: .*\n")
        self.assertEqual(os.listdir(self.folder / "runs/.expc/git"), [])

    def bucket(self, work=WORK, more='include = ["*.pt"]'):
        (self.folder / "in put").mkdir()
        self.write("in put/a b", "content")
        self.write("work.sh", work)
        self.write("e.exp", COPYING.replace("@folder@", str(self.folder)).replace("@more@", more))

    def written_back(self):
        place = self.folder / "out put"
        return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())

    def records(self):
        return [path.read_text() for path in (self.folder / "runs/copy@here/.status/copy").glob("*/*")]

    def wait_for(self, condition):
        deadline = time.monotonic() + 60
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertTrue(condition())

    @needs_rclone
    def test_a_bucket_is_copied_in_and_what_runs_write_is_copied_back(self):
        self.bucket()
        self.assertIn("4 succeeded", self.succeed("run", "e.exp", environment=self.environment))
        ids = sorted(path.name for path in (self.folder / "runs/copy@here/copy").iterdir())
        self.assertEqual(self.written_back(), [f"{name}/it's a model.pt" for name in ids])
        self.assertEqual(os.listdir(self.folder / "in put"), ["a b"])
        self.assertEqual(self.left_on_the_node(), [])

    @needs_rclone
    def test_what_a_run_has_written_is_in_the_bucket_before_it_ends(self):
        self.bucket(WORK + f'until [ -e "{self.folder}/enough" ]; do sleep 0.05; done\n', "sync = 1s")
        self.succeed("build", "e.exp")
        script = str((self.folder / "build/copy@here/copy/task.sh").resolve())
        environment = {**os.environ, **self.environment, "EXPC_PROJECT": str(self.folder),
                       "EXPC_RUN_ROOT": str(self.folder / "runs")}
        for number, shell in enumerate((["dash"], ["bash", "--posix"], ["busybox", "ash"])):
            run = subprocess.Popen([*shell, script, str(number)], cwd=self.folder, env=environment, start_new_session=True)
            self.wait_for(lambda: len(self.written_back()) == 2)
            self.write("enough", "")
            self.assertEqual(run.wait(timeout=60), 0)
            for path in (self.folder / "enough", self.folder / "out put"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            self.assertEqual(self.left_on_the_node(), [])

    @needs_rclone
    def test_a_run_that_is_told_to_end_leaves_what_it_wrote_in_the_bucket(self):
        self.bucket(WORK + f': >"{self.folder}/started"; exec sleep 600\n')
        self.succeed("build", "e.exp")
        script = str((self.folder / "build/copy@here/copy/task.sh").resolve())
        environment = {**os.environ, **self.environment, "EXPC_PROJECT": str(self.folder),
                       "EXPC_RUN_ROOT": str(self.folder / "runs")}
        run = subprocess.Popen(["sh", script, "0"], cwd=self.folder, env=environment, start_new_session=True)
        self.wait_for((self.folder / "started").exists)
        os.killpg(run.pid, signal.SIGTERM)
        self.assertEqual(run.wait(timeout=60), -signal.SIGTERM)
        self.assertEqual(len(self.written_back()), 1)
        self.assertEqual(self.left_on_the_node(), [])

    @needs_rclone
    def test_a_run_whose_results_do_not_arrive_has_failed(self):
        self.bucket()
        self.write("out put", "no folder")
        done = self.expc("run", "e.exp", "--first", "1", environment=self.environment)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        (record,) = self.records()
        self.assertIn("state=failed\n", record)
        self.assertRegex(record, r"reason=mount results: cannot copy from \S+/results to :local:\S+ put: .+\n")
        self.assertEqual(self.left_on_the_node(), [])

    @needs_rclone
    def test_a_bucket_that_is_not_there_fails_the_run_before_it_starts(self):
        self.bucket()
        shutil.rmtree(self.folder / "in put")
        self.assertEqual(self.expc("run", "e.exp", "--first", "1", environment=self.environment).returncode, 1)
        (record,) = self.records()
        self.assertIn("state=setup_failed\n", record)
        self.assertRegex(record, r"reason=mount data: cannot copy from :local:.+: .*not found.*\n")
        self.assertFalse((self.folder / "out put").exists())

    def test_the_address_of_a_bucket_is_checked(self):
        self.bucket()
        self.write("e.exp", self.read("e.exp").replace("file://", "http://"))
        self.assertIn("begins with `s3://`, `gs://` or `file:///`", self.fail_with(1, "check", "e.exp"))


unittest.main(verbosity=2)
