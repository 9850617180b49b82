#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""driver.py PROJECT RUN_ROOT [--new] [--runs [EXPERIMENT:]0-5,9]... runs the target of driver.json on a Ray cluster; with
--new only what has not succeeded before.

Each run is a Ray task that starts guard.py on its node and waits for it. Ray counts what runs ask for; this process counts
how many may be in flight, tries runs again, and tells how they end. Written by expc; do not edit.
"""

import fcntl
import heapq
import itertools
import json
import os
import queue
import signal
import socket
import sys
import time

from runs import count_of, selected, work_of

HERE = os.path.dirname(os.path.realpath(__file__))
# Runs that are given to Ray before their turn, where the platform sets no limit.
IN_FLIGHT = 1000
# Ray tries a task again as often, when the machine or process that ran it is lost.
ATTEMPTS_AFTER_LOSS = 4
# Before that; guard.py sees to it that the lost attempt has ended.
PAUSE_AFTER_LOSS = 1.0
# What an interrupted driver waits for runs to end.
PATIENCE = 20.0


def fail(sentence, code=1):
    print("driver.py: " + sentence, file=sys.stderr)
    sys.exit(code)


# ------------------------------------------------------------------------------------- on a node of the cluster


def run_on_node(common, request):
    """The Ray task of one run: guard.py runs it, and ends it if this process is gone. Ray sends this function to the nodes:
    it sees nothing else of this file."""
    import json
    import os
    import select
    import subprocess
    import sys

    import ray

    guard = common["folder"] + "/guard.py"
    if not os.path.isfile(guard):
        raise RuntimeError("%s has no %s: the project and its runs must stand where all nodes see them" % (os.uname().nodename, guard))
    environment = common["environment"]
    own = {k: v for k, v in os.environ.items() if not k.startswith("RAY_")}
    if environment is None:
        environment = own
    else:
        # Which GPUs are this run's is Ray's business, and all that the node's environment gives.
        devices = [k for k in own if k.endswith(("_VISIBLE_DEVICES", "_VISIBLE_CORES", "_VISIBLE_CHIPS", "_VISIBLE_MODULES"))]
        environment = {**environment, **{k: own[k] for k in devices}}
    job = ray.get_runtime_context().get_task_id()
    child = subprocess.Popen([sys.executable, "-I", "-S", guard], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    words = json.dumps({**request, **common["places"], "job": job}).encode("ascii") + b"\n"
    child.stdin.write(words)
    child.stdin.flush()
    try:
        # In short waits: Ray interrupts Python and not the system.
        while not select.select([child.stdout], [], [], 0.2)[0]:
            pass
    except KeyboardInterrupt:
        pass
    child.stdin.close()
    answer = child.stdout.read()
    child.wait()
    if not answer:
        raise RuntimeError("guard.py ended without a word on %s" % os.uname().nodename)
    return json.loads(answer)


# ------------------------------------------------------------------------------------------------- the cluster


def connect(ray, plan):
    """Joins the cluster as this process's own Ray job."""
    address = os.environ.get("EXPC_RAY_ADDRESS") or plan["address"]
    if address == "auto":
        address = os.environ.get("RAY_ADDRESS") or address
    try:
        knock(address)
        ray.init(address=address, log_to_driver=False, configure_logging=False)
    except Exception as error:  # Ray has a dozen ways to say it.
        words = str(error).strip() or type(error).__name__
        fail("cannot reach the Ray cluster '%s': %s" % (address, words.splitlines()[0]))


