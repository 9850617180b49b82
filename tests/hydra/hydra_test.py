# SPDX-License-Identifier: MIT
"""The words of `hydra(...)`, read by the parser of the real hydra-core, have the values of the run."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from hydra.core.override_parser.overrides_parser import OverridesParser

HOSTILE = [
    "", " ", "two  blanks", " leads", "ends ", "'", '"', "it's \"both\"", "$HOME", "${HOME}", "${now:%Y}", "a,b", "a=b", "a:b",
    "[1,2]", "{a:1}", "(1)", "null", "NULL", "true", "True", "off", "1", "1.0", "1e-3", "-5", "nan", "inf", "\\", "\\\\", "a\\",
    "\\'", "a\\'b", "\\,", "line\nbreak", "\n", "tab\tinside", "*", "?", "~", "!", "#", "@", "%", "&", "|", ";", "<", ">", "`id`",
    "é", "日本語", "🦀", "/a/b.txt", "a-b_c.d", "++x", "~x", "choice(1,2)", "glob(*)", "range(3)", "a b", "\u00a0", "-n", "--",
]
PROGRAM = """
let texts = load_json("texts.json") as List<Str>

space hp = product {
  text    in texts
  flag    in [true, false]
  dropout in [0.5] when flag
  rate    in [1e-05, 3.0]
}

experiment train {
  space   = hp
  command = ["train.py", ...hydra(params), ...hydra({
    optimizer = { "_" = "adam", lr = rate, name = text },
    sizes     = [1, 2, 3],
    names     = [text, "b"],
    nothing   = none,
  })]
}

platform here = local {}
target train on here
"""


def runs_of(folder):
    expc = os.environ["EXPC"]
    printed = subprocess.run([expc, "plan", "sweep.exp", "--runs", "--json"], cwd=folder, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in printed.stdout.split("\n") if line]


class HydraReads(unittest.TestCase):
    def test_every_value_as_it_was_written(self):
        parser = OverridesParser.create()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "texts.json").write_text(json.dumps(HOSTILE))
            (folder / "sweep.exp").write_text(PROGRAM)
            runs = runs_of(folder)
        self.assertEqual(len(runs), len(HOSTILE) * 4)
        for run in runs:
            params = run["params"]
            expected = [
                ("text", params["text"]), ("flag", params["flag"]), ("dropout", params.get("dropout")), ("rate", params["rate"]),
                ("optimizer", "adam"), ("optimizer.lr", params["rate"]), ("optimizer.name", params["text"]),
                ("sizes", [1, 2, 3]), ("names", [params["text"], "b"]), ("nothing", None),
            ]
            with self.subTest(text=params["text"]):
                read = parser.parse_overrides(run["argv"][1:])
                values = [(override.key_or_group, override.value()) for override in read]
                self.assertEqual(values, expected)
                self.assertEqual([type(value) for _, value in values], [type(value) for _, value in expected])


if __name__ == "__main__":
    unittest.main()
