# SPDX-License-Identifier: MIT
"""A private Slurm on this machine: munged, slurmctld and one slurmd of Debian's packages in a folder of their own.

Nothing outside that folder is read or written, the ports are free ones, and leaving the `with` block ends the
daemons and the jobs they started, also after a failure:

    with PrivateSlurm(max_array_size=51) as slurm:
        subprocess.run(["sbatch", "--wrap", "hostname"], env=slurm.environment())

The node pretends to have 8 CPUs and 4 GPUs, whatever the machine has. No privilege is needed.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo")
SEARCH_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
CPUS, GPUS, MEMORY_MIB = 8, 4, 65536
SECONDS_TO_START = 30

SLURM_CONF = """\
ClusterName=expc
SlurmctldHost=@host@(127.0.0.1)
SlurmctldPort=@controller_port@
SlurmdPort=@node_port@
SlurmUser=@user@
SlurmdUser=@user@
AuthType=auth/munge
AuthInfo=socket=@folder@/munge/socket
CredType=cred/munge
MpiDefault=none
MailProg=@folder@/mail
StateSaveLocation=@folder@/state
SlurmdSpoolDir=@folder@/spool
SlurmctldPidFile=@folder@/slurmctld.pid
SlurmdPidFile=@folder@/slurmd.pid
SlurmctldLogFile=@folder@/slurmctld.log
SlurmdLogFile=@folder@/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2,batch_sched_delay=0,sched_min_interval=0
SlurmdParameters=config_overrides
MaxArraySize=@max_array_size@
MaxJobCount=20000
MinJobAge=86400
KillWait=2
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc=@folder@/completed.txt
GresTypes=gpu
NodeName=node1 NodeHostname=@host@ NodeAddr=127.0.0.1 CPUs=@cpus@ RealMemory=@memory@ Gres=gpu:a100:@gpus@ State=UNKNOWN
PartitionName=main Nodes=node1 Default=YES MaxTime=1-0 State=UP
PartitionName=short Nodes=node1 MaxTime=10 State=UP
@more@
"""


class SlurmFailed(Exception):
    """The private Slurm did not come up; the message holds the tails of its logs."""


def missing_programs():
    """The programs of Debian's slurm-wlm and munge that this machine does not have."""
    return [name for name in PROGRAMS if shutil.which(name, path=SEARCH_PATH) is None]


