# SPDX-License-Identifier: MIT
"""A real podman hands words and environment over byte for byte and holds mounts read-only."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from oci_case import OciCase, main_of  # noqa: E402
from private_podman import PrivatePodman, missing_programs  # noqa: E402


class Podman(OciCase):
    runtime = "podman"

    @classmethod
    def start_engine(cls):
        return PrivatePodman()

    def test_a_real_podman_runs_what_the_plan_says(self):
        self.assert_runs_what_the_plan_says()

    def test_no_container_outlives_a_run_that_is_killed(self):
        self.assert_ends_the_container_of_a_run_that_is_killed()

    def test_no_container_outlives_a_call_that_is_interrupted(self):
        self.assert_ends_the_container_of_a_call_that_is_interrupted()


main_of("podman", "podman and runc", missing_programs())
