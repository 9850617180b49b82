# SPDX-License-Identifier: MIT
"""Values that break quoting arrive unchanged in a container that a job of Grid Engine starts, and nothing else does."""

import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "containers")]
from workspace import GridEngineCase, main  # noqa: E402
from container_workspace import ContainerWorkspace, assert_sees_only_what_is_declared, missing_charliecloud  # noqa: E402
from hostile_sweep import assert_arrived, program  # noqa: E402
from image import make_image  # noqa: E402


class Containers(GridEngineCase):
    def setUp(self):
        super().setUp()
        self.project = ContainerWorkspace(self.engine)
        self.addCleanup(self.project.remove)
        images = pathlib.Path(tempfile.mkdtemp(prefix="expc-image."))
        self.addCleanup(shutil.rmtree, images, ignore_errors=True)
        self.image = make_image(images / "root")

    def test_a_job_hands_them_into_the_container_byte_for_byte(self):
        data = self.project.folder / "data"
        data.mkdir()
        platform = f'cluster = gridengine {{ runtime = charliecloud {{}}, storage = {{ data = bind("{data}") }} }}'
        self.project.write("h.exp", program(
            platform, declarations=f'container box {{ root = "{self.image}" }}\nmount data = {{ at = "/data" }}',
            fields="container = box\n  mounts = [data]", report='"/bin/sh", "report.sh"'))
        outside = {"LEAK": "from outside", "EXPC_PARAM_some": "from outside", "OTHER": "x"}
        self.run_to_the_end("h.exp", "h@cluster", environment=outside)
        rows = self.project.plan_rows("h.exp")
        assert_arrived(self, rows)
        assert_sees_only_what_is_declared(self, rows)


main(missing_charliecloud())
