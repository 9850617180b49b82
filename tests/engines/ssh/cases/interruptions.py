# SPDX-License-Identifier: MIT
"""Whatever is killed, wherever the connection breaks: no half submission, and nothing is submitted twice."""

import os
import pathlib
import shlex
import shutil
import sys
import tempfile

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import RemoteCase, main  # noqa: E402

# A client that tells that it was called, and waits to be let through.
GATE = """\
#!/bin/sh
: > @folder@/reached
until [ -e @folder@/open ]; do sleep 0.05; done
exec sbatch "$@"
"""


class Interruptions(RemoteCase):
    def setUp(self):
        super().setUp()
        self.gate = pathlib.Path(tempfile.mkdtemp(prefix="expc-gate."))
        self.addCleanup(shutil.rmtree, self.gate)

    def close_gate(self):
        client = self.gate / "sbatch"
        client.write_text(GATE.replace("@folder@", str(self.gate)), encoding="ascii")
        client.chmod(0o755)
        self.profile(f"export EXPC_SBATCH={client}\necho words of a profile\n")

    def reached(self):
        return (self.gate / "reached").exists()

    def open_gate(self):
        (self.gate / "open").touch()

    def assert_the_next_call_submits_all_once(self):
        done = self.succeed(self.run_expc())
        self.assertIn("18 new; 18 runs to start", done.stdout)
        self.assertEqual(len(self.jobs()), 1)
        self.assertEqual(self.incoming(), [])

    def test_a_transfer_of_the_project_that_breaks_leaves_nothing_to_submit_from(self):
        with open(self.project.folder / "weights.bin", "wb") as file:
            file.write(os.urandom(4 << 20))
        # The real rsync, slow, and killed when the file is on its way.
        self.put_before("rsync", f"""\
case "$*" in *--delay-updates*) ;; *) exec "$real" "$@" ;; esac
"$real" --bwlimit=64 "$@" & child=$!
while kill -0 "$child" && [ -z "$(find {shlex.quote(str(self.there))} -name '.weights.bin.*' -size +1)" ]; do sleep 0.05; done
kill -KILL "$child"
exit 137""")
        done = self.run_expc()
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("nothing was submitted", done.stderr)
        self.assertEqual((self.staged(), self.jobs()), ([], set()))
        self.assertFalse((self.there / "weights.bin").exists())
        self.login.remove("rsync")
        self.assert_the_next_call_submits_all_once()
        self.assertEqual((self.there / "weights.bin").stat().st_size, 4 << 20)

    def test_scripts_that_arrive_in_part_are_never_called(self):
        self.put_before("rsync", """\
case "$*" in *incoming*) ;; *) exec "$real" "$@" ;; esac
"$real" --exclude=task.sh "$@"
exit 30""")
        done = self.run_expc()
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("nothing was submitted", done.stderr)
        self.assertEqual((self.staged(), self.jobs()), ([], set()))
        self.assertEqual(len(self.incoming()), 1)
        self.login.remove("rsync")
        self.assert_the_next_call_submits_all_once()

    def test_expc_killed_between_transfer_and_submission(self):
        self.put_before("rsync", """\
"$real" "$@" || exit
case "$*" in *incoming*) kill -KILL "$(ps -o ppid= -p "$PPID")" "$PPID" ;; esac""")
        self.assertEqual(self.run_expc().returncode, -9)
        self.assertEqual((self.staged(), self.jobs()), ([], set()))
        self.login.remove("rsync")
        self.assert_the_next_call_submits_all_once()

    def test_all_killed_and_the_connection_broken_before_the_ids_came_back(self):
        self.close_gate()
        expc = self.start_expc()
        self.wait_until(self.reached, "a call of sbatch")
        self.end_group(expc)
        expc.wait()
        self.login.break_connections()
        self.open_gate()
        self.wait_until(self.jobs, "a job")
        self.wait_until(lambda: not list(self.there.glob("runs/.expc/*.lock")), "the end of submit.sh")
        done = self.succeed(self.run_expc("--follow"))
        self.assertIn("nothing to start", done.stdout)
        self.assertIn("18 of 18 succeeded", done.stderr)
        self.assertEqual(len(self.jobs()), 1)

    def test_two_calls_at_once_from_one_laptop_and_from_two(self):
        self.close_gate()
        first = self.start_expc()
        self.wait_until(self.reached, "a call of sbatch")
        second = self.run_expc()
        self.assertEqual(second.returncode, 1)
        self.assertIn("another expc is starting runs of train@cluster", second.stderr)

        elsewhere = self.project.folder.with_name(self.project.folder.name + "-copy")
        self.addCleanup(shutil.rmtree, elsewhere)
        shutil.copytree(self.project.folder, elsewhere, ignore=shutil.ignore_patterns("runs"), symlinks=True)
        mine, self.project.folder = self.project.folder, elsewhere
        third = self.run_expc()
        self.project.folder = mine
        self.assertEqual(third.returncode, 1)
        self.assertIn("another submit.sh is at work", third.stderr)

        self.open_gate()
        said, _ = first.communicate()
        self.assertEqual(first.returncode, 0, said)
        self.assertIn("18 runs\n", said)
        self.assertNotIn("words of a profile", said)
        self.assertEqual(len(self.jobs()), 1)


if __name__ == "__main__":
    main()
