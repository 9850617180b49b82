#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A backend for `expc build --backend`: a target on `local` as a Makefile with one rule for all runs.

It keeps the files that expc would write, and adds a Makefile that calls run.sh for one run at a time. Names of experiments
and numbers are all that enters the Makefile; whatever the user wrote stays where expc quoted it."""

import json
import sys

HEAD = """\
# make -C THIS_FOLDER -j4    all runs of {target}, four at a time; what has succeeded as it is now is left alone
SHELL := /bin/sh
made := ../../made/$(shell cat digest)

"""

RULES = """\
.PHONY: all runs-{name}
all: runs-{name}
runs-{name}: $(addprefix $(made)/{name}/,$(shell seq 0 {last}))
$(made)/{name}/%:
	@sh ./run.sh --runs {name}:$*
	@mkdir -p $(@D) && touch $@

"""


def main():
    question = json.load(sys.stdin)
    if question["version"] != 1:
        return f"this is version {question['version']} of the protocol, and I speak version 1"
    target = question["plan"]["targets"][0]
    engine = target["platform"]["engine"]
    if engine != "local":
        return f"{target['name']} is on `{engine}`: make starts runs on this machine, so I need a platform `local`"
    cannot = [{"request": place, "why": "make would need to know which run waits for which"}
              for place, request in enumerate(target["requests"]) if request["capability"] == "dependencies"]
    if not cannot and question["own_files"] is None:
        return f"expc itself cannot build {target['name']}, and I only add to what it writes"
    rules = "".join(RULES.format(name=experiment["name"], last=experiment["space"]["count"] - 1)
                    for experiment in target["experiments"])
    makefile = {"path": "Makefile", "text": HEAD.format(target=target["name"]) + rules}
    json.dump({"version": 1, "artifacts": [makefile, *(question["own_files"] or [])], "cannot": cannot}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
