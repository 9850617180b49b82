# SPDX-License-Identifier: MIT
"""What the cases of docker and podman share: an image made of this machine's files, so that nothing is fetched, and one sweep in it."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from container_workspace import ContainerWorkspace  # noqa: E402
from image import make_image  # noqa: E402
from project import EngineCase, main_of  # noqa: E402, F401

PROGRAM = """\
container box { oci = "localhost/expc-box:1" }
mount data = { at = "/data" }
mount out  = { at = "/out", mode = "rw" }
experiment h {
  space     = product { word in ["", "it's \\"x\\", $$: a b\\nline\\n", "-n", "🎲"] }
  container = box
  mounts    = [data, out]
  env       = { TEXT = word }
  outputs   = { mark = file("${out.at}/${run.id}/mark") }
  command   = ["/bin/sh", "report.sh", word, outputs.mark]
}
experiment refused { container = box, mounts = [data], command = ["touch", "${data.at}/new"] }
experiment long { container = box, command = ["sleep", "600"] }
platform laptop = local { runtime = @runtime@ {}, storage = { data = bind("@project@/data"), out = bind("@project@/out") } }
target all = [h, refused] on laptop
target long on laptop
"""


class OciCase(EngineCase):
    """One engine and one image for the file's tests, one fresh project for each test."""

    runtime = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = pathlib.Path(tempfile.mkdtemp(prefix="expc-image."))
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        subprocess.run(["tar", "-C", make_image(folder / "root"), "-cf", folder / "box.tar", "."], check=True)
        for words in (("import", str(folder / "box.tar"), "localhost/expc-box:1"), ("run", "--rm", "localhost/expc-box:1", "true")):
            done = cls.engine.call(*words)
            if done.returncode != 0:
                cls.give_up(f"{cls.runtime} cannot start a container here: {done.stderr.strip()}\n{cls.engine.logs()}")

    @classmethod
    def give_up(cls, reason):
        """A sandbox may refuse containers: a skip, unless the engine is required."""
        required = cls.runtime in os.environ.get("EXPC_REQUIRE_ENGINES", "").split(",")
        raise (AssertionError if required else unittest.SkipTest)(reason)

    def setUp(self):
        self.project = ContainerWorkspace(self.engine)
        self.addCleanup(self.project.remove)
        (self.project.folder / "data").mkdir()
        report = self.project.folder / "report.sh"
        report.write_text(report.read_text() + ': >"$2"\n')
        self.project.write("p.exp", PROGRAM.replace("@runtime@", self.runtime).replace("@project@", str(self.project.folder)))

    def assert_runs_what_the_plan_says(self):
        """Words and environment arrive byte for byte, outputs land, and what is read-only stays as it is."""
        done = self.project.expc("run", "p.exp", "all")
        rows = self.project.plan_rows("p.exp", "all")
        runs = [row for row in rows if row["experiment"] == "h"]
        self.assertEqual(self.project.states(rows), ["succeeded"] * len(runs) + ["failed"], done.stdout + done.stderr)
        self.assert_saw_what_the_plan_says(runs)
        for row in runs:
            self.assertEqual(self.project.report(row)["argv"][2], row["params"]["word"])
            self.assertTrue((self.project.folder / "out" / row["id"] / "mark").exists())
        self.assertIn("Read-only file system", self.project.log(rows[-1]))
        again = self.project.expc("run", "p.exp", "all", "--dry-run").stdout
        self.assertIn(f"1 failed, {len(runs)} done; 1 run to start", again)
        self.assertFalse((self.project.folder / "data/new").exists())
        self.assertEqual(self.engine.containers(), [])

    def assert_ends_the_container_of_a_run_that_is_killed(self):
        """Whoever kills a run's processes does not reach its container, which is the engine's."""
        self.succeed(self.project.expc("build", "p.exp"))
        environment = {**self.engine.environment(), "EXPC_PROJECT": str(self.project.folder),
                       "EXPC_RUN_ROOT": str(self.project.folder / "runs")}
        run = subprocess.Popen(["sh", self.project.folder / "build/long@laptop/long/task.sh", "0"], env=environment,
                               start_new_session=True)
        self.wait_for(lambda: len(self.engine.containers()) == 1)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        self.wait_for(lambda: self.engine.containers() == [])

    def assert_ends_the_container_of_a_call_that_is_interrupted(self):
        """Ctrl-C asks the run to end, and a program that does not mind is ended."""
        call = subprocess.Popen([os.environ["EXPC"], "run", "p.exp", "long@laptop"], cwd=self.project.folder,
                                env=self.engine.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for(lambda: len(self.engine.containers()) == 1)
        call.send_signal(signal.SIGINT)
        self.assertEqual(call.wait(timeout=60), 1)
        self.wait_for(lambda: self.engine.containers() == [])

    def wait_for(self, condition):
        end = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), end, self.engine.logs())
            time.sleep(0.1)
