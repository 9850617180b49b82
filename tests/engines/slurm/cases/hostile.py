# SPDX-License-Identifier: MIT
"""Values that break quoting arrive unchanged: in argv, in parameters and in declared variables, on both engines."""

import json
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import SlurmCase, main  # noqa: E402
from hostile_values import VALUES, exp_string  # noqa: E402

PROGRAM = f"""\
let words = [{", ".join(map(exp_string, VALUES))}]
space hostile = product {{
  word in words
  twin = "<${{word}}>"
}}
experiment h {{
  space     = hostile
  resources = {{ cpus = 1, memory = 10MiB, time = 5m }}
  env       = {{ TEXT = word, FIXED = {exp_string("a b'c$d" + chr(10) + "e")}, MIXED = "run ${{run.index}}: ${{word}}" }}
  command   = ["/usr/bin/python3", "report.py", word, "--word=${{word}}", twin, "", {exp_string("'$(fixed)' " + chr(10))}, ...flags(params)]
}}
platform laptop  = local {{ max_parallel = 2 }}
platform cluster = slurm {{ max_array_size = 51 }}
target h on laptop
target h on cluster
"""


class Hostile(SlurmCase):
    def setUp(self):
        super().setUp()
        self.project.write("h.exp", PROGRAM)

    def test_the_plan_says_the_values_of_the_file(self):
        rows = self.project.plan_rows("h.exp", "h@cluster")
        self.assertEqual([row["params"]["word"] for row in rows], VALUES)
        self.assertEqual([row["argv"][2] for row in rows], VALUES)
        self.assertEqual([row["argv"][4] for row in rows], [f"<{value}>" for value in VALUES])

    def test_each_engine_hands_them_over_byte_for_byte(self):
        self.succeed(self.project.expc("run", "h.exp", "h@laptop"))
        self.run_to_the_end("h.exp", "h@cluster")
        for target in ("h@laptop", "h@cluster"):
            rows = self.project.plan_rows("h.exp", target)
            self.assert_all(rows, "succeeded")
            self.assert_saw_what_the_plan_says(rows)
            for row, value in zip(rows, VALUES, strict=True):
                report = self.project.report(row)
                self.assertEqual(report["argv"][2], value, json.dumps(value))
                self.assertEqual(report["environment"]["TEXT"], value)
                self.assertEqual(report["environment"]["EXPC_PARAM_word"], value)
        self.assertFalse((self.project.folder / "pwned").exists())

    def test_the_task_script_prints_the_same_words_under_every_shell(self):
        self.succeed(self.project.expc("build", "h.exp"))
        rows = self.project.plan_rows("h.exp", "h@cluster")
        script = self.project.folder / "build/h@cluster/h/task.sh"
        for shell in (["dash"], ["bash", "--posix"], ["bash"], ["busybox", "ash"]):
            for row in rows:
                done = self.succeed(self.project.call(*shell, script, "--print", row["index"]))
                self.assertEqual(done.stdout.split("\0")[:-1], row["argv"], f"{shell[0]}, run {row['index']}")


main()
