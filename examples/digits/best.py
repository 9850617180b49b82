# SPDX-License-Identifier: MIT
"""Prints the mean accuracy over the seeds of each setting, the best one first: `python3 best.py runs/digits@laptop`."""

import collections
import json
import pathlib
import sys


def main():
    accuracies = collections.defaultdict(list)
    for path in sorted(pathlib.Path(sys.argv[1]).glob("digits/*/result.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        accuracies[result["lr"], result["width"]].append(result["accuracy"])
    means = {setting: sum(values) / len(values) for setting, values in accuracies.items()}
    for (lr, width), mean in sorted(means.items(), key=lambda entry: -entry[1]):
        print(f"{mean:.3f}  lr {lr:<6} width {width:<4} {len(accuracies[lr, width])} seeds")


main()
