# SPDX-License-Identifier: MIT
"""A private Slurm on this machine: munged, slurmctld and one slurmd of Debian's packages in a folder of their own.

Nothing outside that folder is read or written, the ports are free ones, and leaving the `with` block ends the
daemons and the jobs they started, also after a failure:

    with PrivateSlurm(max_array_size=51) as slurm:
        subprocess.run(["sbatch", "--wrap", "hostname"], env=slurm.environment())

The node pretends to have 8 CPUs and 4 GPUs, whatever the machine has. No privilege is needed.
"""

import os
import pwd
import secrets
import socket
import subprocess
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_engine import SEARCH_PATH, EngineFailed, PrivateEngine, free_ports, missing  # noqa: E402

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo")
CPUS, GPUS, MEMORY_MIB = 8, 4, 65536

SLURM_CONF = """\
ClusterName=expc
SlurmctldHost=@host@(127.0.0.1)
SlurmctldPort=@controller_port@
SlurmdPort=@node_port@
SlurmUser=@user@
SlurmdUser=@user@
AuthType=auth/munge
AuthInfo=socket=@folder@/munge/socket,cred_expire=@requeue_delay@
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


def missing_programs():
    """The programs of Debian's slurm-wlm and munge that this machine does not have."""
    return missing(PROGRAMS)


class PrivateSlurm(PrivateEngine):
    name = "slurm"
    seconds_to_end = 5

    def __init__(self, max_array_size=1001, more_configuration="", requeue_delay=120):
        """`requeue_delay`: seconds after which a requeued job may start, which is also how long a node has to start a job."""
        super().__init__()
        self._requeue_delay = requeue_delay
        self._max_array_size = max_array_size
        self._more = more_configuration

    def start(self):
        self._write_configuration()
        self.start_daemon("munged", self._munged_command())
        self.wait_for("munged's socket", lambda: os.path.exists(os.path.join(self.folder, "munge/socket")))
        self.start_daemon("slurmctld", ["slurmctld", "-D", "-c", "-f", self.configuration()])
        self.start_daemon("slurmd", ["slurmd", "-D", "-N", "node1", "-f", self.configuration()])
        self.wait_for("an idle node", lambda: self.client("sinfo", "-h", "-o", "%t", check=False).strip()[:4] == "idle")

    def mark(self):
        return f"SLURM_CONF={self.configuration()}"

    def end_jobs(self):
        if len(self._daemons) == 3:
            self.client("scancel", "--full", "--signal=KILL", "--user", pwd.getpwuid(os.getuid()).pw_name, check=False)

    def configuration(self):
        """The path of slurm.conf, for SLURM_CONF."""
        return os.path.join(self.folder, "slurm.conf")

    def environment(self, base=None):
        """A copy of `base` (this process's environment) in which Slurm's clients find this Slurm and no other."""
        base = os.environ if base is None else base
        kept = {k: v for k, v in base.items() if not k.startswith(("SLURM_", "SBATCH_", "SQUEUE_"))}
        # Jobs run in login shells, which read the profile of a home.
        return {**kept, "PATH": SEARCH_PATH, "SLURM_CONF": self.configuration(), "HOME": self.home()}

    def client(self, *words, check=True):
        """What a client of Slurm prints, e.g. `client("squeue", "-h")`."""
        done = subprocess.run(words, env=self.environment(), capture_output=True, text=True)
        if check and done.returncode != 0:
            raise EngineFailed(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
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
                raise EngineFailed(f"jobs still queued after {seconds} s:\n{queue}\n{self.logs()}")
            time.sleep(0.2)

    def _write_configuration(self):
        for name in ("munge", "state", "spool", "dev"):
            os.mkdir(os.path.join(self.folder, name), 0o755)
        controller_port, node_port = free_ports(2)
        values = {
            "folder": self.folder, "host": socket.gethostname().split(".")[0],
            "user": pwd.getpwuid(os.getuid()).pw_name, "controller_port": controller_port, "node_port": node_port,
            "max_array_size": self._max_array_size, "cpus": CPUS, "memory": MEMORY_MIB, "gpus": GPUS,
            "more": self._more, "requeue_delay": self._requeue_delay,
        }
        text = SLURM_CONF
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        self.write("slurm.conf", text)
        self.write("gres.conf", "".join(self._invented_gpu(number) for number in range(GPUS)))
        self.write("mail", f'#!/bin/sh\nprintf "%s\\n" "$*" >> {self.folder}/mails.txt\ncat > /dev/null\n', 0o755)
        self.write("munge/key", secrets.token_hex(64), 0o600)

    def _invented_gpu(self, number):
        device = os.path.join(self.folder, "dev", f"nvidia{number}")
        os.symlink("/dev/null", device)
        return f"NodeName=node1 Name=gpu Type=a100 File={device}\n"

    def _munged_command(self):
        at = os.path.join(self.folder, "munge")
        return ["munged", "--foreground", "--force", f"--key-file={at}/key", f"--socket={at}/socket",
                f"--pid-file={at}/pid", f"--seed-file={at}/seed", "--num-threads=2"]


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
