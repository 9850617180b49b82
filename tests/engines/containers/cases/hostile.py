# SPDX-License-Identifier: MIT
"""Values that break quoting arrive in a container unchanged, in argv and environment, on this machine and through Slurm."""

import json
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from container_case import ContainerCase, main  # noqa: E402

VALUES = [
    "", " ", "  two  blanks ", "'", "''", '"', "it's \"both\"", "$HOME", "${HOME}", "$(touch pwned)", "`touch pwned`",
    "\\", "\\\\n", "a\\", "line\nbreak", "\n", "ends with a newline\n", "\t", "\r", "-n", "--", "--lr=1", "*", "?[a-z]*",
    "~", "!", "#comment", ";touch pwned", "&", "|", ">pwned", "a=b", "a,b", "$a:$b", "'q'", "%A_%a", "{a,b}", "é", "日本語",
    "🦀🎲", "e\u0301", "\u202e", "\x01", "\x7f", "@name@", "x" * 3000,
]


def exp_string(text):
    """`text` as a string of the language."""
    escapes = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, f"\\u{{{ord(c):x}}}" if ord(c) < 32 or ord(c) == 127 else c) for c in text) + '"'


PROGRAM = f"""\
let words = [{", ".join(map(exp_string, VALUES))}]
container box {{ root = "@image@" }}
mount data = {{ at = "/data" }}
space hostile = product {{
  word in words
  some in [1] when word == "-n"
}}
experiment h {{
  space     = hostile
  container = box
  mounts    = [data]
  resources = {{ cpus = 1, memory = 10MiB, time = 5m }}
  env       = {{ TEXT = word, FIXED = {exp_string("a b'c$d" + chr(10) + "e")}, LEAK = if word == "*" then word else none }}
  command   = ["/bin/sh", "report.sh", word, "--word=${{word}}", "", ...flags(params)]
}}
platform laptop  = local {{ max_parallel = 2, runtime = charliecloud {{}}, storage = {{ data = bind("@data@") }} }}
platform cluster = slurm {{ max_array_size = 51, runtime = charliecloud {{}}, storage = {{ data = bind("@data@") }} }}
target h on laptop
target h on cluster
"""


class Hostile(ContainerCase):
    def test_each_engine_hands_them_into_the_container_byte_for_byte(self):
        data = self.project.folder / "data"
        data.mkdir()
        text = PROGRAM.replace("@image@", str(self.image)).replace("@data@", str(data))
        self.project.write("h.exp", text)
        outside = {"LEAK": "from outside", "EXPC_PARAM_some": "from outside", "OTHER": "x"}
        self.succeed(self.project.expc("run", "h.exp", "h@laptop", environment=outside))
        self.run_to_the_end("h.exp", "h@cluster", environment=outside)
        for target in ("h@laptop", "h@cluster"):
            rows = self.project.plan_rows("h.exp", target)
            self.assert_all(rows, "succeeded")
            self.assert_saw_what_the_plan_says(rows)
            self.assert_sees_only_what_is_declared(rows)
            for row, value in zip(rows, VALUES, strict=True):
                report = self.project.report(row)
                self.assertEqual(report["argv"][2], value, json.dumps(value))
                self.assertEqual(report["environment"]["TEXT"], value)
        self.assertFalse((self.project.folder / "pwned").exists())


main()
