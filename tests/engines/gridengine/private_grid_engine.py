# SPDX-License-Identifier: MIT
"""A private Grid Engine on this machine: sge_qmaster and one sge_execd of Debian's packages in a folder of their own.

Nothing outside that folder is written, the ports are free ones, and leaving the `with` block ends the daemons and the
jobs they started, also after a failure:

    with PrivateGridEngine(max_aj_tasks=11) as engine:
        subprocess.run(["qsub", "-b", "y", "hostname"], env=engine.environment())

The node pretends to have 32 slots, 64 GiB and 4 GPUs, whatever the machine has. Jobs run as the user who starts it.
"""

import os
import pwd
import socket
import subprocess
import sys
import time

import settings

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_engine import SEARCH_PATH, EngineFailed, PrivateEngine, free_ports, missing  # noqa: E402

PROGRAMS = ("sge_qmaster", "sge_execd", "qsub", "qstat", "qdel", "qconf")
TOOLS = "/usr/lib/gridengine"
SHARED = "/usr/share/gridengine"


def missing_programs():
    """The programs of Debian's gridengine packages that this machine does not have."""
    return missing(PROGRAMS)


class PrivateGridEngine(PrivateEngine):
    name = "gridengine"

    def __init__(self, max_aj_tasks=75000):
        super().__init__()
        self._max_aj_tasks = max_aj_tasks

    def start(self):
        self._master_port, self._node_port = free_ports(2)
        self._write_cell()
        self._fill_spool()
        self._start("sge_qmaster")
        self.wait_for("a master", lambda: self._ask("qconf", "-ss").returncode in (0, 1)
                      and "unable" not in self._ask("qconf", "-sconf").stderr)
        self._configure()
        self._start("sge_execd")
        self.wait_for("a node", lambda: "lx-amd64" in self._ask("qhost").stdout.replace("global", ""))

    def mark(self):
        return f"SGE_ROOT={self.folder}"

    def environment(self, base=None):
        """A copy of `base` (this process's environment) in which the clients find this Grid Engine and no other."""
        base = os.environ if base is None else base
        kept = {k: v for k, v in base.items() if not k.startswith("SGE_")}
        return {**kept, "PATH": SEARCH_PATH, "SGE_ROOT": self.folder, "SGE_CELL": "default",
                "SGE_QMASTER_PORT": str(self._master_port), "SGE_EXECD_PORT": str(self._node_port)}

    @staticmethod
    def user():
        return pwd.getpwuid(os.getuid()).pw_name

    def client(self, *words, check=True):
        """What a client prints, e.g. `client("qstat")`."""
        done = self._ask(*words)
        if check and done.returncode != 0:
            raise EngineFailed(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def ended(self):
        """Every task that has ended, as dictionaries of the accounting file; a job that is none of an array has task 0."""
        path = os.path.join(self.folder, "default/common/accounting")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            rows = [line.rstrip("\n").split(":") for line in file if not line.startswith("#")]
        return [{"name": row[4], "job": int(row[5]), "failed": int(row[11]), "exit": int(row[12]),
                 "slots": int(row[34]), "task": int(row[35]), "asked": row[39]} for row in rows]

    def wait_until_empty(self, seconds=120):
        """Returns when no job is pending or running."""
        end = time.monotonic() + seconds
        while queue := self.client("qstat", "-u", "*").strip():
            if time.monotonic() > end:
                raise EngineFailed(f"jobs still queued after {seconds} s:\n{queue}\n{self.logs()}")
            time.sleep(0.1)

    def _ask(self, *words):
        # The programs themselves: the wrappers that people call look for the cell first, which takes longer than an answer.
        environment = {**self.environment(), "PATH": f"{TOOLS}:{SEARCH_PATH}"}
        return subprocess.run(words, env=environment, capture_output=True, text=True, cwd=self.folder)

    def _write_cell(self):
        for name in ("default/common", "qmaster/job_scripts", "execd", "conf", "bin", "lib", "utilbin"):
            os.makedirs(os.path.join(self.folder, name))
        for name in ("bin", "lib", "utilbin"):
            os.symlink(TOOLS, os.path.join(self.folder, name, "lx-amd64"))
        os.symlink(f"{SHARED}/util", os.path.join(self.folder, "util"))
        # Daemons of root change to the user of each job; others need to be told who they are.
        admin = "none" if os.getuid() == 0 else self.user()
        bootstrap = settings.BOOTSTRAP.replace("@folder@", self.folder).replace("@tools@", TOOLS).replace("@admin@", admin)
        self.write("default/common/bootstrap", bootstrap)
        self.write("default/common/host_aliases", f"localhost {socket.gethostname()}\n")
        self.write("default/common/act_qmaster", "localhost\n")

    def _fill_spool(self):
        """What the master reads when it starts. The ids of groups mark a job's processes: no other engine has ours."""
        first = 1_000_000 + 1000 * self._master_port
        self.write("conf/global", settings.altered(
            f"{SHARED}/default-configuration", execd_spool_dir=f"{self.folder}/execd", min_uid="0", min_gid="0",
            mailer="/bin/true", load_report_time="00:00:01", gid_range=f"{first}-{first + 999}",
            max_aj_tasks=str(self._max_aj_tasks),
            reporting_params="accounting=true reporting=false flush_time=00:00:01 accounting_flush_time=00:00:00"))
        self.client(f"{TOOLS}/spoolinit", "classic", "libspoolc", f"{self.folder}/default/common;{self.folder}/qmaster", "init")
        spool = f"{TOOLS}/spooldefaults"
        self.client(spool, "configuration", f"{self.folder}/conf/global")
        self.client(spool, "complexes", f"{SHARED}/util/resources/centry")
        self.client(spool, "usersets", f"{SHARED}/util/resources/usersets")
        self.client(spool, "managers", self.user())

    def _configure(self):
        resources = [line for line in self.client("qconf", "-sc").splitlines(True) if not line.startswith("h_vmem ")]
        self.write("conf/resources", "".join(resources) + settings.RESOURCES)
        self.write("conf/scheduler", settings.altered_text(self.client("qconf", "-ssconf"), **settings.SCHEDULER))
        self.write("conf/host", settings.HOST)
        self.write("conf/smp", settings.PARALLEL_ENVIRONMENT)
        self.write("conf/start", settings.STARTER.replace("@home@", self.home()), mode=0o755)
        self.write("conf/main.q", settings.altered_text(settings.QUEUE, starter_method=f"{self.folder}/conf/start"))
        self.client("qconf", "-Mc", f"{self.folder}/conf/resources")
        self.client("qconf", "-Msconf", f"{self.folder}/conf/scheduler")
        self.client("qconf", "-as", "localhost")
        self.client("qconf", "-Ae", f"{self.folder}/conf/host")
        self.client("qconf", "-Ap", f"{self.folder}/conf/smp")
        self.client("qconf", "-Aq", f"{self.folder}/conf/main.q")

    def _start(self, name):
        """SGE_ND keeps a daemon one process."""
        self.start_daemon(name, [f"{TOOLS}/{name}"], SGE_ND="1")

    def log_paths(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.folder) for name in names
                if name == "messages" or name.endswith(".output")]
