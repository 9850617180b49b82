# SPDX-License-Identifier: MIT
"""What git says of the project is shown by `plan` and kept, for its owner only, by `run`."""

import os
import shutil
import stat
import subprocess
import unittest

from shell import Case


SENT = """\
mount lib  = { at = "/lib" }
mount part = { at = "/part" }
experiment fit {
  mounts  = [lib, part]
  command = ["true"]
}
platform here = local { storage = { lib = upload { from = "lib" }, part = upload { from = "part" } } }
target fit on here
"""


class Source(Case):
    def git(self, *words):
        return subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words], cwd=self.folder,
                              check=True, capture_output=True, text=True).stdout.strip()

    def commit(self):
        self.git("init", "--quiet", "--initial-branch", "trunk")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "The first sweep")
        return self.git("rev-parse", "HEAD")

    def kept(self):
        return sorted((self.folder / "runs/fit@here/.source").glob("*"))

    def test_without_a_repository_nothing_is_said_or_kept(self):
        self.assertNotIn("source:", self.succeed("plan", "sweep.exp"))
        self.succeed("run", "sweep.exp", "fit@here", "--first", "1")
        self.git("init", "--quiet")
        self.assertNotIn("source:", self.succeed("plan", "sweep.exp"))
        self.assertEqual(self.kept(), [])

    def test_an_upload_from_a_repository_of_its_own_is_told_of_too(self):
        self.commit()
        (self.folder / "lib").mkdir()
        self.write("lib/code.py", "")
        (self.folder / "part").mkdir()
        self.write("part/code.py", "")
        self.write("sent.exp", SENT)
        subprocess.run(["git", "init", "--quiet", "--initial-branch", "side", "lib"], cwd=self.folder, check=True)
        self.git("-C", "lib", "add", ".")
        self.git("-C", "lib", "commit", "--quiet", "--message", "The library")
        commit = self.git("-C", "lib", "rev-parse", "HEAD")
        self.assertIn(f"source of `lib`: commit {commit[:10]} on side\n", self.succeed("plan", "sent.exp"))
        self.write("lib/code.py", "changed = 1\n")
        said = self.succeed("plan", "sent.exp")
        self.assertIn(f"source of `lib`: commit {commit[:10]} on side, 1 file changed\n", said)
        self.assertNotIn("source of `part`", said)
        self.succeed("run", "sent.exp")
        record, = self.kept()
        _, _, of_lib = record.read_text().partition("\nupload lib\n")
        self.assertTrue(of_lib.startswith(f"commit {commit}\nbranch side\n M code.py\ndiff "), of_lib)
        self.assertIn("+changed = 1\n", of_lib)
        self.assertNotIn("upload part", record.read_text())

    def test_without_git_runs_start_all_the_same(self):
        self.commit()
        (self.folder / "bin").mkdir()
        (self.folder / "bin/sh").symlink_to("/bin/sh")
        environment = {"PATH": str(self.folder / "bin")}
        self.assertNotIn("source:", self.succeed("plan", "sweep.exp", environment=environment))
        self.assertIn("6 succeeded", self.succeed("run", "sweep.exp", "fit@here", environment=environment))
        self.assertEqual(self.kept(), [])

    def test_plan_shows_the_commit_and_what_differs_from_it(self):
        commit = self.commit()
        self.assertIn(f"source: commit {commit[:10]} on trunk\n", self.succeed("plan", "sweep.exp"))
        self.succeed("run", "sweep.exp", "fit@here")
        # Folders that expc writes are no sources.
        self.assertIn(f"source: commit {commit[:10]} on trunk\n", self.succeed("plan", "sweep.exp"))
        self.write("fit.sh", self.read("fit.sh") + "# changed\n")
        self.write("notes.txt", "")
        self.git("checkout", "--quiet", "--detach")
        self.assertIn(f"source: commit {commit[:10]}, 1 file changed, 1 untracked\n", self.succeed("plan", "sweep.exp"))

    def test_plan_and_run_say_how_far_the_branch_is_from_the_one_that_it_follows(self):
        commit = self.commit()
        self.git("branch", "upstream")
        self.git("branch", "--quiet", "--set-upstream-to", "upstream")
        self.assertIn(f"source: commit {commit[:10]} on trunk\n", self.succeed("plan", "sweep.exp"))
        self.git("commit", "--quiet", "--allow-empty", "--message", "Not pushed")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Nor this")
        other = self.git("commit-tree", f"{commit}^{{tree}}", "-p", commit, "-m", "By somebody else")
        self.git("update-ref", "refs/heads/upstream", other)
        commit = self.git("rev-parse", "HEAD")
        self.assertIn(f"source: commit {commit[:10]} on trunk, 2 ahead, 1 behind\n", self.succeed("plan", "sweep.exp"))
        self.succeed("run", "sweep.exp", "fit@here")
        record, = self.kept()
        self.assertEqual(record.read_text(), f"commit {commit}\nbranch trunk\nahead 2\nbehind 1\n")

    def test_run_keeps_the_commit_and_the_diff_for_its_owner(self):
        commit = self.commit()
        self.write("fit.sh", self.read("fit.sh") + "# key=hunter2\n")
        self.write("secret.txt", "untracked-content")
        self.succeed("run", "sweep.exp", "fit@here")
        record, = self.kept()
        text = record.read_text()
        self.assertTrue(text.startswith(f"commit {commit}\nbranch trunk\n M fit.sh\n?? secret.txt\ndiff --git "), text)
        self.assertIn("+# key=hunter2\n", text)
        self.assertNotIn("untracked-content", text)
        self.assertEqual(stat.S_IMODE(os.stat(record).st_mode), 0o600)
        self.assertRegex(record.name, r"^\d{8}T\d{6}Z$")
        self.succeed("run", "sweep.exp", "fit@here", "--all")
        self.assertEqual(self.kept(), [record])

    def test_a_large_diff_is_cut_and_says_so(self):
        self.write("data.txt", "")
        self.commit()
        self.write("data.txt", "0123456789abcde\n" * 100_000)
        self.succeed("run", "sweep.exp", "fit@here", "--first", "1")
        record, = self.kept()
        self.assertEqual(record.stat().st_size, 1 << 20)
        self.assertTrue(record.read_text().endswith("\n(cut here: no more than 1 MiB is kept)\n"))

    def test_the_repository_runs_nothing_and_stays_as_it_is(self):
        self.commit()
        self.write(".gitattributes", "*.sh diff=evil\n")
        self.git("config", "diff.evil.textconv", "touch ran; cat")
        self.git("config", "diff.external", "touch ran;")
        self.git("config", "core.fsmonitor", "touch ran;")
        os.utime(self.folder / "fit.sh")
        index = (self.folder / ".git/index").read_bytes()
        self.write("fit.sh", self.read("fit.sh") + "# more\n")
        self.succeed("run", "sweep.exp", "fit@here", "--first", "1")
        self.assertFalse((self.folder / "ran").exists())
        self.assertEqual((self.folder / ".git/index").read_bytes(), index)

    def test_each_state_is_kept_also_within_one_second(self):
        self.commit()
        for number in range(3):
            self.succeed("run", "sweep.exp", "fit@here", "--runs", str(number))
            self.write("fit.sh", self.read("fit.sh") + f"# {number}\n")
        kept = [path.read_text() for path in self.kept()]
        self.assertEqual([text.count("\n+# ") for text in kept], [0, 1, 2])

    def test_a_target_that_cannot_keep_it_starts_nothing(self):
        self.commit()
        self.succeed("run", "sweep.exp", "fit@here", "--first", "1")
        shutil.rmtree(self.folder / "runs/fit@here/.source")
        (self.folder / "runs/fit@here/.source").write_text("a file")
        said = self.fail_with(1, "run", "sweep.exp", "fit@here")
        self.assertRegex(said, r"cannot create folder `\S+/runs/fit@here/.source`: Not a directory|File exists")
        self.assertIn("5 new, 1 done", self.succeed("run", "sweep.exp", "fit@here", "--dry-run"))


unittest.main()
