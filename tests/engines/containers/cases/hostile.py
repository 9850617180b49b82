# SPDX-License-Identifier: MIT
"""Values that break quoting arrive in a container unchanged, in argv and environment, on this machine and through Slurm."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from container_case import ContainerCase, main  # noqa: E402
from container_workspace import assert_sees_only_what_is_declared  # noqa: E402
from hostile_sweep import assert_arrived, program  # noqa: E402


class Hostile(ContainerCase):
    def test_each_engine_hands_them_into_the_container_byte_for_byte(self):
        data = self.project.folder / "data"
        data.mkdir()
        start = f'runtime = charliecloud {{}}, storage = {{ data = bind("{data}") }}'
        text = program(f"laptop = local {{ max_parallel = 2, {start} }}", f"cluster = slurm {{ max_array_size = 51, {start} }}",
                       declarations=f'container box {{ root = "{self.image}" }}\nmount data = {{ at = "/data" }}',
                       fields="container = box\n  mounts = [data]", report='"/bin/sh", "report.sh"')
        self.project.write("h.exp", text)
        outside = {"LEAK": "from outside", "EXPC_PARAM_some": "from outside", "OTHER": "x"}
        self.succeed(self.project.expc("run", "h.exp", "h@laptop", environment=outside))
        self.run_to_the_end("h.exp", "h@cluster", environment=outside)
        for target in ("h@laptop", "h@cluster"):
            rows = self.project.plan_rows("h.exp", target)
            assert_arrived(self, rows)
            assert_sees_only_what_is_declared(self, rows)


main()
