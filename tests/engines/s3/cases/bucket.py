# SPDX-License-Identifier: MIT
"""A real rclone carries what runs read and write, from and to a test server that speaks S3."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]
from private_engine import missing  # noqa: E402
from project import EngineCase, main_of  # noqa: E402
from test_server import TestServer  # noqa: E402

PROGRAM = """\
mount data    = { at = "/data" }
mount results = { at = "/results", mode = "rw" }

experiment copy {
  space   = product { n in 0..<4 }
  mounts  = [data, results]
  outputs = { model = file("${results.at}/${run.id}/it's a model.pt") }
  command = ["cp", "${data.at}/a b", outputs.model]
}

platform here = local {
  storage = { data = bucket { url = "s3://lab/in put" }, results = bucket { url = "s3://lab/@out@", include = ["*.pt"] } }
}
target copy on here
"""


class Bucket(EngineCase):
    @classmethod
    def start_engine(cls):
        return TestServer()

    def setUp(self):
        super().setUp()
        self.assertIsNotNone(self.engine.rclone("mkdir", "lab"))
        self.assertIsNotNone(self.engine.rclone("rcat", "lab/in put/a b", text="read from S3\n"))

    def test_what_runs_read_and_write_is_carried(self):
        self.project.write("e.exp", PROGRAM.replace("@out@", "out put"))
        self.succeed(self.project.expc("run", "e.exp"))
        rows = self.project.plan_rows("e.exp")
        self.assert_all(rows, "succeeded")
        written = self.engine.rclone("lsf", "lab/out put", "-R", "--files-only").splitlines()
        self.assertEqual(sorted(written), sorted(f"{row['id']}/it's a model.pt" for row in rows))
        for row in rows:
            self.assertEqual(self.engine.rclone("cat", f"lab/out put/{row['id']}/it's a model.pt"), "read from S3\n")

    def test_a_bucket_that_is_not_there_fails_the_run_before_it_starts(self):
        self.project.write("e.exp", PROGRAM.replace("s3://lab/in", "s3://nobody/in").replace("@out@", "never"))
        self.assertEqual(self.project.expc("run", "e.exp", "--first", "1").returncode, 1)
        row = self.project.plan_rows("e.exp")[0]
        status = self.project.status(row)
        self.assertEqual(status["state"], "setup_failed")
        self.assertIn("mount data: cannot copy from :s3,env_auth=true:nobody/in put", status["reason"])
        self.assertEqual(self.engine.rclone("lsf", "lab/never"), "")


main_of("s3", "rclone", missing(["rclone"]))
