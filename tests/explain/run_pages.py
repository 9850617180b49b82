#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles both programs of every explain page.

    run_pages.py --expc PROGRAM [--update] PAGE...

The first ```exp block must report the page's code and no other, and print what expected/CODE.txt says; the second must
be clean. The call is `expc check`, or what the ```sh block right before the program says. A block with a NAME after its
language is a file beside both programs.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

EXPECTED = pathlib.Path(__file__).with_name("expected")
TIME_LIMIT_SECONDS = 60
BUILD_SIZE = re.compile(r"(?<= files, )[0-9.]+ (B|KiB|MiB)")  # it changes with every template
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


class Page:
    def __init__(self, path):
        self.code = path.stem
        self.files = {}
        self.programs = []
        self.calls = []
        call = None
        for language, name, text in BLOCK.findall(path.read_text()):
            if language == "sh":
                call = text
            elif name:
                self.files[name] = text
            else:
                self.programs.append(text)
                self.calls.append(call)
                call = None

    def run(self, which, expc):
        """The exit code and all output of a program, in a folder that is gone afterwards."""
        default_name = ("failing.exp", "mended.exp")[which]
        call = self.calls[which] or f"expc check {default_name}"
        name = re.findall(r"\S+\.exp", call)[-1]
        with tempfile.TemporaryDirectory(prefix="expc-page-") as folder:
            place = pathlib.Path(folder) / "project"
            tools = pathlib.Path(folder) / "bin"
            place.mkdir()
            tools.mkdir()
            (tools / "expc").symlink_to(expc)
            for path, text in (self.files | {name: self.programs[which]}).items():
                (place / path).write_text(text)
            environment = {"PATH": f"{tools}:/usr/bin:/bin", "HOME": folder, "USER": "ada", "LC_ALL": "C.UTF-8",
                           "TERM": "dumb"}
            done = subprocess.run(["sh", "-ec", call], cwd=place, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIME_LIMIT_SECONDS,
                                  check=False, text=True, errors="replace")
            return done.returncode, BUILD_SIZE.sub("<size>", done.stdout.replace(folder, "<folder>"))


def problems_of(page, expc, update):
    code, text = page.run(0, expc)
    reported = set(re.findall(r"^(?:error|warning)\[(\w+)\]", text, flags=re.M))
    if reported != {page.code}:
        yield f"the failing program reports {', '.join(sorted(reported)) or 'nothing'}:\n{text}"
    if code != (0 if page.code.startswith("W") else 1):
        yield f"the failing program ends with exit code {code}"
    golden = EXPECTED / f"{page.code}.txt"
    if update and reported == {page.code}:
        golden.write_text(text)
    if not golden.exists() or golden.read_text() != text:
        yield f"{golden.name} differs from:\n{text}"
    code, text = page.run(1, expc)
    if code != 0 or re.search(r"^(error|warning)\[", text, flags=re.M):
        yield f"the mended program ends with exit code {code}:\n{text}"


def main():
    parser = argparse.ArgumentParser(description="Compiles the programs of explain pages.")
    parser.add_argument("--expc", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--update", action="store_true", help="rewrite expected/ instead of comparing")
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.update and "CI" in os.environ:
        parser.error("--update is refused where CI is set")
    failed = 0
    for path in arguments.pages:
        page = Page(path)
        problems = list(problems_of(page, arguments.expc, arguments.update))
        failed += bool(problems)
        for problem in problems:
            print(f"{page.code}: {problem}", file=sys.stderr)
    print(f"{len(arguments.pages) - failed} of {len(arguments.pages)} pages are true")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
