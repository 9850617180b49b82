# SPDX-License-Identifier: MIT
"""Grid Engine on the other side of ssh, in the folder that is taken where none is said."""

import contextlib
import pathlib
import sys

for engine in ("gridengine", "ssh"):
    sys.path.insert(0, __file__.rsplit("/", 3)[0] + "/" + engine)
import private_grid_engine  # noqa: E402
import private_sshd  # noqa: E402
from workspace import EngineCase, PrivateSshd, main_of  # noqa: E402

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


class Grid(contextlib.ExitStack):
    """A private Grid Engine whose login node is a private sshd."""

    def __enter__(self):
        super().__enter__()
        try:
            self.engine = self.enter_context(private_grid_engine.PrivateGridEngine())
            variables = {k: v for k, v in self.engine.environment().items() if k.startswith("SGE_")}
            self.login = self.enter_context(PrivateSshd(**variables))
        except BaseException:
            self.close()
            raise
        return self

    def environment(self):
        return self.login.environment()

    def wait_until_empty(self):
        self.engine.wait_until_empty()

    def logs(self):
        return self.engine.logs() + self.login.logs()


class GridEngine(EngineCase):
    @classmethod
    def start_engine(cls):
        return Grid()

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
