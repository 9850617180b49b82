# SPDX-License-Identifier: MIT
"""A disk that is full, or read-only: one clear error, exit code 1, and nothing half-written is to be seen.

Each call of expc stands on a file system of its own, in memory, that only this test sees. Where the machine does not let a
test mount one, it says so and is skipped.
"""

import os
import re
import subprocess
import unittest

from shell import Case

MOUNT = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
# The project is copied into the small file system; `df` tells what is left.
ENTER = 'mount -t tmpfs -o "$OPTIONS" tmpfs "$DISK" && cp sweep.exp fit.sh "$DISK" && cd "$DISK" && '


def cannot_mount():
    """Why no file system can be mounted here, or nothing."""
    try:
        done = subprocess.run([*MOUNT, "mount -t tmpfs tmpfs /mnt"], capture_output=True, text=True)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else None


WHY_NOT = cannot_mount()


@unittest.skipIf(WHY_NOT, f"no file system can be mounted here: {WHY_NOT}")
class Disk(Case):
    def setUp(self):
        super().setUp()
        (self.folder / "disk").mkdir()

    def on_a_disk(self, options, script):
        """What a shell says and makes on a new file system; its last lines are the files that are there."""
        environment = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", OPTIONS=options, DISK=str(self.folder / "disk"))
        done = subprocess.run([*MOUNT, ENTER + script + '\ncode=$?; echo ----; find . ! -type d | sort; exit "$code"'], cwd=self.folder,
                              env=environment, text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
        said, files = done.stdout.split("----\n")
        return done.returncode, said, done.stderr, files.split()

    def test_a_build_that_finds_no_room_leaves_nothing(self):
        seen = set()
        # From no block at all up to the last but one that the build needs: every file of it is the first without room.
        for blocks in range(1, 16):
            script = f'head -c {blocks * 4096} /dev/zero > filler 2>/dev/null; "$EXPC" build sweep.exp'
            code, said, errors, files = self.on_a_disk("size=64k", script)
            if code == 0:
                continue
            self.assertEqual(code, 1)
            self.assertRegex(errors, r"^error: cannot (write|create folder) `build/\S+`: No space left on device\n$")
            self.assertEqual(said, "")
            self.assertEqual([file for file in files if file.startswith("./build") and not file.endswith("/.lock")], [])
            seen.add(errors.rsplit("/", 1)[1].split("`")[0])
        self.assertGreaterEqual(len(seen), 4, seen)

    def test_a_build_that_finds_no_inode_leaves_nothing(self):
        failed = 0
        for inodes in range(6, 40):
            code, said, errors, files = self.on_a_disk(f"size=1m,nr_inodes={inodes}", '"$EXPC" build sweep.exp')
            if code == 0:
                continue
            failed += 1
            self.assertRegex(errors, r"^error: cannot (write|create folder) `build\S*`: No space left on device\n$")
            self.assertEqual([file for file in files if file.startswith("./build") and not file.endswith("/.lock")], [])
        self.assertGreaterEqual(failed, 10)

    def test_an_earlier_build_stays_when_the_next_one_finds_no_room(self):
        script = ('"$EXPC" build sweep.exp >/dev/null && readlink build/fit@here && head -c 100000 /dev/zero > filler 2>/dev/null;'
                  '"$EXPC" build sweep.exp --set steps=6; code=$?; readlink build/fit@here; (exit "$code")')
        code, said, errors, files = self.on_a_disk("size=96k", script)
        self.assertEqual(code, 1)
        self.assertIn("No space left on device", errors)
        before, after = said.split()
        self.assertEqual(before, after)
        self.assertIn(f"./build/{after}/run.sh", files)
        self.assertEqual([file for file in files if "/.new-" in file], [])

    def test_a_read_only_disk_is_one_error_and_a_tree_that_is_there_can_be_built_again(self):
        code, said, errors, _ = self.on_a_disk("size=1m", 'mount -o remount,ro "$DISK"; "$EXPC" build sweep.exp')
        self.assertEqual((code, said, errors), (1, "", "error: cannot create folder `build`: Read-only file system\n"))
        script = '"$EXPC" build sweep.exp >/dev/null; mount -o remount,ro "$DISK"; "$EXPC" build sweep.exp fit@here && "$EXPC" run sweep.exp fit@here'
        code, said, errors, files = self.on_a_disk("size=1m", script)
        self.assertEqual(code, 1)
        self.assertIn("nothing changed since the last build", said)
        self.assertRegex(errors, r"^error: cannot create folder `\S+/runs`: Read-only file system\n$")
        self.assertEqual([file for file in files if file.startswith("./runs")], [])

    def test_runs_do_not_start_where_their_artifacts_find_no_room(self):
        for blocks in range(1, 9):
            script = f'"$EXPC" build sweep.exp fit@here >/dev/null && head -c {blocks * 4096} /dev/zero > filler 2>/dev/null; "$EXPC" run sweep.exp fit@here'
            code, said, errors, files = self.on_a_disk("size=48k", script)
            self.assertEqual(code, 1)
            self.assertRegex(errors, r"^error: cannot write `\S+/runs/.expc/\S+`: No space left on device\n$")
            self.assertEqual(said, "")
            self.assertEqual([file for file in files if file.startswith("./runs") and "/locks/" not in file], [])

    def test_a_disk_that_fills_while_runs_run_loses_no_outcome_silently(self):
        self.write("fit.sh", 'for word; do out=$word; done\nhead -c 3000 /dev/zero > "$out"\nexit 0\n')
        self.write("sweep.exp", self.read("sweep.exp").replace("0..<3", "0..<30"))
        script = ('"$EXPC" run sweep.exp fit@here; code=$?; mount -o remount,size=8m "$DISK"; grep -h ^state= -r runs/fit@here/.status | sort | uniq -c;'
                  'find runs -name ".spare*"; "$EXPC" run sweep.exp fit@here; echo "then $?"; (exit "$code")')
        code, said, errors, _ = self.on_a_disk("size=200k", script)
        self.assertEqual(code, 1)
        self.assertRegex(said, r"60 runs: .*, \d+ not started")
        self.assertRegex(said, r"stopped early: cannot write `\S+`: No space left on device\n")
        # The outcomes that are not on disk are counted, and those runs start again with the ones that never started.
        first, second = re.search(r"(\d+) succeeded.*\n.*\n(\d+) outcomes? could not be recorded", said).groups()
        done = int(first) - int(second)
        self.assertGreaterEqual(int(second), 1)
        self.assertIn(f"{done} state=succeeded\n", said)
        self.assertIn(f" {done} done; {60 - done} runs to start\n", said)
        self.assertNotRegex(said, r"(?m)^runs/.*\.spare")
        self.assertIn("then 0", said)


unittest.main()
