# SPDX-License-Identifier: MIT
"""One sweep whose runs are tried again, the same for every engine: `failures` times a run fails before it succeeds, with the
exit code that task.sh itself uses to ask for another attempt."""

ATTEMPTS = 3


def program(platform, fields="", target="tried"):
    """`platform` is written `cluster = slurm {}`; `target` is the name of the target of all experiments on it."""
    return f"""\
let script = 'echo "attempt $EXPC_ATTEMPT"; [ "$EXPC_ATTEMPT" -gt "$1" ] || exit 75'
experiment tries {{
  space     = product {{ failures in 0..<5 }}
  resources = {{ cpus = 1, memory = 100MiB, time = 5m }}
  retry     = {{ attempts = {ATTEMPTS}, on = ["failure"] }}
  command   = ["/bin/sh", "-c", script, "sh", failures]
  {fields}
}}
experiment once {{
  resources = {{ cpus = 1, memory = 100MiB, time = 5m }}
  command   = ["/bin/sh", "-c", script, "sh", 1]
  {fields}
}}
experiment prepares {{
  resources = {{ cpus = 1, memory = 100MiB, time = 5m }}
  retry     = {{ attempts = 2, on = ["setup_failure"] }}
  setup     = [bash {{ run = '[ "$EXPC_ATTEMPT" -gt 1 ]' }}]
  command   = ["/bin/sh", "-c", script, "sh", 0]
  {fields}
}}
platform {platform}
target {target} = [tries, once, prepares] on {platform.split()[0]}
"""


def assert_tried(case, rows):
    """Every run of these rows, all of the target, had as many attempts as it needed, and no more than it may have."""
    tries = [row for row in rows if row["experiment"] == "tries"]
    case.assertEqual(case.project.states(tries), ["succeeded"] * ATTEMPTS + ["failed"] * 2, case.engine.logs())
    for row in tries:
        needed = min(row["params"]["failures"] + 1, ATTEMPTS)
        case.assertEqual(case.project.status(row)["attempt"], str(needed))
        case.assertEqual(logs(case, row), [f"attempt {number + 1}\n" for number in range(needed)])
    case.assertEqual(case.project.status(tries[-1])["exit"], "75")
    (once,) = [row for row in rows if row["experiment"] == "once"]
    case.assertEqual((case.project.states([once]), logs(case, once)), (["failed"], ["attempt 1\n"]))
    (prepares,) = [row for row in rows if row["experiment"] == "prepares"]
    case.assertEqual((case.project.states([prepares]), case.project.status(prepares)["attempt"]), (["succeeded"], "2"))


def logs(case, row):
    """What the attempts of a run wrote, the first one first."""
    folder = case.project.run_folder(row["target"], row["experiment"], row["id"])
    earlier = sorted(folder.glob("out.*.log"), key=lambda path: int(path.name.split(".")[1]))
    return [path.read_text() for path in [*earlier, folder / "out.log"]]
