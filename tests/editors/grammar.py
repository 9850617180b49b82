#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""grammar.py EXPC ROOT: editors/vscode/syntaxes/exp.tmLanguage.json is what `expc internal tmlanguage` prints."""
import pathlib
import subprocess
import sys

PATH = "editors/vscode/syntaxes/exp.tmLanguage.json"


def main():
    expc, root = sys.argv[1:]
    generated = subprocess.run([expc, "internal", "tmlanguage"], capture_output=True, check=True).stdout
    if generated == (pathlib.Path(root) / PATH).read_bytes():
        return 0
    print(f"{PATH} is not what keywords.def gives; run\n    expc internal tmlanguage > {PATH}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
