# SPDX-License-Identifier: MIT
"""Runs with different resources are arrays of their own; setup snippets prepare the shell that starts the run."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402

GROUPS = """\
experiment e {
  space     = product { layers in [2, 4, 8], seed in 0..<4 }
  resources = { cpus = if layers > 4 then 4 else 1, memory = 10MiB * layers, time = 5m }
  command   = ["/usr/bin/python3", "report.py", ...flags(params)]
}
platform cluster = slurm { max_array_size = 51 }
target e on cluster
"""

SETUP = """\
experiment e {
  space     = product { seed in 0..<2 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  setup     = [bash { run = '''@experiment@''' }]
  command   = ["/usr/bin/python3", "report.py", seed]
}
platform cluster = slurm {
  max_array_size = 51
  setup = [bash { run = '''
    module() { export LOADED="${LOADED:-}$1;"; : "$UNSET_VARIABLE_OF_MODULE"; }
    module gcc
    ''' }]
}
target e on cluster
"""


SECRET = """\
secret key = env("MY_KEY")
experiment e {
  env     = { KEY = key }
  command = ["/bin/sh", "-c", 'echo "$KEY ${MY_KEY-unset}" > seen; until [ -e go ]; do sleep 0.1; done']
}
platform cluster = slurm {}
target e on cluster
"""


class GroupsAndSetup(SlurmCase):
    def rows(self):
        return self.project.plan_rows("e.exp", "e@cluster")

    def test_each_run_has_the_resources_of_its_group(self):
        self.project.write("e.exp", GROUPS)
        before = {job["JobId"] for job in self.slurm.jobs()}
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")
        self.assert_saw_what_the_plan_says(self.rows())
        new = [job for job in self.slurm.jobs() if job["JobId"] not in before]
        asked = sorted({(job["CPUs/Task"], job["TRES"].split("mem=")[1].split(",")[0]) for job in new})
        self.assertEqual(asked, [("1", "20M"), ("1", "40M"), ("4", "80M")])
        self.assertEqual(sorted(int(job["ArrayTaskId"]) for job in new), sorted([0, 1, 2, 3] * 3))
        for row in self.rows():
            seen = self.project.report(row)["environment"]["SLURM_CPUS_PER_TASK"]
            self.assertEqual(seen, "4" if row["params"]["layers"] == 8 else "1")

    def test_a_function_of_the_platforms_setup_serves_the_experiments(self):
        self.project.write("e.exp", SETUP.replace("@experiment@", "module cuda"))
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")
        for row in self.rows():
            self.assertEqual(self.project.report(row)["environment"]["LOADED"], "gcc;cuda;")

    def test_a_setup_that_fails_is_not_the_runs_failure(self):
        self.project.write("e.exp", SETUP.replace("@experiment@", "false; echo never"))
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "setup_failed")
        self.assertEqual([self.project.report(row) for row in self.rows()], [None, None])
        states = {job["JobState"] for job in self.slurm.jobs()[-2:]}
        self.assertEqual(states, {"FAILED"})

    def test_one_run_is_a_plain_job(self):
        self.project.write("e.exp", GROUPS.replace("[2, 4, 8]", "[2]").replace("0..<4", "0..<1"))
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.rows(), "succeeded")
        self.assertNotIn("ArrayTaskId", max(self.slurm.jobs(), key=lambda job: int(job["JobId"])))

    def test_secrets_reach_jobs_and_are_removed_when_these_have_ended(self):
        self.project.write("e.exp", SECRET)
        self.succeed(self.project.expc("run", "e.exp", environment={"MY_KEY": "it's\ts3cret"}))
        kept, = (self.project.folder / "runs/.expc/secrets").iterdir()
        self.assertEqual([(path.name, path.read_text(), path.stat().st_mode & 0o777) for path in kept.iterdir()],
                         [("MY_KEY", "it's\ts3cret", 0o600)])
        refused = self.project.expc("clean", "e.exp")
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        self.assertIn("1 run of e@cluster has not ended and may need the secrets", refused.stderr)
        (self.project.folder / "go").touch()
        self.engine.wait_until_empty()
        self.assert_all(self.rows(), "succeeded")
        self.assertEqual((self.project.folder / "seen").read_text(), "it's\ts3cret unset\n")
        self.assertEqual(self.succeed(self.project.expc("clean", "e.exp")).stdout, "e@cluster: removed the secrets of 1 build\n")
        self.assertFalse(kept.exists())
        self.assertEqual(self.succeed(self.project.expc("clean", "e.exp")).stdout, "e@cluster: no secrets are kept\n")


main()
