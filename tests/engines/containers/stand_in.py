#!/usr/bin/python3 -IS
# SPDX-License-Identifier: MIT
"""A stand-in for singularity, apptainer, docker and podman: it is none of them.

It takes the name it is called by, accepts exactly the options that expc writes (any other word is refused with 99),
appends its words to the file STAND_IN_LOG as JSON, and starts the command with ch-run in the image that the file
STAND_IN_IMAGES names, with the binds, the folder and the environment that the real program would give it. It does not
hold binds read-only and has no GPUs: the log says what was asked for.
"""

import json
import os
import subprocess
import sys


class Call:
    """What a call asks for."""

    def __init__(self):
        self.binds, self.environment, self.folder, self.image, self.command = [], {}, "/", None, []


def refuse(word):
    print(f"stand-in: {word!r} is not expected here", file=sys.stderr)
    sys.exit(99)


def mount_option(text):
    parts = dict(part.partition("=")[::2] for part in text.split(","))
    if parts.pop("type") != "bind" or set(parts) - {"source", "target", "ro", "readonly"}:
        refuse(text)
    return parts["source"], parts["target"]


def options(call, words, known, flags):
    """Reads options until the image; `known` takes a value, `flags` none."""
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in known:
            known[option](words.pop(0))
        elif option not in flags:
            refuse(option)
    call.image, call.command = words[0], words[1:]


def is_literal(name):
    """Whether values are taken as they are: the real programs let a shell read them unless they are told not to."""
    names = ["SINGULARITY_NO_EVAL"] + (["APPTAINER_NO_EVAL"] if name == "apptainer" else [])
    return "STAND_IN_IS_OLD" not in os.environ and any(os.environ.get(each) == "1" for each in names)


def evaluated(value):
    quoted = value.replace('"', '\\"')
    script = f'value="{quoted}"\nprintf "%s" "$value"'
    return subprocess.run(["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True).stdout


def apptainer(name, words):
    call = Call()
    if words.pop(0) != "exec":
        refuse("no exec")
    prefixes = ("APPTAINERENV_", "SINGULARITYENV_") if name == "apptainer" else ("SINGULARITYENV_",)
    for prefix in prefixes:
        for variable, value in os.environ.items():
            if variable.startswith(prefix):
                call.environment[variable.removeprefix(prefix)] = value if is_literal(name) else evaluated(value)
    options(call, words, {
        "--pwd": lambda folder: setattr(call, "folder", folder),
        "-B": lambda bind: call.binds.append(tuple(bind.removesuffix(":ro").split(":"))),
        "--mount": lambda text: call.binds.append(mount_option(text)),
    }, {"--cleanenv", "--nv", "--no-home"})
    return call


def docker(name, words):
    call = Call()
    if words.pop(0) != "run":
        refuse("no run")
    options(call, words, {
        "-w": lambda folder: setattr(call, "folder", folder),
        "-e": lambda variable: call.environment.update({variable: os.environ[variable]}),
        "--mount": lambda text: call.binds.append(mount_option(text)),
        "--entrypoint": lambda text: text == "" or refuse(text),
        "--cidfile": lambda path: path.endswith("/.container") and not os.path.exists(path) or refuse(path),
        "--gpus": lambda text: name == "docker" or refuse(text),
        "--device": lambda text: name == "podman" or refuse(text),
        "--user": lambda text: name == "docker" or refuse(text),
    }, {"--rm", "--init", "--no-home"})
    return call


def main():
    name, words = os.path.basename(sys.argv[0]), sys.argv[1:]
    if words == ["exec", "--help"]:
        print("" if "STAND_IN_IS_OLD" in os.environ else "  --no-eval")
        return
    with open(os.environ["STAND_IN_LOG"], "a", encoding="utf-8") as log:
        log.write(json.dumps([name, *words]) + "\n")
    call = (docker if name in ("docker", "podman") else apptainer)(name, words)
    with open(os.environ["STAND_IN_IMAGES"], encoding="utf-8") as file:
        root = json.load(file)[call.image]
    for _, target in call.binds:
        if not target.startswith("/tmp/"):
            os.makedirs(root + target, exist_ok=True)
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    start = ["ch-run", f"--cd={call.folder}", f"--unset-env=!({'|'.join(call.environment)})", f"--set-env=PATH={path}",
             *(f"--bind={source}:{target}" for source, target in call.binds), root, "--", *call.command]
    os.execvpe("ch-run", start, {**call.environment, "USER": "root", "PATH": os.environ["PATH"]})


main()
