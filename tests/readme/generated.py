#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""generated.py EXPC ROOT: docs/fields.md is what `expc internal fields` prints."""
import pathlib
import subprocess
import sys

PATH = "docs/fields.md"


def main():
    expc, root = sys.argv[1:]
    generated = subprocess.run([expc, "internal", "fields"], capture_output=True, check=True).stdout
    if generated == (pathlib.Path(root) / PATH).read_bytes():
        return 0
    print(f"{PATH} is not what the compiler's tables give; run\n    expc internal fields > {PATH}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
