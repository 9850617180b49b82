#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""guard.py runs one run on a node of a Ray cluster: its request is a line of JSON on standard input, its answer one on
standard output.

It ends the run, with all processes of its group, when the run's time is over or when standard input ends: the Ray task that
waits for the answer was cancelled, or its worker, its driver or Ray itself is gone. Needs no ray. Written by expc; do not edit.
"""

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time

# From the polite end of a run to the other one.
GRACE = 5.0
# Set-ups need what a login shell knows, such as `module`. Its profile may forget the programs of Ray's own environment or image.
LOGIN = 'PATH=$2:$PATH; set -- "$1"; . "$0"'


class Guard:
    def __init__(self, request):
        self.request = request
        self.folder = os.path.join(request["folder"], request["experiment"])
        self.script = os.path.join(self.folder, "task.sh")
        self.logs = os.path.join(request["run_root"], request["target"], ".ray")
        self.end = None if request["seconds"] is None else time.monotonic() + request["seconds"]
        os.environ.update({
            "EXPC_PROJECT": request["project"],
            "EXPC_RUN_ROOT": request["run_root"],
            "EXPC_SECRETS": os.path.join(request["run_root"], ".expc", "secrets", os.path.basename(request["folder"])),
            "EXPC_JOB_ID": request["job"],
            "EXPC_ATTEMPT": str(request["attempt"]),
        })
        # The end of a child wakes select up.
        self.wake, write = os.pipe()
        os.set_blocking(write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write)

    def ask(self, *words):
        """What task.sh prints, and its exit code."""
        said = subprocess.run(["sh", self.script] + list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        return said.stdout.decode("utf-8", "replace").strip(), said.returncode

    def index(self):
        if self.request["groups"] == 1:
            return self.request["rank"]
        text, code = self.ask("--rank", str(self.request["group"]), str(self.request["rank"]))
        if code != 0:
            raise RuntimeError("task.sh knows no run %(rank)d of group %(group)d" % self.request)
        return int(text)

    def run(self):
        os.chdir(self.request["project"])
        index = self.index()
        if self.request["waits"]:
            reason, code = self.ask("--ready", str(index))
            if code != 0:
                return {"index": index, "state": "skipped", "reason": reason}
        if self.request["new_only"] and self.has_succeeded(index):
            return {"index": index, "state": "done"}
        os.makedirs(self.logs, exist_ok=True)
        path = os.path.join(self.logs, "%s.%d.log" % (self.request["experiment"], index))
        around = os.path.join(self.folder, "around.sh")
        words = ["sh", self.script, str(index)]
        if os.path.exists(around):
            words = ["bash", "-l", "-c", LOGIN, around, str(index), os.environ.get("PATH", "")]
        log = self.hold(path)
        if log is None:
            return {"index": index, "state": "cancelled"}
        # Opened once more: what a run leaves behind shall not keep the lock.
        with open(path, "ab") as output:
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                     start_new_session=True)
        ended_by = self.watch(child)
        answer = self.answer(index, child.returncode, ended_by)
        if os.fstat(log).st_size == 0:
            os.unlink(path)
        return answer

    @staticmethod
    def hold(path):
        """The log of what surrounds the run, locked: an attempt whose task was lost may still be ending. None if nobody waits
        for this one any more."""
        while True:
            log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(log).st_nlink > 0:
                    os.ftruncate(log, 0)
                    return log
            except BlockingIOError:
                if select.select([sys.stdin.fileno()], [], [], 0.1)[0]:
                    return None
            except OSError:
                return log  # This file system has no locks.
            os.close(log)

    def watch(self, child):
        """Waits for the end of the run, or ends it; says why then."""
        ended_by = None
        while child.poll() is None and ended_by is None:
            left = None if self.end is None else max(0.0, self.end - time.monotonic())
            ready, _, _ = select.select([sys.stdin.fileno(), self.wake], [], [], left)
            if self.wake in ready:
                os.read(self.wake, 4096)
            if sys.stdin.fileno() in ready:
                ended_by = "cancelled"
            elif self.end is not None and time.monotonic() >= self.end and child.poll() is None:
                ended_by = "timed_out"
        if ended_by is not None:
            self.signal(child, signal.SIGTERM)
            until = time.monotonic() + GRACE
            while self.is_alive(child) and time.monotonic() < until:
                time.sleep(0.02)
        # Also what a run leaves behind: others are given its cores and GPUs.
        self.signal(child, signal.SIGKILL)
        child.wait()
        return ended_by

    @staticmethod
    def signal(child, number):
        try:
            os.killpg(child.pid, number)
        except (ProcessLookupError, PermissionError):
            pass

    @staticmethod
    def is_alive(child):
        """Whether a process of the run's group is left; its leader is no zombie after this."""
        child.poll()
        try:
            os.killpg(child.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def answer(self, index, code, ended_by):
        if code == 0 and ended_by is None:
            return {"index": index, "state": "succeeded", "code": 0}
        record = self.record(index)
        if ended_by is not None:
            self.replace(record, ended_by)
            return {"index": index, "state": ended_by}
        state = self.read(record).get("state", "setup_failed")
        if state in ("running", "succeeded"):
            state = "failed"
        return {"index": index, "state": state, "code": code if code >= 0 else 128 - code,
                "reason": self.read(record).get("reason", "")}

    # ---- the run's record; runtime/status/README.md has its format

    def record(self, index):
        """Where it stands."""
        return self.record_of(self.ask("--id", str(index))[0].split(" ")[0])

    def record_of(self, run_id):
        return os.path.join(self.request["run_root"], self.request["target"], ".status", self.request["experiment"],
                            run_id[:2], run_id)

    def has_succeeded(self, index):
        """Whether an earlier call ran the same to its end."""
        run_id, digest = self.ask("--id", str(index))[0].split(" ")
        record = self.read(self.record_of(run_id))
        return record.get("state") == "succeeded" and record.get("digest") == digest

    @staticmethod
    def read(path):
        try:
            with open(path, encoding="utf-8") as text:
                return dict(line.rstrip("\n").partition("=")[::2] for line in text)
        except OSError:
            return {}

    def replace(self, path, state):
        """Says what task.sh, which went down with its run, could not say."""
        record = self.read(path)
        if not record or record.get("state") == "succeeded":
            return
        for key in ("exit", "signal", "reason", "end"):
            record.pop(key, None)
        record.update(state=state, end=str(int(time.time())))
        part = os.path.join(os.path.dirname(path), ".%s.%d" % (os.path.basename(path), os.getpid()))
        with open(part, "w", encoding="utf-8") as text:
            text.writelines("%s=%s\n" % pair for pair in record.items())
        os.replace(part, path)


def main():
    words = sys.stdin.buffer.readline()
    # No child of Ray's worker: a worker that ends kills its children, and would leave theirs.
    if os.fork() > 0:
        os._exit(0)
    os.setsid()
    answer = Guard(json.loads(words)).run()
    try:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        pass


if __name__ == "__main__":
    main()
