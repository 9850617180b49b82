# SPDX-License-Identifier: MIT
"""The sweep of 18 runs, from a laptop to a cluster behind ssh: it looks as on the login node."""

import json
import re
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import PROGRAM, RemoteCase, main  # noqa: E402


class Submission(RemoteCase):
    def test_18_runs_arrive_run_and_are_known_on_the_laptop(self):
        logins = self.login.logins()
        done = self.succeed(self.run_expc("--follow"))
        self.assertEqual(self.login.logins(), logins + 1, "one login serves a whole call")
        job = re.search(r"^job (\d+): train\.0\.0, 18 runs$", done.stdout, re.MULTILINE)
        self.assertIsNotNone(job, done.stdout)
        self.assertIn(f"follow: ssh login squeue -j {job[1]}\n", done.stdout)
        self.assertIn("18 of 18 succeeded", done.stderr)
        self.assertEqual(self.jobs(), {job[1]})

        rows = self.project.plan_rows("sweep.exp", "train@cluster")
        self.assertEqual(self.states_there(rows), ["succeeded"] * 18)
        for row in rows:
            report = json.loads(self.folder_of(row).joinpath("report.json").read_text(encoding="ascii"))
            self.assertEqual(report["argv"], self.project.expected_argv(row, report))
            self.assertEqual(report["workdir"], str(self.there))
            self.assertEqual(report["environment"]["HOME"], self.login.home())
        self.assertFalse(self.there.joinpath("build").exists(), "builds stay on the laptop")
        self.assertEqual(self.incoming(), [])

        self.assertIn("18 done; nothing to start", self.succeed(self.run_expc()).stdout)
        self.write(PROGRAM.replace("0..<3", "0..<4"))
        self.assertIn("6 new, 18 done; 6 runs to start", self.succeed(self.run_expc("--dry-run")).stdout)
        self.assertEqual(len(self.jobs()), 1)
        self.assertIn(", 6 runs\n", self.succeed(self.run_expc()).stdout)
        self.assertEqual(len(self.jobs()), 2)

    def test_a_folder_of_builds_is_not_sent_whatever_its_name(self):
        for name in ("b[1]", "b\\d", "b\\*"):
            self.succeed(self.project.expc("build", "sweep.exp", "--output", name))
            self.succeed(self.project.call(self.project.folder / name / "train@cluster" / "send.sh", "--runs", "0"))
            self.assertFalse(self.there.joinpath(name).exists(), "builds stay on the laptop")

    def test_by_hand_without_expc(self):
        self.succeed(self.project.expc("build", "sweep.exp"))
        folder = self.project.folder / "build" / "train@cluster"
        refused = self.project.call("sh", folder / "submit.sh", environment={"EXPC_SBATCH": "/no/sbatch"})
        self.assertEqual(refused.returncode, 1)
        self.assertIn("there is no sbatch here; send.sh sends all to login", refused.stderr)

        logins = self.login.logins()
        self.assertIn(", 5 runs\n", self.succeed(self.project.call(folder / "send.sh", "--runs", "0-4")).stdout)
        self.assertEqual(self.login.logins(), logins + 1)
        self.assertIn("submitted before", self.succeed(self.project.call(folder / "send.sh", "--runs=0-4")).stdout)
        self.assertEqual(self.project.call(folder / "send.sh", "--runs", "99").returncode, 2)
        self.assertIn("13 new, ", self.succeed(self.run_expc()).stdout)
        self.assertEqual(len(self.jobs()), 2)

    def test_what_the_queue_has_no_room_for_waits_for_another_call(self):
        self.write(PROGRAM.replace("max_array_size = 51", "max_array_size = 10, max_submit = 12"))
        self.engine.wait_until_empty()
        done = self.succeed(self.run_expc())
        self.assertIn(", 10 runs\n", done.stdout)
        self.assertIn("[0-1], 2 runs\n", done.stdout)
        self.assertIn("1 of 2 calls of sbatch remain: max_submit is 12.", done.stdout)
        self.engine.wait_until_empty()
        self.assertIn("[2-7], 6 runs\n", self.succeed(self.run_expc()).stdout)
        self.assertEqual(len(self.jobs()), 3)

    def test_a_secret_travels_inside_the_connection(self):
        self.write('secret token = env("TOKEN")\n' + PROGRAM.replace("  command ", "  env       = { TOKEN = token }\n  command "))
        unset = self.run_expc("--first", "1")
        self.assertEqual(unset.returncode, 1)
        self.assertIn("the secret TOKEN is not set", unset.stderr)
        self.assertEqual(self.staged(), [])

        token = "it's \"$HOME\" `id`\nand $(id) \\ more"
        self.run_to_the_end("sweep.exp", "train@cluster", "--first", "1", environment={"TOKEN": token})
        report = json.loads(next(self.there.glob("runs/*/*/*/report.json")).read_text(encoding="ascii"))
        self.assertEqual(report["environment"]["TOKEN"], token)
        kept = next(self.there.glob("runs/.expc/secrets/*/TOKEN"))
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        self.succeed(self.run_expc("--dry-run"))
        self.assertEqual(list(self.project.folder.rglob("TOKEN")), [])
        self.assertNotIn("it's", self.login.words_of_ssh())

    def test_a_connection_that_the_user_shares_is_used(self):
        self.addCleanup(self.login.configure)
        self.login.configure(f"Host *\n  ControlMaster auto\n  ControlPath {self.login.path('own')}\n  ControlPersist 60\n")
        logins = self.login.logins()
        for _ in range(2):
            self.assertIn("18 new", self.succeed(self.run_expc("--dry-run")).stdout)
        self.assertEqual(self.login.logins(), logins + 1)

    def folder_of(self, row):
        return self.there / "runs" / row["target"] / row["experiment"] / row["id"]


if __name__ == "__main__":
    main()
