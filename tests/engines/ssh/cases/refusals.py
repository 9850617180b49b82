# SPDX-License-Identifier: MIT
"""What the other side refuses is said in its own words, and nothing is half done."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_sshd import PrivateSshd  # noqa: E402
from workspace import PROGRAM, RemoteCase, main  # noqa: E402


class Login(PrivateSshd):
    """A login node without an engine: its clients are stand-ins that do nothing, since nothing gets so far."""

    @property
    def login(self):
        return self

    def wait_until_empty(self):
        pass

    def cancel_jobs(self):
        pass


class Refusals(RemoteCase):
    @classmethod
    def start_engine(cls):
        return Login(EXPC_SQUEUE="true", EXPC_SBATCH="true")

    def assert_refused(self, *words):
        done = self.run_expc()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(self.staged(), [])
        self.assertEqual(self.incoming(), [])

    def test_a_host_that_nobody_knows(self):
        self.write(PROGRAM, "nowhere.invalid")
        self.assert_refused("nowhere.invalid: ssh: Could not resolve hostname nowhere.invalid: ")

    def test_a_key_that_is_refused(self):
        self.write(PROGRAM, "stranger")
        self.assert_refused("Permission denied (publickey).", "use a key with an agent")

    def test_a_machine_whose_key_nobody_has_seen(self):
        self.write(PROGRAM, "newcomer")
        self.assert_refused("Host key verification failed.", "call `ssh newcomer` once")

    def test_a_folder_that_cannot_be_made(self):
        self.there.parent.mkdir(exist_ok=True)
        self.there.write_text("a file", encoding="ascii")
        self.assert_refused("mkdir: cannot create directory", "nothing was sent to login")

    def test_programs_that_are_missing_there(self):
        programs = pathlib.Path(self.login.path("few"))
        programs.mkdir(exist_ok=True)
        for name in ("bash", "sh", "mkdir", "true"):
            with contextlib.suppress(FileExistsError):
                (programs / name).symlink_to(shutil.which(name))
        self.profile(f"PATH={programs}\n")
        self.assert_refused("there is no rsync", "nothing was sent to login")
        self.profile("export EXPC_SBATCH=absent\n")
        self.assert_refused("there is no sbatch", "nothing was sent to login")
        self.profile("export EXPC_SQUEUE=absent\n")
        self.assert_refused("login: ", "absent: command not found")
        self.assertFalse(self.there.exists() and any(path.is_file() for path in self.there.rglob("*")))

    def test_a_client_that_refuses(self):
        self.profile("echo words of a profile\nexport EXPC_SBATCH=false\n")
        done = self.run_expc()
        self.assertEqual(done.returncode, 1)
        self.assertIn("error: submit.sh: false took no train.0.0", done.stderr)
        self.assertNotIn("words of a profile", done.stdout)
        self.assertNotIn("expc begins", done.stdout)

    def test_a_full_disk_there(self):
        self.there.mkdir(parents=True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", self.there], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"no file system of a given size: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.there], check=True)
        (self.project.folder / "weights.bin").write_bytes(os.urandom(1 << 20))
        self.assert_refused("No space left on device", "nothing was submitted")


if __name__ == "__main__":
    main()
