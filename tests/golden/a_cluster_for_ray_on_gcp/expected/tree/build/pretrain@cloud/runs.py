# SPDX-License-Identifier: MIT
"""Which runs driver.py starts, and what one of them is. Written by expc; do not edit."""

import itertools
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))


def refuse(sentence):
    print("driver.py: " + sentence, file=sys.stderr)
    sys.exit(2)


class Work:
    """One run by its group and its rank there."""

    def __init__(self, experiment, group, rank, attempt=1):
        self.experiment, self.group, self.rank, self.attempt = experiment, group, rank, attempt

    def again(self):
        return Work(self.experiment, self.group, self.rank, self.attempt + 1)

    def asked(self):
        """What this attempt asks for: `options` of Ray, and perhaps `seconds`."""
        group = self.experiment["groups"][self.group]
        later = group.get("later", [])
        return group if self.attempt == 1 or not later else later[min(self.attempt - 2, len(later) - 1)]

    def request(self):
        return {"experiment": self.experiment["name"], "group": self.group, "rank": self.rank, "attempt": self.attempt,
                "groups": len(self.experiment["groups"]), "seconds": self.asked().get("seconds"),
                "waits": self.experiment["waits"]}


def ranges_of(text, experiment):
    """Pairs FIRST, LAST of a list such as 0-3,8."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        last = last if "-" in part else first
        if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
            refuse("cannot read the runs '%s'" % text)
        first, last = int(first), int(last)
        if first > last:
            refuse("the runs '%s' go backwards" % part)
        if last >= experiment["runs"]:
            refuse("%s has no run %d: the last is %d" % (experiment["name"], last, experiment["runs"] - 1))
        yield first, last


def selected(plan, lists):
    """For each experiment its chosen ranges of indexes, or None for all of it."""
    if not lists:
        return [(experiment, None) for experiment in plan["experiments"]]
    chosen = []
    for experiment in plan["experiments"]:
        texts = [text for name, _, text in (("", "", words) if ":" not in words else words.partition(":") for words in lists)
                 if name in ("", experiment["name"])]
        ranges = [pair for text in texts for pair in ranges_of(text, experiment)]
        if ranges:
            chosen.append((experiment, ranges))
    if not chosen:
        refuse("no such runs")
    return chosen


def indexes_of(ranges):
    """Each index of the ranges once, in order."""
    after = 0
    for first, last in sorted(ranges):
        yield from range(max(first, after), last + 1)
        after = max(after, last + 1)


def count_of(experiment, ranges):
    if ranges is None:
        return experiment["runs"]
    count, after = 0, 0
    for first, last in sorted(ranges):
        count += max(0, last + 1 - max(first, after))
        after = max(after, last + 1)
    return count


def work_of(experiment, ranges):
    """The chosen runs, one after another; never a list of all of them."""
    if ranges is None:
        for group, entry in enumerate(experiment["groups"]):
            for rank in range(entry["runs"]):
                yield Work(experiment, group, rank)
        return
    indexes = indexes_of(ranges)
    if len(experiment["groups"]) == 1:
        for index in indexes:
            yield Work(experiment, 0, index)
        return
    script = os.path.join(HERE, experiment["name"], "task.sh")
    for first in indexes:
        some = [str(first)] + [str(index) for index in itertools.islice(indexes, 499)]
        said = subprocess.run(["sh", script, "--group"] + some, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
        for line in said.stdout.decode("ascii").splitlines():
            group, rank = map(int, line.split())
            yield Work(experiment, group, rank)
