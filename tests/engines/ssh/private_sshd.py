# SPDX-License-Identifier: MIT
"""A private sshd on 127.0.0.1: Debian's server with a configuration, a host key and a user's key of its own.

    with PrivateSshd(SLURM_CONF=slurm.configuration()) as login:
        subprocess.run(["ssh", "login", "hostname"], env=login.environment())

A session there has another HOME and the variables that are given here. Nothing outside of the folder is read or written, but for
the empty /run/sshd that sshd wants where root starts it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_engine import PrivateEngine, free_ports, missing  # noqa: E402

PROGRAMS = ("sshd", "ssh", "ssh-keygen", "rsync")

SSHD_CONF = """\
Port @port@
ListenAddress 127.0.0.1
HostKey @folder@/host_key
AuthorizedKeysFile @folder@/key.pub
PidFile @folder@/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
SetEnv @environment@
"""

# The key of `stranger` is refused, and nobody knows that of `newcomer`.
SSH_CONF = """\
Host newcomer
  HostKeyAlias newcomer
Host login stranger newcomer
  HostName 127.0.0.1
  Port @port@
  User @user@
  UserKnownHostsFile @folder@/known_hosts
  StrictHostKeyChecking yes
  HostKeyAlias login
  IdentitiesOnly yes
  IdentityAgent none
Host login
  IdentityFile @folder@/key
Host stranger
  IdentityFile @folder@/strange_key
"""


def missing_programs():
    """The programs of Debian's openssh-server, openssh-client and rsync that this machine does not have."""
    return missing(PROGRAMS)


class PrivateSshd(PrivateEngine):
    name = "sshd"

    def __init__(self, **variables):
        super().__init__()
        self._variables = variables

    def start(self):
        for name in ("home", "laptop", "programs"):
            os.mkdir(os.path.join(self.folder, name))
        for key in ("host_key", "key", "strange_key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path(key)], check=True)
        self._write_configuration()
        if os.getuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.start_daemon("sshd", [shutil.which("sshd", path="/usr/sbin:/sbin"), "-D", "-f", self.path("sshd_conf"), "-E", self.path("sshd.log")])
        self.wait_for("answer of sshd", self._answers)

    def path(self, name):
        return os.path.join(self.folder, name)

    def home(self):
        """HOME of a session there."""
        return self.path("home")

    def mark(self):
        return f"HOME={self.home()}"

    def environment(self, base=None):
        """That of a laptop: ssh knows the host `login`, and clients of engines find none."""
        base = os.environ if base is None else base
        kept = {k: v for k, v in base.items() if not k.startswith(("SLURM_", "SBATCH_", "SQUEUE_", "SGE_", "SSH_"))}
        return {**kept, "PATH": f"{self.path('programs')}:{base.get('PATH', '/usr/bin:/bin')}", "HOME": self.path("laptop")}

    def put_before(self, program, commands):
        """A script that the laptop finds instead of a program, until it is removed; `$real` is the program."""
        real = shutil.which(program)
        self.write(f"programs/{program}", f"#!/bin/sh\nreal={real}\n{commands}\n", 0o755)

    def remove(self, program):
        if os.path.exists(self.path(f"programs/{program}")):
            os.unlink(self.path(f"programs/{program}"))

    def logins(self):
        """How many connections were let in."""
        with open(self.path("sshd.log"), encoding="utf-8", errors="replace") as file:
            return file.read().count("Accepted publickey")

    def words_of_ssh(self):
        """All that ssh was ever called with, on the laptop."""
        with open(self.path("ssh.words"), encoding="utf-8") as file:
            return file.read()

    def configure(self, more=""):
        """Writes the configuration of ssh on the laptop."""
        values = {"port": self._port, "folder": self.folder, "user": pwd.getpwuid(os.getuid()).pw_name}
        self._fill("ssh_conf", SSH_CONF + more, values)

    def break_connections(self):
        """As a network does: what runs there is not told."""
        for process in self._connections():
            os.kill(process, signal.SIGKILL)

    end_jobs = break_connections

    def _write_configuration(self):
        self._port = free_ports(1)[0]
        variables = {"HOME": self.home(), **self._variables}
        settings = " ".join(f'"{name}={value}"' for name, value in variables.items())
        self._fill("sshd_conf", SSHD_CONF, {"port": self._port, "folder": self.folder, "environment": settings})
        self.configure()
        with open(self.path("host_key.pub"), encoding="ascii") as file:
            self.write("known_hosts", "login " + file.read())
        # ssh finds its configuration through the account, not through HOME.
        self.put_before("ssh", f'printf "%s\\n" "$*" >> {self.path("ssh.words")}\nexec "$real" -F {self.path("ssh_conf")} "$@"')

    def _fill(self, name, text, values):
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        self.write(name, text)

    def _answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=5) as connection:
                return connection.recv(4) == b"SSH-"
        except OSError:
            return False

    def _connections(self):
        """The processes of sshd that serve one connection each."""
        servers = {daemon.pid for _, daemon in self._daemons}
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                    parent = int(file.read().rpartition(") ")[2].split()[1])
            except OSError:
                continue
            if parent in servers:
                yield int(entry)
