# SPDX-License-Identifier: MIT
"""The program of the tests' experiments: writes what it was given, byte for byte, to report.json of the run's folder.

Reads /proc instead of sys.argv and os.environ, because Python changes both (locale coercion, its own words).
EXPC_TEST_EXIT_<index> in the environment makes that run end with the given code, EXPC_TEST_SLEEP makes all sleep.
"""

import json
import os
import sys
import time


def words_of(name):
    with open(f"/proc/self/{name}", "rb") as file:
        return [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]


def main():
    environment = dict(word.partition("=")[::2] for word in words_of("environ"))
    report = {"argv": words_of("cmdline"), "environment": environment, "workdir": os.getcwd()}
    path = os.path.join(os.environ["EXPC_RUN_DIR"], "report.json")
    with open(path + ".part", "w", encoding="ascii") as file:
        json.dump(report, file)
    os.rename(path + ".part", path)
    print("reported")
    time.sleep(float(os.environ.get("EXPC_TEST_SLEEP", "0")))
    sys.exit(int(os.environ.get(f"EXPC_TEST_EXIT_{os.environ['EXPC_RUN_INDEX']}", "0")))


main()
