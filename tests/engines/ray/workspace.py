# SPDX-License-Identifier: MIT
"""What the cases of Ray share. A case is a file of cases/ whose class extends RayCase; `main()` is its last line."""

import os
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from private_ray import PrivateRay, install  # noqa: E402
from project import SKIPPED, EngineCase, main_of  # noqa: E402


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
