# SPDX-License-Identifier: MIT
"""An unpacked image made of this machine's own files, without a network: busybox, bash and the libraries they load."""

import os
import pathlib
import re
import shutil
import subprocess

FOLDERS = ("bin", "usr/bin", "dev", "proc", "sys", "etc", "tmp", "data")
APPLETS = ("sh", "env", "cat", "mkdir", "touch", "test", "true", "printf", "id", "sleep")


def make_image(folder):
    """`folder` becomes a root that ch-run can start; its path."""
    root = pathlib.Path(folder)
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
    for name in ("etc/passwd", "etc/group"):
        (root / name).touch()
    for program in ("busybox", "bash"):
        _copy_program(shutil.which(program), root)
    for applet in APPLETS:
        (root / "bin" / applet).symlink_to("busybox")
    return root


def _copy_program(path, root):
    shutil.copy(os.path.realpath(path), root / "bin" / os.path.basename(path))
    loaded = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
    for library in re.findall(r"(/\S+) \(0x", loaded):
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
