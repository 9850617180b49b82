# SPDX-License-Identifier: MIT
"""Grid Engine on the other side of ssh, in the folder that is taken where none is said."""

import pathlib
import sys

for engine in ("gridengine", "ssh"):
    sys.path.insert(0, __file__.rsplit("/", 3)[0] + "/" + engine)
import private_grid_engine  # noqa: E402
import private_sshd  # noqa: E402
from workspace import EngineCase, LoginNode, main_of  # noqa: E402

PROGRAM = """\
experiment train {
  space     = product { seed in 0..<3 }
  resources = { cpus = 1, memory = 100MiB, time = 5m }
  outputs   = { model = file("${run.dir}/report.json") }
  command   = ["/usr/bin/python3", "report.py", ...flags(params), "--out", outputs.model]
}

platform cluster = gridengine { submit = ssh("login") }
target train on cluster
"""


class GridEngine(EngineCase):
    @classmethod
    def start_engine(cls):
        return LoginNode(private_grid_engine.PrivateGridEngine(),
                         lambda grid: {name: value for name, value in grid.environment().items() if name.startswith("SGE_")})

    def test_its_runs_arrive_and_are_known_on_the_laptop(self):
        self.project.write("train.exp", PROGRAM)
        self.assertIn("job ", self.run_to_the_end("train.exp", "train@cluster").stdout)
        done = self.succeed(self.project.expc("run", "train.exp", "train@cluster", "--follow"))
        self.assertIn("3 of 3 succeeded", done.stderr)
        there = pathlib.Path(self.engine.login.home()) / "expc" / self.project.folder.name
        self.assertEqual(len(list(there.glob("runs/train@cluster/train/*/report.json"))), 3)


if __name__ == "__main__":
    main_of("ssh", "openssh-server, openssh-client, rsync and Grid Engine",
            [*private_sshd.missing_programs(), *private_grid_engine.missing_programs()])
