# SPDX-License-Identifier: MIT
"""examples/backend: a program of its own makes a Makefile of a target, and make runs it, whatever its words are."""

import contextlib
import shutil
import sys
import unittest

from project_copy import ROOT, ExampleCase

sys.path.insert(0, str(ROOT / "tests/engines"))
import hostile_sweep  # noqa: E402
from project import EngineCase  # noqa: E402

MAKEFILE = str(ROOT / "examples/backend/makefile.py")


class Backend(ExampleCase):
    example = "backend"

    def build(self, *words, code=0):
        return self.expc("build", "sweep.exp", *words, "--backend", "./makefile.py", code=code)

    def make(self, *words, code=0):
        return self.call("make", "-C", "build/fit@here", "-j2", *words, code=code)

    def said(self):
        return {path: (path.read_text(), path.stat().st_mtime_ns) for path in self.folder.glob("runs/fit@here/fit/*/said.txt")}

    def test_make_runs_every_run_once(self):
        self.build()
        self.assertEqual(self.make().count("1 run: 1 succeeded, 0 failed"), 6)
        said = self.said()
        words = {" ".join(str(word) for word in row["argv"][2:-1]) for row in self.rows("sweep.exp")["fit@here"]}
        self.assertEqual({text.rpartition(" ")[0] for text, _ in said.values()}, words)
        self.assertIn("Nothing to be done", self.make())
        self.assertEqual(self.said(), said)

    def test_a_run_that_failed_starts_again_and_no_other(self):
        script = (self.folder / "fit.sh").read_text()
        (self.folder / "fit.sh").write_text(script + '[ "$EXPC_RUN_INDEX" != 3 ]\n')
        self.build()
        self.assertIn("1 run: 0 succeeded, 1 failed", self.make("-k", code=2))
        before = self.said()
        (self.folder / "fit.sh").write_text(script)
        self.make()
        after = self.said()
        self.assertEqual(len([path for path in after if after[path] != before[path]]), 1)
        self.assertIn("Nothing to be done", self.make())

    def test_another_build_starts_all_runs_and_going_back_starts_none(self):
        self.build()
        self.make()
        text = (self.folder / "sweep.exp").read_text()
        (self.folder / "sweep.exp").write_text(text.replace("0.2]", "0.2, 0.3]"))
        self.build()
        self.assertEqual(self.make().count("1 succeeded"), 9)
        (self.folder / "sweep.exp").write_text(text)
        self.build()
        self.assertIn("Nothing to be done", self.make())

    def test_it_says_what_it_cannot_do(self):
        text = (self.folder / "sweep.exp").read_text()
        (self.folder / "sweep.exp").write_text(text + "platform farm = slurm {}\ntarget fit on farm\n")
        self.assertIn("fit@farm is on `slurm`: make starts runs on this machine", self.build("fit@farm", code=1))
        (self.folder / "sweep.exp").write_text(text.replace("target fit", 'experiment sum { after = [all(fit)]\n  command = ["true"] }\ntarget all = [fit, sum]'))
        said = self.build(code=1)
        self.assertIn("error[E0804]: `makefile.py` cannot carry the wait of `sum` for `fit`", said)
        self.assertIn("make would need to know which run waits for which", said)
        self.assertFalse((self.folder / "build").exists())

    def test_names_of_make_are_names_of_experiments_too(self):
        text = (self.folder / "sweep.exp").read_text().replace("experiment fit", "experiment all").replace("target fit", "target all")
        (self.folder / "sweep.exp").write_text(text)
        self.build()
        self.assertEqual(self.call("make", "-C", "build/all@here", "-j2").count("1 succeeded"), 6)


class ThisMachine:
    """What EngineCase asks of an engine, where make waits itself."""

    def environment(self):
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}

    def logs(self):
        return ""


class Hostile(EngineCase):
    @classmethod
    def start_engine(cls):
        return contextlib.nullcontext(ThisMachine())

    def test_words_arrive_as_the_plan_says_in_a_folder_with_a_hostile_name(self):
        folder = self.project.folder
        self.addCleanup(shutil.rmtree, folder)
        self.project.folder = folder / "it's $(HOME) $$a: b%\t#1"
        self.project.folder.mkdir()
        shutil.copy(folder / "report.py", self.project.folder)
        self.project.write("h.exp", hostile_sweep.program("here = local {}"))
        self.succeed(self.project.expc("build", "h.exp", "--backend", MAKEFILE))
        makefile = (self.project.folder / "build/h@here/Makefile").read_text()
        self.assertLess(len(makefile), 400)
        self.succeed(self.project.call("make", "-C", "build/h@here", "-j2"))
        hostile_sweep.assert_arrived(self, self.project.plan_rows("h.exp"))


unittest.main(verbosity=2)