def knock(address):
    """Fails where nobody listens; Ray itself would try for minutes."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


def warn_of_giants(ray, chosen):
    """Runs that no node could take now wait: for a node that somebody, or an autoscaler, adds."""
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    for experiment, _ in chosen:
        for options in [asked["options"] for group in experiment["groups"] for asked in [group, *group.get("later", [])]]:
            asked = {"CPU": options["num_cpus"], "GPU": options.get("num_gpus", 0), "memory": options.get("memory", 0)}
            asked.update(options.get("resources", {}))
            if "accelerator_type" in options:
                asked["accelerator_type:" + options["accelerator_type"]] = 0.001
            if not any(all(node.get(name, 0) >= amount for name, amount in asked.items()) for node in nodes):
                words = ", ".join("%s %s" % (amount, name) for name, amount in asked.items() if amount)
                print("warning: no node of the cluster has %s now: runs of %s wait for one" % (words, experiment["name"]),
                      file=sys.stderr)


class Outcome:
    """How one attempt ended: the state of its record, and what `retry` calls that."""

    EVENTS = {"timed_out": "timeout", "setup_failed": "setup_failure", "failed": "failure", "output_missing": "failure"}

    def __init__(self, state, index=None, code=None, reason="", event=None):
        self.state, self.index, self.code, self.reason = state, index, code, reason
        self.event = event or self.EVENTS.get(state)

    @classmethod
    def of(cls, ray, future):
        try:
            answer = future.result()
        except ray.exceptions.TaskCancelledError:
            return cls("cancelled")
        except ray.exceptions.RayTaskError as error:
            cause = error.cause if isinstance(getattr(error, "cause", None), Exception) else error
            if isinstance(cause, ray.exceptions.TaskCancelledError):
                return cls("cancelled")
            return cls("setup_failed", reason=str(cause).strip().splitlines()[-1])
        except ray.exceptions.OutOfMemoryError:
            return cls("lost", reason="Ray ended it, because its node had no memory left", event="out_of_memory")
        except Exception as error:
            return cls("lost", reason="its process or node is gone (%s)" % type(error).__name__, event="node_failure")
        return cls(answer["state"], answer["index"], answer.get("code"), answer.get("reason", ""))

    def is_loss(self):
        return self.state == "lost"


class Driver:
    """Keeps a bounded number of runs in flight until all have ended."""

    def __init__(self, ray, plan, common, new_only):
        self.new_only = new_only
        self.ray, self.target, self.at_once = ray, plan["target"], plan["at_once"] or IN_FLIGHT
        self.common = ray.put(common)
        self.task = ray.remote(run_on_node)
        self.ended = queue.Queue()
        self.flying, self.later, self.numbers = {}, [], itertools.count()
        self.counts = {"succeeded": 0, "done": 0, "failed": 0, "skipped": 0, "cancelled": 0}
        self.total = 0
        self.interrupted_at = None
        self.told = (0.0, "")

    def start(self, work):
        options = work.asked()["options"]
        name = "%s %d.%d" % (work.experiment["name"], work.group, work.rank)
        reference = self.task.options(name=name, max_retries=0, **options).remote(self.common, {**work.request(), "new_only": self.new_only})
        number = next(self.numbers)
        self.flying[number] = (work, reference)
        reference.future().add_done_callback(lambda future: self.ended.put((number, future)))

    def run(self, runs):
        """Runs all of an iterator; returns when none is in flight."""
        for work in self.startable(runs):
            if work is None:
                self.take_one()
            else:
                self.start(work)
        self.tell(True)

    def startable(self, runs):
        """The next run to start, or None while there is no room or nothing is due, until nothing is left."""
        left = True
        while left or self.flying or self.later:
            if self.interrupted_at is not None:
                self.cancel_all()
                return
            if len(self.flying) >= self.at_once:
                yield None
            elif self.later and self.later[0][0] <= time.monotonic():
                yield heapq.heappop(self.later)[2]
            else:
                work = next(runs, None) if left else None
                left = work is not None
                yield work

    def take_one(self):
        """Waits a moment for the end of a run, and does what follows from it."""
        self.tell()
        try:
            number, future = self.ended.get(timeout=0.5)
        except queue.Empty:
            return
        if future is None:
            return
        work, _ = self.flying.pop(number)
        outcome = Outcome.of(self.ray, future)
        if self.interrupted_at is None and self.tries_again(work, outcome):
            due = time.monotonic() + (PAUSE_AFTER_LOSS if outcome.is_loss() else 0)
            heapq.heappush(self.later, (due, next(self.numbers), work.again()))
        else:
            self.count(work, outcome)

    @staticmethod
    def tries_again(work, outcome):
        retry = work.experiment.get("retry")
        if retry is None:
            return outcome.event == "node_failure" and work.attempt < ATTEMPTS_AFTER_LOSS
        asked = outcome.event in retry["on"] or (outcome.event == "node_failure" and "preempted" in retry["on"])
        return asked and work.attempt < retry["attempts"]

    def count(self, work, outcome):
        state = outcome.state if outcome.state in self.counts else "failed"
        self.counts[state] += 1
        if state in ("succeeded", "done", "cancelled"):
            return
        where = outcome.index if outcome.index is not None else "rank %d of group %d" % (work.rank, work.group)
        why = outcome.reason or outcome.state.replace("_", " ")
        if outcome.state == "failed" and outcome.code is not None:
            why = "exit code %d" % outcome.code
        print("%s (%s): %s %s" % ("skipped" if state == "skipped" else "failed", why, work.experiment["name"], where))
        sys.stdout.flush()

    def tell(self, at_once=False):
        """A line of progress, not more often than people read."""
        pause = 1.0 if sys.stderr.isatty() else 10.0
        if not at_once and time.monotonic() - self.told[0] < pause:
            return
        line = "%s: %d of %d succeeded, %d failed, %d with Ray" % (
            self.target, self.counts["succeeded"] + self.counts["done"], self.total, self.counts["failed"], len(self.flying))
        if line != self.told[1]:
            print(line, file=sys.stderr)
        self.told = (time.monotonic(), line)

    # ---- interruption

    def interrupt(self, number, _frame):
        if self.interrupted_at is not None and number == signal.SIGINT and time.monotonic() > self.interrupted_at + 0.5:
            os._exit(1)  # Ray ends the tasks of a driver that is gone, and guard.py the runs.
        if self.interrupted_at is None:
            self.interrupted_at = time.monotonic()
            self.ended.put((None, None))

    def listen(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self.interrupt)

    def cancel_all(self):
        print("interrupted: ending %d runs" % len(self.flying), file=sys.stderr)
        for _, reference in list(self.flying.values()):
            self.ray.cancel(reference, force=False)
        while self.flying and time.monotonic() < self.interrupted_at + PATIENCE:
            self.take_one()


# ------------------------------------------------------------------------------------------------------ the call


def hold_lock(run_root, target):
    """One driver of a target at a time. `expc run` holds the lock already, and hands it over as standard input."""
    if os.environ.pop("EXPC_HAS_LOCK", "") != "1":
        folder = os.path.join(run_root, ".expc", "locks")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, target)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            with open(path, encoding="utf-8") as text:
                fail("runs of %s are being started already: by %s" % (target, text.read().strip() or "another process"))
        os.dup2(file, 0)
        os.close(file)
    os.ftruncate(0, 0)
    os.pwrite(0, ("process %d on %s\n" % (os.getpid(), os.uname().nodename)).encode(), 0)


def arguments(words):
    """PROJECT, RUN_ROOT, the lists of --runs, and whether --new is given."""
    if len(words) < 2:
        fail("submit.sh calls this program; its first lines say how", 2)
    lists, new_only, rest = [], False, words[2:]
    while rest:
        word = rest.pop(0)
        if word == "--new":
            new_only = True
        elif word == "--runs" and rest:
            lists.append(rest.pop(0))
        else:
            fail("there is no option %s, or it lacks its value" % word, 2)
    return words[0], words[1], lists, new_only


def has_all(driver):
    return driver.counts["succeeded"] + driver.counts["done"] == driver.total


def summary(driver, run_root):
    counts = driver.counts
    total = sum(counts.values())
    text = "%s: %d succeeded, %d failed" % ("1 run" if total == 1 else "%d runs" % total, counts["succeeded"], counts["failed"])
    text += ", %d done before" % counts["done"] if counts["done"] else ""
    text += ", %d skipped" % counts["skipped"] if counts["skipped"] else ""
    text += ", %d cancelled" % counts["cancelled"] if counts["cancelled"] else ""
    text += ", %d never started" % (driver.total - total) if driver.total > total else ""
    print(text)
    if not has_all(driver):
        print("logs: %s/%s" % (run_root, driver.target))
    sys.stdout.flush()


def main():
    project, run_root, lists, new_only = arguments(sys.argv[1:])
    with open(os.path.join(HERE, "driver.json"), encoding="utf-8") as text:
        plan = json.load(text)
    chosen = selected(plan, lists)
    hold_lock(run_root, plan["target"])
    try:
        import ray
    except ImportError:
        fail("%s has no ray; install it (pip install 'ray[default]'), or set EXPC_PYTHON to a Python that has it" % sys.executable)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("EXPC_")} if plan["inherit_env"] else None
    connect(ray, plan)
    warn_of_giants(ray, chosen)
    places = {"folder": HERE, "project": project, "run_root": run_root, "target": plan["target"]}
    driver = Driver(ray, plan, {"folder": HERE, "places": places, "environment": environment}, new_only)
    driver.listen()
    driver.total = sum(count_of(experiment, ranges) for experiment, ranges in chosen)
    if any(experiment["waits"] for experiment, _ in chosen):
        # One experiment after the other, parents before those that wait for them.
        for experiment, ranges in chosen:
            driver.run(work_of(experiment, ranges))
    else:
        driver.run(itertools.chain.from_iterable(work_of(experiment, ranges) for experiment, ranges in chosen))
    summary(driver, run_root)
    ray.shutdown()
    sys.exit(0 if has_all(driver) else 1)


if __name__ == "__main__":
    main()
