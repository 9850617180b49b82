# SPDX-License-Identifier: MIT
"""What the cases of Ray share. A case is a file of cases/ whose class extends RayCase; `main()` is its last line."""

import contextlib
import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_ray import PYTHON, PrivateRay, install  # noqa: E402
from project import SKIPPED, EngineCase, main_of  # noqa: E402


STAND_IN = """\
#!/bin/sh
# A stand-in that writes its words down; as ray it runs commands and copies files on this machine.
{ printf '%s' "${0##*/}"; printf ' %s' "$@"; echo; } >> "$EXPC_TEST_CALLS"
case ${0##*/},$1,$2 in
ray,exec,*) bash -c "$3" ;;
ray,rsync-up,*) cp -R "$3." "$4" ;;
gcloud,compute,instances) [ "$3" = delete ] || printf 'ray-w-1\\tus-west1-b\\nray-w-2\\tus-west1-b\\n' ;;
aws,ec2,describe-instances) printf 'i-01\\ti-02\\n' ;;
esac
"""

EXPERIMENT = """\
mount data { at = "/shared data", mode = "ro" }
experiment e {
  space   = product { word in ["it's", "", "two  blanks"] }
  mounts  = [data, there]
  command = ["/usr/bin/python3", "report.py", word]
}
target e on cluster
"""

LOCAL = """\
    provider = { type = "local", head = "10.0.0.1", workers = ["10.0.0.2", "10.0.0.3"] }
    ssh_user = "ada"
    ssh_key  = "id"
"""


class StandIns:
    """A cluster of the project that is started, and the scripts beside its cluster.yaml, which call stand-ins."""

    def __init__(self, case):
        self.case, self.project = case, case.project
        self.there = pathlib.Path(tempfile.mkdtemp(prefix="expc-there."))
        case.addCleanup(shutil.rmtree, self.there, ignore_errors=True)
        self.calls = self.project.folder / "calls"
        programs = self.project.folder / "bin"
        programs.mkdir()
        self.project.write("id", "a key")
        for name in ("ray", "gcloud", "aws"):
            (programs / name).write_text(STAND_IN, encoding="utf-8")
            (programs / name).chmod(0o755)
        self.environment = {"PATH": f"{programs}:{os.environ['PATH']}", "EXPC_TEST_CALLS": str(self.calls)}

    def build(self, cluster, platform="", experiment=EXPERIMENT, storage='data = nfs("10.0.0.9:/vol 1")', refused=""):
        text = f'platform cluster = ray {{\n  run_root = "{self.there}"\n  python = "{PYTHON}"\n{platform}'
        text += f'  storage = {{ {storage}, there = bind("{self.there}") }}\n  cluster = {{\n{cluster}  }}\n}}\n'
        text += f'mount there {{ at = "{self.there}", mode = "rw" }}\n'
        self.project.write("e.exp", text + experiment)
        built = self.project.expc("build", "e.exp")
        self.case.assertEqual(built.returncode, 1 if refused else 0, built.stderr)
        self.case.assertIn(refused, built.stderr)

    def script(self, name, *words):
        """A call of a script of the build; `calls` are the words of the stand-ins."""
        self.calls.unlink(missing_ok=True)
        done = self.project.call("sh", f"build/e@cluster/{name}", *words, environment=self.environment)
        done.calls = self.calls.read_text(encoding="utf-8") if self.calls.exists() else ""
        return done


class StartedCase(EngineCase):
    """No Ray is started for these."""

    @classmethod
    def start_engine(cls):
        return contextlib.nullcontext(NoEngine())

    def setUp(self):
        super().setUp()
        stand_ins = StandIns(self)
        self.build, self.script = stand_ins.build, stand_ins.script


class NoEngine:
    @staticmethod
    def environment():
        return dict(os.environ)


class RayCase(EngineCase):
    """One private Ray for the file's tests, one fresh project for each test."""

    @classmethod
    def start_engine(cls):
        return PrivateRay()


def main():
    if missing := install():
        print(missing)
        sys.exit(1 if "ray" in os.environ.get("EXPC_REQUIRE_ENGINES", "").split(",") else SKIPPED)
    main_of("ray", "", [])
