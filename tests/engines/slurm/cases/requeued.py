# SPDX-License-Identifier: MIT
"""A job of many runs that Slurm starts again goes on with those that had not succeeded in it."""

import shutil
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SEARCH_PATH, SlurmCase, main  # noqa: E402

# The second run does not end in the job's first attempt.
PROGRAM = """\
experiment e {
  space     = product { seed in 0..<3 }
  resources = { cpus = 1, memory = 10MiB, time = 5m }
  command   = bash { run = '''
    echo "$EXPC_PARAM_seed $EXPC_ATTEMPT" >>"$EXPC_PROJECT/events"
    [ "$EXPC_PARAM_seed $EXPC_ATTEMPT" != "1 1" ] || sleep 100
  ''' }
}
platform cluster = slurm { requeue = true, max_parallel = 1, @launcher@ }
target e on cluster
"""


class Requeued(SlurmCase):
    def test_a_pack_goes_on(self):
        self.goes_on("launcher = packed { per_job = 3 }")

    def test_a_taskfile_goes_on(self):
        self.goes_on('launcher = taskfile { helper = "parallel" }, node = { cpus = 1 }')

    def test_a_pack_whose_records_are_appended_goes_on(self):
        self.goes_on("launcher = packed { per_job = 3 }, inherit_env = true", environment={"EXPC_STATUS": "append"})
        self.assertTrue((self.project.folder / "runs/e@cluster/.status/e/append").is_dir())

    def goes_on(self, launcher, **more):
        self.project.write("e.exp", PROGRAM.replace("@launcher@", launcher))
        self.succeed(self.project.expc("run", "e.exp", **more))
        self.wait_until(lambda: self.events() == ["0 1", "1 1"])
        job, = (job["JobId"] for job in self.slurm.jobs() if job["JobState"] == "RUNNING")
        self.slurm.client("scontrol", "requeue", job)
        # Slurm lets a requeued job wait for two minutes, unless it is told otherwise. Within the second in which it was
        # requeued, the node would refuse it.
        self.wait_until(lambda: any(job["JobState"] == "PENDING" for job in self.slurm.jobs()))
        self.slurm.client("scontrol", "update", f"JobId={job}", "StartTime=now+3")
        self.slurm.wait_until_empty()
        self.assertEqual(self.events(), ["0 1", "1 1", "1 2", "2 2"])
        done = self.succeed(self.project.expc("run", "e.exp", **more))
        self.assertIn("3 done; nothing to start", done.stdout)

    def events(self):
        path = self.project.folder / "events"
        return path.read_text().splitlines() if path.exists() else []

    def wait_until(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end, self.slurm.logs())
            time.sleep(0.05)


main("parallel", also=[name for name in ["parallel"] if shutil.which(name, path=SEARCH_PATH) is None])
