# SPDX-License-Identifier: MIT
"""What the cases of Kubernetes share. A case is a file of cases/ whose class extends KubernetesCase; `main()` is its last line."""

import sys

import yaml

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from project import EngineCase, main_of  # noqa: E402
from test_server import TestServer, missing_programs  # noqa: E402

# The project's folder stands for the volume and for the image's working folder.
PLATFORM = """
container py { oci = "registry.example.org/lab/python:3.12" }
mount work = { at = "@folder@", mode = "rw" }
platform cluster = kubernetes {
  run_root = "@folder@/runs"
  storage  = { work = pvc { claim = "work" }@storage@ }@platform@
}
"""


class KubernetesCase(EngineCase):
    """One test server for each test, and one fresh project."""

    @classmethod
    def setUpClass(cls):
        pass

    def setUp(self):
        self.engine = self.enterContext(TestServer())
        super().setUp()
        self.engine.workdir = self.project.folder

    def write(self, name, text, platform="", storage=""):
        whole = text + PLATFORM.replace("@platform@", "".join("\n  " + line for line in platform.splitlines()))
        whole = whole.replace("@storage@", storage and ", " + storage)
        self.project.write(name, whole.replace("@folder@", str(self.project.folder)))

    def manifests(self, target):
        """The objects of a build by the names of their files."""
        folder = self.project.folder / "build" / target / "manifests.d"
        return {path.name: yaml.safe_load(path.read_bytes()) for path in folder.iterdir()}


def main():
    main_of("kubernetes", "kubernetes-client", missing_programs())
