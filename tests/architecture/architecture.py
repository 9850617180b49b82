#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the project is built as its tables say. Each problem is one sentence; any problem fails.

    architecture.py ROOT layers|files|pages|messages|cases
"""
import pathlib
import re
import sys

SOURCE_FOLDERS = ("grammar", "compiler", "runtime")
LINE_LIMIT = 400
SPDX = "SPDX-License-Identifier: MIT"
LICENSED = {".cpp", ".hpp", ".def", ".py", ".cmake", ".sh", ".mjs", ".js"}
LIMITED = {".cpp", ".hpp", ".py", ".cmake", ".sh", ".mjs", ".js"}
SKIPPED_FOLDERS = {"node_modules", "expected", "__pycache__", ".git"}
CASES_PER_CODE = 2


class Layers:
    """layers.txt, read."""

    def __init__(self, text):
        self.folders = {}
        self.uses = {}
        self.confined = []
        self.patterns = {"sources": [], "never": []}
        for line in text.splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            self.read(words)

    def read(self, words):
        if words[0] == "layer":
            self.folders[words[1]] = words[2]
            self.uses[words[1]] = words[4:]
        elif words[0] == "only":
            kind = "includes" if "includes" in words else "calls"
            at = words.index(kind)
            self.confined.append((words[1], words[2:at], kind, re.compile(" ".join(words[at + 1:]))))
        else:
            self.patterns[words[0]].append(re.compile(words[1]))

    def layer_of(self, path):
        for name, folder in self.folders.items():
            if path.startswith(folder + "/"):
                return name
        return None

    def allowed(self, layer):
        """The layers below, nearest last, as a sentence names them."""
        found = []
        for used in self.uses[layer]:
            for name in [*self.allowed(used), used]:
                if name not in found:
                    found.append(name)
        return found


def files_below(root, *folders):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and not SKIPPED_FOLDERS & set(relative.parts):
                yield str(relative), path


def without_comments_and_strings(text):
    text = re.sub(r'R"(\w*)\(.*?\)\1"', '""', text, flags=re.S)
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(\\.|[^"\\\n])*"', '""', text, flags=re.S)


def is_below(path, folders):
    return any(path.startswith(folder + "/") for folder in folders)


def include_problems(layers, path, header):
    own, other = layers.layer_of(path), layers.layer_of(header)
    if own and other and other != own and other not in layers.allowed(own):
        may = ", ".join(layers.allowed(own)) or "no other layer"
        yield f"{path} includes {header}: {own} may use {may}"
    for word, folders, kind, pattern in layers.confined:
        if kind == "includes" and pattern.search(header) and not is_below(path, folders):
            yield f"{path} includes {header}: {word} belongs to {' and '.join(folders)}"
    if path.endswith(".hpp") and not is_below(path, ["grammar"]):
        if any(pattern.search(header) for pattern in layers.patterns["sources"]):
            yield f"{path} includes {header}: only .cpp files may"
    if any(pattern.search(header) for pattern in layers.patterns["never"]):
        yield f"{path} includes {header}: no file may"


def check_layers(root):
    layers = Layers((root / "tests/architecture/layers.txt").read_text())
    for path, file in files_below(root, *SOURCE_FOLDERS):
        if file.suffix not in {".cpp", ".hpp"}:
            continue
        text = file.read_text()
        if layers.layer_of(path) is None:
            yield f"{path} belongs to no layer of tests/architecture/layers.txt"
        for header in re.findall(r'^\s*#\s*include\s*[<"]([^">]+)[">]', text, flags=re.M):
            yield from include_problems(layers, path, header)
        code = without_comments_and_strings(text)
        for word, folders, kind, pattern in layers.confined:
            found = pattern.search(code) if kind == "calls" else None
            if found and not is_below(path, folders):
                yield f"{path} calls {found.group(1)}: {word} belong to {' and '.join(folders)}"


def check_files(root):
    for path, file in files_below(root, *SOURCE_FOLDERS, "tests", "cmake", "bench", "editors", "stdlib"):
        if file.suffix not in LICENSED:
            continue
        lines = file.read_text(errors="replace").splitlines()
        # What `expc init` writes belongs to its user.
        is_given_away = "first_project" in str(path)
        if not is_given_away and not any(SPDX in line for line in lines[:2]):
            yield f"{path} does not begin with `{SPDX}`"
        if file.suffix in LIMITED and len(lines) > LINE_LIMIT:
            yield f"{path} has {len(lines)} lines; the limit is {LINE_LIMIT}"
        if file.suffix == ".hpp" and "#pragma once" not in lines:
            yield f"{path} is a header without `#pragma once`"


def catalogue_codes(root):
    text = (root / "compiler/diagnostics/catalogue.def").read_text()
    return re.findall(r"^EXPC_DIAGNOSTIC\((\w+),", text, flags=re.M)


def check_pages(root):
    codes = catalogue_codes(root)
    pages = {path.stem: path for path in (root / "compiler/diagnostics/explain").glob("*.md")}
    for code in codes:
        if code not in pages:
            yield f"{code} has no page compiler/diagnostics/explain/{code}.md"
            continue
        text = pages[code].read_text()
        if not text.startswith(f"# {code}: "):
            yield f"the page of {code} does not begin with `# {code}: `"
        if len(re.findall(r"^```exp$", text, flags=re.M)) != 2:
            yield f"the page of {code} needs two ```exp blocks: a failing program and a mended one"
    for code in sorted(pages.keys() - set(codes)):
        yield f"compiler/diagnostics/explain/{code}.md explains a code that does not exist"


def check_cases(root):
    cases = [case for case in sorted((root / "tests/golden").iterdir()) if case.is_dir()]
    reports = [file.read_text() for file in (root / "tests/explain/expected").glob("*.txt")]
    for case in cases:
        outputs = [case / "expected" / name for name in ("stdout", "stderr")]
        reports.append("".join(file.read_text(errors="replace") for file in outputs if file.exists()))
    for code in catalogue_codes(root):
        count = sum(f"[{code}]" in report for report in reports)
        if count < CASES_PER_CODE:
            yield f"{code} is reported by {count} of the {CASES_PER_CODE} cases that it needs"
    inputs = "".join(file.read_text(errors="replace") for case in cases for file in case.rglob("*.exp"))
    words = set(re.findall(r"\w+", inputs))
    keywords = re.findall(r"^KEYWORD\((\w+),", (root / "grammar/keywords.def").read_text(), flags=re.M)
    for keyword in keywords:
        if keyword not in words:
            yield f"keyword `{keyword}` stands in no case of tests/golden"


def arguments_from(code, at):
    """The arguments of a call, as texts, from a position inside its parentheses."""
    depth, begin, arguments = 0, at, []
    for position in range(at, len(code)):
        sign = code[position]
        closes = sign in ")]}"
        if closes and depth == 0:
            return [*arguments, code[begin:position].strip()]
        depth += (sign in "([{") - closes
        if sign == "," and depth == 0:
            arguments.append(code[begin:position].strip())
            begin = position + 1
    return arguments


def check_messages(root):
    """A title takes as many arguments as its pattern has places: fmt would only notice when the message appears."""
    text = (root / "compiler/diagnostics/catalogue.def").read_text()
    places = {code: title.count("{}") for code, title in re.findall(r'^EXPC_DIAGNOSTIC\((\w+), \w+, "(.*)"\)', text, flags=re.M)}
    for path, file in files_below(root, *SOURCE_FOLDERS):
        if file.suffix not in {".cpp", ".hpp"}:
            continue
        code = without_comments_and_strings(file.read_text())
        for call in re.finditer(r"\b(?:report|fail)\(\s*(?=(?:diag::)?Code::([EW]\d+)\s*,)", code):
            given = len(arguments_from(code, call.end())) - 2
            wanted = places.get(call.group(1))
            if given != wanted:
                yield f"{path} reports {call.group(1)} with {given} arguments; its title has {wanted} places"


CHECKS = {"layers": check_layers, "files": check_files, "pages": check_pages, "messages": check_messages, "cases": check_cases}


def main():
    root, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    problems = list(CHECKS[name](root))
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
