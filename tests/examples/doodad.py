# SPDX-License-Identifier: MIT
"""examples/doodad: the sizes of doodad's jobs, the mounts in every runtime, and runs here."""

import json
import unittest

from project_copy import ExampleCase


class Doodad(ExampleCase):
    example = "doodad"

    def dry_run(self, target, *words):
        self.expc("build", "doodad.exp", target, *words)
        return self.call("sh", f"build/{target}/submit.sh", "--dry-run").splitlines()

    def test_a_taskfile_job_has_a_task_for_each_run_and_as_many_nodes_as_that_needs(self):
        for runs, size in ((5, " -N 1 -n 5 "), (20, " -N 1 -n 20 "), (25, " -N 2 -n 25 ")):
            (line,) = self.dry_run("htp", "--set", f"seeds={runs}")
            self.assertIn(size, line)
            for word in (" --account=fc_rail ", " --partition=savio ", " --cpus-per-task=1 ", " --time=2-23:45:00 "):
                self.assertIn(word, line)

    def test_a_gpu_job_for_each_run(self):
        lines = self.dry_run("sss")
        self.assertEqual(len(lines), 5)
        for line in lines:
            for word in (" --gres=gpu:1 ", " --cpus-per-task=2 ", " --qos=rail_2080ti3_normal ", " --mail-type=FAIL "):
                self.assertIn(word, line)

    def test_the_mounts_are_bound_where_the_image_expects_them(self):
        self.expc("build", "doodad.exp")
        for target, folder in (("sss", "/global/home/users/ada"), ("train@docker_", "/home/ada")):
            task = (self.folder / "build" / target / "train" / "task.sh").read_text()
            self.assertIn(f"{folder}/.mujoco", task)
            self.assertIn("/root/.mujoco", task)

    def test_it_runs_here_and_finds_its_code(self):
        self.expc("run", "doodad.exp", "train@here")
        written = [json.loads(path.read_text()) for path in self.folder.glob("runs/train@here/train/*/variant.json")]
        self.assertEqual(sorted(each["variant"]["seed"] for each in written), list("01234"))
        self.assertEqual({each["multiworld"] for each in written}, {"1"})
        self.assertEqual(len({each["doodad_config"]["base_log_dir"] for each in written}), 5)

    def test_code_may_change_between_the_build_and_the_run(self):
        self.expc("build", "doodad.exp", "train@here")
        (self.folder / "railrl" / "function.py").write_text("raise SystemExit('changed')\n")
        (self.folder / "multiworld" / "multiworld.py").unlink()
        self.call("sh", "build/train@here/run.sh")
        self.assertEqual(len(list(self.folder.glob("runs/train@here/train/*/variant.json"))), 5)


unittest.main(verbosity=2)
