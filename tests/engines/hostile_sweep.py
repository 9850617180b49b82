# SPDX-License-Identifier: MIT
"""One sweep over values that break quoting, the same for every engine: what arrives on each of them equals the plan, so
it is equal on all of them."""

import json

VALUES = [
    "", " ", "  two  blanks ", "'", "''", '"', "it's \"both\"", "$HOME", "${HOME}", "$(touch pwned)", "`touch pwned`",
    "\\", "\\\\n", "a\\", "line\nbreak", "\n", "ends with a newline\n", "\t", "\t\r", "\r", "-n", "--", "-e", "--lr=1", "*",
    "?[a-z]*", "~", "~root", "!", "!!", "#comment", ";touch pwned", "&", "|", ">pwned", "a=b", "a=b,c:d", "$a:$b", "%A_%a",
    "$JOB_ID", "{a,b}", "{{a}}", "$(VAR)", "yes", "1e3", ": ", "- a", "é", "日本語", "🦀🎲", "e\u0301", "\u202e", "\u00a0", "\x01",
    "\x7f", "@name@", "\\u0041", "$(EXPC_JOB)", "$$", " #c", "0x1F", "null", "!tag", "&a", "[a", "\x85\u2028\ufeff", "x" * 3000,
]


def exp_string(text):
    """`text` as a string of the language."""
    escapes = {"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, f"\\u{{{ord(c):x}}}" if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\ufeff" else c) for c in text) + '"'


def program(*platforms, declarations="", fields="", report='"/usr/bin/python3", "report.py"'):
    """An experiment `h` and a target of it on each platform; a platform is written `cluster = slurm {}`. `report` are the
    two words that start the program which tells what the run saw."""
    targets = "".join(f"platform {platform}\ntarget h on {platform.split()[0]}\n" for platform in platforms)
    return f"""\
let words = [{", ".join(map(exp_string, VALUES))}]
{declarations}
space hostile = product {{
  word in words
  twin = "<${{word}}>"
  some in [1] when word == "-n"
}}
experiment h {{
  space     = hostile
  resources = {{ cpus = 1, memory = 500MiB, time = 5m }}
  env       = {{
    TEXT  = word
    FIXED = {exp_string("a b'c$d" + chr(10) + "e")}
    MIXED = "run ${{run.index}}: ${{word}}"
    LEAK  = if word == "*" then word else none
  }}
  command   = [{report}, word, "--word=${{word}}", twin, "", {exp_string("'$(fixed)' " + chr(10))}, ...flags(params)]
  {fields}
}}
{targets}"""


def assert_arrived(case, rows):
    """Every run of these rows of the plan, all of `h` on one target, succeeded and saw the plan's words and environment."""
    case.assertEqual([row["params"]["word"] for row in rows], VALUES)
    case.assert_all(rows, "succeeded")
    case.assert_saw_what_the_plan_says(rows)
    for row, value in zip(rows, VALUES, strict=True):
        report = case.project.report(row)
        case.assertEqual(report["argv"][2], value, json.dumps(value))
        seen = [report["environment"][name] for name in ("TEXT", "EXPC_PARAM_word", "EXPC_PARAM_twin")]
        case.assertEqual(seen, [value, value, f"<{value}>"], json.dumps(value))
    case.assertFalse((case.project.folder / "pwned").exists())