def free_ports(count):
    """Ports of the loopback that nobody listened on a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class PrivateSlurm:
    """Starts on entering the `with` block, stops on leaving it. `folder` holds everything, the daemons' logs too."""

    def __init__(self, max_array_size=1001, more_configuration=""):
        self._max_array_size = max_array_size
        self._more = more_configuration
        self._daemons = []
        self.folder = None

    def __enter__(self):
        # A short path: a socket's path has 108 bytes at most.
        self.folder = tempfile.mkdtemp(prefix="expc-slurm.", dir="/tmp")
        os.chmod(self.folder, 0o755)
        try:
            self._write_configuration()
            self._start("munged", self._munged_command())
            self._start("slurmctld", ["slurmctld", "-D", "-c", "-f", self.configuration()])
            self._start("slurmd", ["slurmd", "-D", "-N", "node1", "-f", self.configuration()])
            self._wait_until_idle()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def configuration(self):
        """The path of slurm.conf, for SLURM_CONF."""
        return os.path.join(self.folder, "slurm.conf")

    def environment(self, base=None):
        """A copy of `base` (this process's environment) in which Slurm's clients find this Slurm and no other."""
        base = os.environ if base is None else base
        kept = {k: v for k, v in base.items() if not k.startswith(("SLURM_", "SBATCH_", "SQUEUE_"))}
        # Jobs run in login shells, which read the profile of a home.
        return {**kept, "PATH": SEARCH_PATH, "SLURM_CONF": self.configuration(), "HOME": os.path.join(self.folder, "home")}

    def client(self, *words, check=True):
        """What a client of Slurm prints, e.g. `client("squeue", "-h")`."""
        done = subprocess.run(words, env=self.environment(), capture_output=True, text=True)
        if check and done.returncode != 0:
            raise SlurmFailed(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def jobs(self):
        """Every job that the controller knows, ended ones too, as dictionaries of `scontrol show job -o`."""
        lines = self.client("scontrol", "show", "job", "-o", "-a", check=False).splitlines()
        return [job for job in map(_fields, lines) if "JobId" in job]

    def wait_until_empty(self, seconds=180):
        """Returns when no job is pending or running. A controller that is too busy to answer is asked again."""
        end = time.monotonic() + seconds
        while queue := self.client("sh", "-c", "squeue -h -r 2>&1 || echo squeue ended with $?", check=False).strip():
            if time.monotonic() > end:
                raise SlurmFailed(f"jobs still queued after {seconds} s:\n{queue}\n{self.logs()}")
            time.sleep(0.2)

    def _write_configuration(self):
        for name in ("munge", "state", "spool", "dev", "home"):
            os.mkdir(os.path.join(self.folder, name), 0o755)
        controller_port, node_port = free_ports(2)
        values = {
            "folder": self.folder, "host": socket.gethostname().split(".")[0],
            "user": pwd.getpwuid(os.getuid()).pw_name, "controller_port": controller_port, "node_port": node_port,
            "max_array_size": self._max_array_size, "cpus": CPUS, "memory": MEMORY_MIB, "gpus": GPUS,
            "more": self._more,
        }
        text = SLURM_CONF
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        self._write("slurm.conf", text)
        self._write("gres.conf", "".join(self._invented_gpu(number) for number in range(GPUS)))
        self._write("mail", f'#!/bin/sh\nprintf "%s\\n" "$*" >> {self.folder}/mails.txt\ncat > /dev/null\n', 0o755)
        self._write("munge/key", secrets.token_hex(64), 0o600)

    def _invented_gpu(self, number):
        device = os.path.join(self.folder, "dev", f"nvidia{number}")
        os.symlink("/dev/null", device)
        return f"NodeName=node1 Name=gpu Type=a100 File={device}\n"

    def _write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def _munged_command(self):
        at = os.path.join(self.folder, "munge")
        return ["munged", "--foreground", "--force", f"--key-file={at}/key", f"--socket={at}/socket",
                f"--pid-file={at}/pid", f"--seed-file={at}/seed", "--num-threads=2"]

    def _start(self, name, words):
        """Starts a daemon as the leader of a session, so that its whole group can be ended."""
        with open(os.path.join(self.folder, f"{name}.output"), "wb") as output:
            daemon = subprocess.Popen(words, env=self.environment(), stdin=subprocess.DEVNULL,
                                      stdout=output, stderr=output, start_new_session=True, cwd=self.folder,
                                      preexec_fn=_die_with_parent)
        self._daemons.append((name, daemon))
        if name == "munged":
            self._wait_for("munged's socket", lambda: os.path.exists(os.path.join(self.folder, "munge/socket")))

    def _wait_until_idle(self):
        self._wait_for("an idle node", lambda: self.client("sinfo", "-h", "-o", "%t", check=False).strip()[:4] == "idle")

    def _wait_for(self, what, condition):
        end = time.monotonic() + SECONDS_TO_START
        while not condition():
            dead = [name for name, daemon in self._daemons if daemon.poll() is not None]
            if dead or time.monotonic() > end:
                why = f"{dead[0]} ended" if dead else f"no {what} after {SECONDS_TO_START} s"
                raise SlurmFailed(f"{why}\n{self.logs()}")
            time.sleep(0.05)

    def logs(self):
        """The last lines of every log of the daemons, for a failure's message."""
        tails = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith((".log", ".output")):
                with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
                    tails.append(f"--- {name}\n" + "".join(file.readlines()[-15:]))
        return "\n".join(tails)

    def _stop(self):
        """Ends the jobs, the daemons and the folder; what does not end within five seconds is killed."""
        if len(self._daemons) == 3:
            self.client("scancel", "--full", "--signal=KILL", "--user", pwd.getpwuid(os.getuid()).pw_name, check=False)
        for _, daemon in reversed(self._daemons):
            _end(daemon)
        self._daemons = []
        self._end_orphans()
        if os.environ.get("EXPC_KEEP_SLURM"):
            print(f"kept {self.folder}")
            return
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end_orphans(self):
        """slurmstepd leaves its daemon's session; it and its job carry our SLURM_CONF in the environment."""
        mark = f"SLURM_CONF={self.configuration()}".encode()
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    ours = mark in file.read().split(b"\0")
                if ours and int(entry) not in (os.getpid(), os.getppid()):
                    os.kill(int(entry), signal.SIGKILL)
            except OSError:
                continue


def _die_with_parent():
    """A test that is killed takes its daemons with it."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _end(daemon):
    for number, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(daemon.pid, number)
            daemon.wait(seconds)
            return
        except ProcessLookupError:
            daemon.wait()
            return
        except subprocess.TimeoutExpired:
            continue


def _fields(line):
    """`JobId=1 JobName=a b Comment=x` as a dictionary; a word without `=` goes on with the value before it."""
    fields, last = {}, None
    for word in line.rstrip().split(" "):
        name, separator, value = word.partition("=")
        if separator and name[:1].isupper():
            fields[name], last = value, name
        elif last is not None:
            fields[last] += " " + word
    return fields
