# SPDX-License-Identifier: MIT
"""The README, docs/ and examples/ as tests: `blocks.py FILE.md` takes the fenced blocks in order, in one folder: a copy of the
page's own for an example, else an empty one.

    ```ANY NAME      is written to NAME.
    ```exp NAME      is written to NAME and checked; without a name it is checked only. A block whose first line holds
                     `error[E0502]` must be rejected with that code.
    ```console       each line `$ COMMAND` is run by bash, `expc` is on the PATH; the lines after it are what it prints.
                     `...` stands for anything. A last line `[exit N]` names another exit code than 0.
    ```sh            for the reader's own machine; each first word with a `/` must be a program of the project.

Trailing blanks do not count. Other blocks are not looked at.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPC = os.path.abspath(os.environ.get("EXPC", "expc"))
FENCE = re.compile(r"^```(\S*)[ ]*(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)


class Page:
    """One Markdown file and the folder in which its blocks happen."""

    def __init__(self, path, folder):
        self.path, self.folder, self.failures = path, folder, []
        (folder / "bin").mkdir()
        (folder / "bin/expc").symlink_to(EXPC)
        self.work = folder / "work"
        if path.parent.parent == ROOT / "examples":
            shutil.copytree(path.parent, self.work, ignore=shutil.ignore_patterns("build", "runs", "results", "__pycache__"))
        else:
            self.work.mkdir()

    def run(self):
        text = self.path.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            handler = {"exp": self.exp, "console": self.console, "sh": self.shell}.get(match[1])
            if match[2].strip():
                self.write(match[2].strip(), match[3])
            if handler:
                handler(line, match[2].strip(), match[3])
        return self.failures

    def fail(self, line, said):
        self.failures.append(f"{self.path.name}:{line}: {said}")

    def call(self, command):
        environment = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(self.folder), "USER": "ada",
                       "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TERM": "dumb", "COLUMNS": "120"}
        return subprocess.run(["bash", "-c", command], cwd=self.work, env=environment, text=True, timeout=240,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def write(self, name, text):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def exp(self, line, name, text):
        path = self.write(name or "block.exp", text)
        wanted = re.findall(r"error\[(E\d+)\]", text.split("\n", 1)[0])
        done = self.call(f"expc check {path.relative_to(self.work)} --diagnostics=short")
        if done.returncode != (1 if wanted else 0) or any(code not in done.stdout for code in wanted):
            self.fail(line, f"`expc check` ended with {done.returncode}:\n{done.stdout}")
        if not name:
            path.unlink()

    def console(self, line, _, text):
        for command, expected in commands_of(text):
            code = 0
            if match := re.search(r"^\[exit (\d+)\]\n?\Z", expected, re.MULTILINE):
                code, expected = int(match[1]), expected[:match.start()]
            done = self.call(command)
            if done.returncode != code:
                self.fail(line, f"`{command}` ended with {done.returncode}:\n{done.stdout}")
            elif expected and not pattern_of(expected).fullmatch(stripped(done.stdout)):
                self.fail(line, f"`{command}` printed\n{done.stdout}and the page says\n{expected}")

    def shell(self, line, _, text):
        for command in filter(None, map(str.strip, text.splitlines())):
            program = command.split()[0]
            if "/" in program and not os.access(ROOT / program, os.X_OK):
                self.fail(line, f"there is no program `{program}`")


def commands_of(text):
    """(command, what it prints) for each `$ ` line; a command goes on while its lines end with a backslash."""
    found = []
    going_on = False
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif found and going_on:
            found[-1][0] += "\n" + line.removeprefix("> ")
        elif found:
            found[-1][1] += line + "\n"
        going_on = found and not found[-1][1] and found[-1][0].endswith("\\")
    return [tuple(each) for each in found]


def stripped(text):
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def pattern_of(expected):
    """The page's text as a pattern: `...` is anything, on a line of its own any number of lines."""
    pattern = re.escape(stripped(expected)).replace(r"\.\.\.", "\0")
    return re.compile(re.sub("(^|\\\\?\n)\0(?=\\\\?\n|$)", r"(?:\1.*)?", pattern).replace("\0", ".*"), re.DOTALL)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="expc-readme."))
    try:
        failures = Page(pathlib.Path(sys.argv[1]).resolve(), folder).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n\n".join(failures) or "every block is true")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
