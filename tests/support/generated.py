#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""generated.py EXPC ROOT WHAT PATH: the committed file PATH is what `expc internal WHAT` prints."""
import pathlib
import subprocess
import sys


def main():
    expc, root, what, path = sys.argv[1:]
    generated = subprocess.run([expc, "internal", what], capture_output=True, check=True).stdout
    if generated == (pathlib.Path(root) / path).read_bytes():
        return 0
    print(f"{path} is not what the compiler's tables give; run\n    expc internal {what} > {path}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
