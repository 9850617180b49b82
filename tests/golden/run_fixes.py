#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run_fixes.py --expc PROGRAM CASE...: in every golden case with an automatic fix, `expc fix` must mend what it fixes.

After it, no message with an automatic fix may be there again with the same code and title. Cases whose `command` is
not `check input.exp` are left out.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import run_case


class Project:
    """A case's files in a folder of their own."""

    def __init__(self, case, expc, place):
        run_case.copy_inputs(case, place)
        self.place = place
        self.expc = expc
        self.environment = run_case.clean_environment(case, place)

    def run(self, *words):
        return subprocess.run([self.expc, *words], cwd=self.place, env=self.environment, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False)

    def fixable(self):
        """The messages that have an automatic fix, as (code, title)."""
        lines = self.run("check", "--diagnostics=json", "input.exp").stderr.decode().splitlines()
        messages = [json.loads(line) for line in lines if line.startswith("{")]
        return {(message["code"], message["title"]) for message in messages
                if any(help["applicability"] == "automatic" for help in message["helps"])}


def problems_of(case, expc):
    with tempfile.TemporaryDirectory(prefix="expc-fix-") as folder:
        project = Project(case, expc, pathlib.Path(folder))
        before = project.fixable()
        if not before:
            return None
        project.run("fix", "input.exp")
        return [f"{case.name}: {code} is there again after `expc fix`: {title}"
                for code, title in sorted(before & project.fixable())]


def main():
    parser = argparse.ArgumentParser(description="Applies the automatic fixes of golden cases.")
    parser.add_argument("--expc", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    fixed, problems = 0, []
    for case in arguments.cases:
        if not case.is_dir() or run_case.calls_of(case) != [["check", "input.exp"]]:
            continue
        found = problems_of(case, arguments.expc)
        fixed += found is not None
        problems += found or []
    print(*problems, f"{fixed} cases have automatic fixes", sep="\n")
    return 1 if problems or fixed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
