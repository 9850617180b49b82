# SPDX-License-Identifier: MIT
"""What all private engines are: daemons in a folder of their own below /tmp, as a `with` block that ends them, the jobs they
started and the folder, also after a failure."""

import ctypes
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SEARCH_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
# Below 32768, where Linux begins to take the ports of connections from (net.ipv4.ip_local_port_range).
PORTS = (20000, 32000)
_reservations = []


class EngineFailed(Exception):
    """The engine did not come up, or a client of it failed; the message holds the tails of the logs."""


class PrivateEngine:
    """Starts on entering the `with` block, stops on leaving it. `folder` holds everything, the daemons' logs too."""

    # Of the folder; and of EXPC_KEEP_NAME, which leaves the folder behind.
    name = None
    seconds_to_start = 30
    # How long daemons may take to end by themselves. Nothing of them is kept, so most are not asked to.
    seconds_to_end = 0

    def __init__(self):
        self._daemons = []
        self.folder = None

    def __enter__(self):
        # A short path: a socket's path has 108 bytes at most.
        self.folder = tempfile.mkdtemp(prefix=f"expc-{self.name}.", dir="/tmp")
        os.chmod(self.folder, 0o755)
        try:
            self.start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def start(self):
        """Starts the daemons and waits until they take jobs."""
        raise NotImplementedError

    def environment(self, base=None):
        """A copy of `base` (this process's environment) in which clients find this engine and no other."""
        raise NotImplementedError

    def mark(self):
        """The variable by which jobs and daemons of this engine are known from all other processes."""
        raise NotImplementedError

    def log_paths(self):
        """The files that tell why the engine failed."""
        return [os.path.join(self.folder, name) for name in sorted(os.listdir(self.folder)) if name.endswith((".log", ".output"))]

    def logs(self):
        """The last lines of what the daemons said, for a failure's message."""
        tails = []
        for path in self.log_paths():
            with open(path, encoding="utf-8", errors="replace") as file:
                tails.append(f"--- {path}\n" + "".join(file.readlines()[-15:]))
        return "\n".join(tails)

    def home(self):
        """A folder that stands for the home of whoever submits: login shells of jobs read its profile, and not that of who tests."""
        path = os.path.join(self.folder, "home")
        os.makedirs(path, mode=0o755, exist_ok=True)
        return path

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def start_daemon(self, name, words, **variables):
        """Starts a daemon as the leader of a session, so that its whole group can be ended; its words go to NAME.output."""
        with open(os.path.join(self.folder, f"{name}.output"), "wb") as output:
            daemon = subprocess.Popen([str(word) for word in words], env={**self.environment(), **variables},
                                      stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                                      cwd=self.folder, preexec_fn=_die_with_parent)
        self._daemons.append((name, daemon))

    def wait_for(self, what, condition):
        end = time.monotonic() + self.seconds_to_start
        while not condition():
            dead = [name for name, daemon in self._daemons if daemon.poll() is not None]
            if dead or time.monotonic() > end:
                why = f"{dead[0]} ended" if dead else f"no {what} after {self.seconds_to_start} s"
                raise EngineFailed(f"{why}\n{self.logs()}")
            time.sleep(0.05)

    def processes(self):
        """Process id and words of each process that carries our mark, this one and its parent left out."""
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    environ = file.read().split(b"\0")
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if self.mark().encode() in environ and int(entry) not in (os.getpid(), os.getppid()):
                yield int(entry), words

    def end_jobs(self):
        """Asks the engine to end its jobs; what it leaves is killed afterwards."""

    def _stop(self):
        self.end_jobs()
        for _, daemon in reversed(self._daemons):
            _end(daemon, self.seconds_to_end)
        self._daemons = []
        self._end_orphans()
        if os.environ.get(f"EXPC_KEEP_{self.name.upper()}"):
            print(f"kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _end_orphans(self):
        """A job leaves its daemon's session, and may be starting others while it is killed."""
        end = time.monotonic() + 10
        while (left := [entry for entry, _ in self.processes()]) and time.monotonic() < end:
            for entry in left:
                try:
                    os.kill(entry, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.02)


def missing(programs):
    """Those of `programs` that this machine does not have."""
    return [name for name in programs if shutil.which(name, path=SEARCH_PATH) is None]


def free_ports(count):
    """Ports of the loopback that are this process's until it ends: engines that start beside each other never get the same.

    They lie below those that the kernel gives to connections, which could take one between this call and a daemon's start.
    """
    taken = []
    for port in random.sample(range(*PORTS), PORTS[1] - PORTS[0]):
        if len(taken) == count:
            break
        if _reserve(port):
            taken.append(port)
    return taken


def _reserve(port):
    """Whether nobody listens on the port and no other test has it; a file is locked as long as this process lives."""
    folder = f"/tmp/expc-ports.{os.getuid()}"
    os.makedirs(folder, exist_ok=True)
    file = open(f"{folder}/{port}", "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("", port))
    except OSError:
        file.close()
        return False
    _reservations.append(file)
    return True


def _die_with_parent():
    """A test that is killed takes its daemons with it."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _end(daemon, seconds_to_end):
    for number, seconds in ((signal.SIGTERM, seconds_to_end), (signal.SIGKILL, 5)):
        if seconds == 0:
            continue
        try:
            os.killpg(daemon.pid, number)
            daemon.wait(seconds)
            return
        except ProcessLookupError:
            daemon.wait()
            return
        except subprocess.TimeoutExpired:
            continue
