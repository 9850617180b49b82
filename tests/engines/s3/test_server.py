# SPDX-License-Identifier: MIT
"""A test server that speaks S3 on loopback (PyPI's moto, in memory), as a `with` block.

It is not S3: it takes any key."""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from private_engine import PrivateEngine, free_ports  # noqa: E402


class TestServer(PrivateEngine):
    name = "s3"

    def __init__(self):
        super().__init__()
        (self.port,) = free_ports(1)

    def start(self):
        self.start_daemon("server", [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", self.port])
        self.wait_for("answer of the server", lambda: self.rclone("lsd", "") is not None)

    def environment(self, base=None):
        # A bundle of certificates for all of the machine is refused by rclone 1.60.
        kept = {name: value for name, value in (os.environ if base is None else base).items() if not name.startswith("AWS_")}
        return {**kept, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                "RCLONE_S3_ENDPOINT": self.address()}

    def mark(self):
        return f"RCLONE_S3_ENDPOINT={self.address()}"

    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def rclone(self, command, path, *words, text=None):
        """What rclone prints for a path of the server, or None if it failed; `text` is its standard input."""
        done = subprocess.run(["rclone", "--config", "", "-q", "--retries", "1", "--low-level-retries", "1", command,
                               f":s3,env_auth=true:{path}", *words],
                              env=self.environment(), capture_output=True, text=True, input=text)
        return done.stdout if done.returncode == 0 else None
