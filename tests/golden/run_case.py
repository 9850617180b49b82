#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs golden cases: folders with input files and what expc must answer, byte for byte.

    run_case.py --expc PROGRAM [--update] CASE...

A case holds `input.exp` and other files, or `source`, and optionally
    source           a folder of the repository, such as examples/mila, whose files are the case's
    command          arguments of expc, one call a line (default: check input.exp); `#` begins a comment
    env              NAME=value lines, added to a clean environment
    expected/stdout  expected/stderr  expected/code    absent: nothing, nothing, 0
    compared         patterns of paths below expected/tree, one a line: these files alone are compared
    expected/tree/   the files that the calls leave behind; absent: not compared
The calls run in a temporary copy. The first that fails ends the case; all output counts.
Sizes of files, such as `6.8 KiB`, are `<size>` on standard output: the trees of the cases that compare them hold the bytes.
A case's name begins with `fail_` exactly when its exit code is not 0.
--update rewrites expected/ instead of comparing, and refuses where CI is set.
"""
import argparse
import difflib
import fnmatch
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_INPUT = {"command", "compared", "env", "expected", "source", "README.md"}
RESULTS = shutil.ignore_patterns("README.md", "build", "runs", "results", "__pycache__")
TIME_LIMIT_SECONDS = 60
FILE_SIZE = re.compile(rb" +[0-9.]+ (B|KiB|MiB)\b")


def clean_environment(case, home):
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "USER": "ada",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }
    if (case / "env").exists():
        for line in (case / "env").read_text().splitlines():
            name, _, value = line.partition("=")
            environment[name] = value
    return environment


def calls_of(case):
    path = case / "command"
    lines = path.read_text().splitlines() if path.exists() else ["check input.exp"]
    return [shlex.split(line, comments=True) for line in lines if line.strip()]


def copy_inputs(case, place):
    if (case / "source").exists():
        shutil.copytree(ROOT / (case / "source").read_text().strip(), place, ignore=RESULTS, dirs_exist_ok=True)
    for source in sorted(case.iterdir()):
        if source.name in NOT_INPUT:
            continue
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, place / source.name)


def files_below(place):
    """Path -> content of the files below a folder; links are followed, the build's store is seen only through them."""
    found = {}
    for folder, folders, names in os.walk(place, followlinks=True):
        folders[:] = sorted(name for name in folders if name != ".store")
        for name in names:
            path = pathlib.Path(folder) / name
            found[str(path.relative_to(place))] = path.read_bytes()
    return found


def is_compared(case, name):
    path = case / "compared"
    return not path.exists() or any(fnmatch.fnmatch(name, pattern) for pattern in path.read_text().split())


def run_calls(case, expc):
    """What the calls answered, as the content of expected/: name -> bytes."""
    with tempfile.TemporaryDirectory(prefix="expc-case-") as temporary:
        place = pathlib.Path(temporary).resolve() / "case"
        home = place.parent / "home"
        place.mkdir()
        home.mkdir()
        copy_inputs(case, place)
        before = files_below(place)
        stdout, stderr, code = b"", b"", 0
        for call in calls_of(case):
            done = subprocess.run([expc, *call], cwd=place, env=clean_environment(case, home), capture_output=True,
                                  stdin=subprocess.DEVNULL, timeout=TIME_LIMIT_SECONDS, check=False)
            stdout, stderr, code = stdout + done.stdout, stderr + done.stderr, done.returncode
            if code != 0:
                break
        after = files_below(place)
        actual = {"stdout": stdout, "stderr": stderr, "code": b"%d\n" % code if code != 0 else b""}
        here = str(place).encode()
        actual = {name: text.replace(here, b"<case>") for name, text in actual.items()}
        actual["stdout"] = FILE_SIZE.sub(b" <size>", actual["stdout"])
        made = {name: text for name, text in after.items() if before.get(name) != text and is_compared(case, name)}
        return actual, made


def read_expected(case):
    expected = {}
    for name in ("stdout", "stderr", "code"):
        path = case / "expected" / name
        expected[name] = path.read_bytes() if path.exists() else b""
    return expected


def difference(name, expected, actual):
    old = expected.decode("utf-8", "backslashreplace").splitlines(keepends=True)
    new = actual.decode("utf-8", "backslashreplace").splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"expected/{name}", f"actual/{name}"))


def compare(case, actual, made):
    """The differences, as sentences and diffs."""
    problems = []
    expected = read_expected(case)
    if (case / "expected" / "tree").exists():
        tree = files_below(case / "expected" / "tree")
        expected |= {f"tree/{name}": text for name, text in tree.items()}
        actual = actual | {f"tree/{name}": text for name, text in made.items()}
    for name in sorted(expected.keys() | actual.keys()):
        if name not in actual:
            problems.append(f"{name} was not made")
        elif name not in expected:
            problems.append(f"{name} was made, but is not expected")
        elif expected[name] != actual[name]:
            problems.append(difference(name, expected[name], actual[name]))
    return problems


def update(case, actual, made):
    folder = case / "expected"
    wants_tree = (folder / "tree").exists()
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    for name, text in actual.items():
        if text:
            (folder / name).write_bytes(text)
    if wants_tree:
        (folder / "tree").mkdir()
        for name, text in made.items():
            path = folder / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)


def name_problem(case, actual):
    fails = actual["code"] != b""
    if fails == case.name.startswith("fail_"):
        return []
    wanted = "must" if fails else "must not"
    return [f"the exit code is {actual['code'].decode().strip() or 0}, so the name of the case {wanted} begin with `fail_`"]


def main():
    parser = argparse.ArgumentParser(description="Runs golden cases of expc.")
    parser.add_argument("--expc", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--update", action="store_true", help="rewrite expected/ instead of comparing")
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.update and "CI" in os.environ:
        parser.error("--update is refused where CI is set")
    failed = 0
    for case in (path.resolve() for path in arguments.cases if path.is_dir()):
        actual, made = run_calls(case, arguments.expc)
        problems = name_problem(case, actual)
        if arguments.update:
            update(case, actual, made)
        else:
            problems += compare(case, actual, made)
        if problems:
            failed += 1
            print(f"{case.name}:", *problems, sep="\n", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
