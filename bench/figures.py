# SPDX-License-Identifier: MIT
"""The figures: each function measures one thing on a `Bench` and yields rows of (name, value, limit)."""

import dataclasses
import json
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
MEBI = 1024 * 1024


@dataclasses.dataclass
class Row:
    """`at_least` turns the limit around: a rate must be over it."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    def is_met(self):
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self):
        sign = ">=" if self.at_least else "<="
        mark = "" if self.is_met() else "   MISSED"
        return f"{self.name:<44} {self.value:>9.5g} {self.unit:<4} {sign} {self.limit:>6.5g} {self.unit}{mark}"


class Bench:
    """The program to measure, a folder for projects, and how many runs `same_argv` draws."""

    def __init__(self, expc, folder, sample):
        self.expc = expc
        self.folder = folder
        self.sample = sample

    def project(self, name, *files):
        """A new folder with copies of the files."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file in files:
            shutil.copy(file, folder)
        return folder

    def call(self, folder, *words, **more):
        """What a program printed; line ends stay as they are, and any other exit code than 0 ends the benchmark."""
        done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, **more)
        output, errors = (text.decode(errors="surrogateescape") for text in (done.stdout, done.stderr))
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))[:200]}\n{output[-2000:]}{errors[-2000:]}")
        return output

    def milliseconds(self, folder, command, prepare=None):
        """The median of a whole process by hyperfine, which subtracts nothing because no shell is used."""
        words = ["hyperfine", "-N", "--warmup", "1", "--min-runs", "5", "--export-json", "times.json"]
        words += ["--prepare", prepare] if prepare else []
        self.call(folder, *words, command)
        return json.loads((folder / "times.json").read_text())["results"][0]["median"] * 1000

    def mebibytes(self, folder, command):
        """The most memory that a process ever had, by /usr/bin/time."""
        done = subprocess.run(["/usr/bin/time", "-f", "%M", *command], cwd=folder, text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
        return int(done.stderr.split()[-1]) / 1024


def build_18(bench):
    """A whole `expc build` of program 1.1, nothing there before."""
    folder = bench.project("sweep", HERE.parent / "examples/language/mnist.exp")
    yield Row("build of 18 runs", bench.milliseconds(folder, f"{bench.expc} build mnist.exp", "rm -rf build"), 10, "ms")


def check_lines(bench):
    for lines, limit in ((1000, 10), (100_000, 1000)):
        folder = bench.project(f"lines{lines}")
        text = bench.call(HERE, sys.executable, HERE / "generate_lines.py", lines)
        (folder / "long.exp").write_text(text)
        yield Row(f"check of {lines:,} lines", bench.milliseconds(folder, f"{bench.expc} check long.exp"), limit, "ms")


def big(bench):
    """Check and build of big.exp: time and memory."""
    for runs, seeds in (("10^6", 10), ("10^9", 10_000)):
        folder = bench.project("big", HERE / "big.exp")
        build = [bench.expc, "build", "big.exp", "--set", f"seeds={seeds}"]
        yield Row(f"check + build of {runs} runs", bench.milliseconds(folder, " ".join(build), "rm -rf build"), 20, "ms")
        shutil.rmtree(folder / "build", ignore_errors=True)
        yield Row(f"memory of that, {runs}", bench.mebibytes(folder, build), 30, "MiB")


def artifacts(bench):
    """The bytes of big.exp's artifacts beyond twice the source's."""
    for runs, seeds in (("10^6", 10), ("10^9", 10_000)):
        folder = bench.project("artifacts", HERE / "big.exp")
        bench.call(folder, bench.expc, "build", "big.exp", "--set", f"seeds={seeds}")
        source = (folder / "big.exp").stat().st_size
        for target in ("big@here", "big@cluster"):
            files = [path for path in (folder / "build" / target).resolve().rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            yield Row(f"{target}, {runs}, over 2 x source", (size - 2 * source) / 1024, 20, "KiB")


def filtered(bench):
    folder = bench.project("filtered", HERE / "filtered.exp")
    yield Row("check of 10^6 candidates, all axes coupled",
              bench.milliseconds(folder, f"{bench.expc} check filtered.exp"), 1000, "ms")
    yield Row("build of that", bench.milliseconds(folder, f"{bench.expc} build filtered.exp", "rm -rf build"), 1000, "ms")


def plan_rows(bench):
    """`plan --runs` of 10^6 rows through a pipe into `wc`, and the memory that it needs."""
    folder = bench.project("rows", HERE / "big.exp")
    rates = []
    for _ in range(5):
        begin = time.monotonic()
        shown = bench.call(folder, "sh", "-c", '"$0" plan big.exp big@here --runs | wc -l', bench.expc)
        rates.append(int(shown) / (time.monotonic() - begin))
        if int(shown) < 1_000_000:
            sys.exit(f"plan --runs printed {shown} lines")
    yield Row("rows a second of plan --runs", statistics.median(rates), 1_000_000, "/s", at_least=True)
    yield Row("memory of that", bench.mebibytes(folder, [bench.expc, "plan", "big.exp", "big@here", "--runs"]), 30, "MiB")


def supervisor(bench):
    """20,000 runs of /bin/true, alternately by `expc run` with logs and outcomes, and by `xargs -P2`; medians of five."""
    count = 20_000
    ours, theirs = [], []
    for turn in range(5):
        # A folder of its own each time: ext4 is slow to make files for a minute after many were removed.
        folder = bench.project(f"true-{turn}", HERE / "true.exp")
        begin = time.monotonic()
        bench.call(folder, bench.expc, "run", "true.exp", "--set", f"runs={count}")
        ours.append(count / (time.monotonic() - begin))
        begin = time.monotonic()
        bench.call(folder, "sh", "-c", f"seq {count} | xargs -n1 -P2 /bin/true")
        theirs.append(count / (time.monotonic() - begin))
    yield Row("runs a second of xargs -P2", statistics.median(theirs), 1, "/s", at_least=True)
    yield Row("runs a second of expc run", statistics.median(ours), 0.9 * statistics.median(theirs), "/s", at_least=True)


def decode(bench):
    """One index of big.exp (10^9 runs) decoded by task.sh in a fresh dash, start of the shell included."""
    folder = bench.project("decode", HERE / "big.exp")
    bench.call(folder, bench.expc, "build", "big.exp", "big@cluster", "--set", "seeds=10000")
    times = []
    for index in random.Random(1).sample(range(10**9), 200):
        begin = time.monotonic()
        bench.call(folder, "dash", "build/big@cluster/big/task.sh", "--print", index)
        times.append((time.monotonic() - begin) * 1000)
    yield Row("decoding of a run by task.sh under dash", statistics.median(times), 5, "ms")


def same_argv(bench):
    """Indexes drawn at random from 10^9 runs: the words of task.sh under dash are those of `plan --runs --json`."""
    folder = bench.project("same", HERE / "big.exp")
    seeds = ["--set", "seeds=10000"]
    bench.call(folder, bench.expc, "build", "big.exp", "big@cluster", *seeds)
    count = bench.sample
    indexes = sorted(random.Random(54).sample(range(10**9), count))
    equal = 0
    for start in range(0, count, 1000):
        part = indexes[start:start + 1000]
        rows = bench.call(folder, bench.expc, "plan", "big.exp", "big@cluster", *seeds, "--json",
                          "--runs", ",".join(map(str, part))).split("\n")[:-1]
        loop = 'for i; do dash build/big@cluster/big/task.sh --print "$i" || exit; printf "\\036\\0"; done'
        printed = bench.call(folder, "dash", "-c", loop, "dash", *part, env={"EXPC_RUN_DIR": "D", "PATH": "/usr/bin:/bin"})
        runs = printed.split("\x1e\0")[:-1]
        for row, words in zip(map(json.loads, rows), runs, strict=True):
            equal += words.split("\0")[:-1] == [_text(word) for word in row["argv"]]
    yield Row("random runs of 10^9 with equal argv", equal, count, "", at_least=True)


def _text(word):
    parts = word if isinstance(word, list) else [word]
    return "".join(part if isinstance(part, str) else "${" + part["runtime"] + "}" for part in parts)


ALL = {function.__name__: function for function in
       (build_18, check_lines, big, artifacts, filtered, plan_rows, supervisor, decode, same_argv)}
