# SPDX-License-Identifier: MIT
"""Values that break quoting arrive unchanged: in argv, in parameters and in declared variables, on both engines."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402
from hostile_sweep import VALUES, assert_arrived, program  # noqa: E402


class Hostile(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("h.exp", program("laptop = local { max_parallel = 2 }", "cluster = slurm { max_array_size = 51 }"))

    def test_the_plan_says_the_values_of_the_file(self):
        rows = self.project.plan_rows("h.exp", "h@cluster")
        self.assertEqual([row["argv"][2] for row in rows], VALUES)
        self.assertEqual([row["argv"][4] for row in rows], [f"<{value}>" for value in VALUES])

    def test_each_engine_hands_them_over_byte_for_byte(self):
        outside = {"LEAK": "from outside", "EXPC_PARAM_some": "from outside"}
        self.succeed(self.project.expc("run", "h.exp", "h@laptop", environment=outside))
        self.run_to_the_end("h.exp", "h@cluster", environment=outside)
        for target in ("h@laptop", "h@cluster"):
            assert_arrived(self, self.project.plan_rows("h.exp", target))

    def test_the_task_script_prints_the_same_words_under_every_shell(self):
        self.succeed(self.project.expc("build", "h.exp"))
        rows = self.project.plan_rows("h.exp", "h@cluster")
        script = self.project.folder / "build/h@cluster/h/task.sh"
        for shell in (["dash"], ["bash", "--posix"], ["bash"], ["busybox", "ash"]):
            for row in rows:
                done = self.succeed(self.project.call(*shell, script, "--print", row["index"]))
                self.assertEqual(done.stdout.split("\0")[:-1], row["argv"], f"{shell[0]}, run {row['index']}")


main()
