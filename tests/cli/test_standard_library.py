# SPDX-License-Identifier: MIT
"""What std/setup.exp prepares, prepared: a virtual environment, modules, a display. Conda cannot be had here: a stand-in says so."""

import os
import shutil
import subprocess
import unittest

from shell import Case

PROGRAM = """\
use "std/setup.exp" {{ {name} }}
experiment look {{
  {fields}
}}
platform here = local {{}}
target look on here
"""

# A stand-in for conda: its hook defines the function that `conda activate` needs, as the real one does.
CONDA = """\
#!/bin/sh
[ "$*" = 'shell.bash hook' ] || { echo "stand-in of conda: $*" >&2; exit 1; }
echo 'conda() { [ "$1" = activate ] && export STAND_IN_OF_CONDA="$2"; }'
"""


class StandardLibrary(Case):
    def look(self, name, fields, code=0, **environment):
        """What the run printed, or what the message shows when it could not start."""
        self.write("look.exp", PROGRAM.format(name=name, fields=fields))
        done = self.expc("run", "look.exp", "--all", environment=environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if code != 0:
            return done.stdout + done.stderr
        (log,) = self.folder.glob("runs/look@here/look/*/out.log")
        return log.read_text()

    def test_a_virtual_environment_of_the_project_and_one_elsewhere(self):
        for folder, written in ((self.folder / ".venv", ".venv"), (self.folder / "it's a b", str(self.folder / "it's a b"))):
            subprocess.run(["python3", "-m", "venv", "--without-pip", folder], check=True)
            said = self.look("venv", f'setup = [venv("{written}")]\n  command = ["python3", "-c", "import sys; print(sys.prefix)"]')
            self.assertEqual(said, f"{folder}\n")

    def test_a_virtual_environment_of_the_home_folder(self):
        home = self.folder / "a home"
        subprocess.run(["python3", "-m", "venv", "--without-pip", home / "my env"], check=True)
        said = self.look("venv", 'setup = [venv("~/my env")]\n  command = ["python3", "-c", "import sys; print(sys.prefix)"]', HOME=str(home))
        self.assertEqual(said, f"{home}/my env\n")

    def test_a_virtual_environment_that_is_not_there_fails_before_the_run(self):
        said = self.look("venv", 'setup = [venv("missing")]\n  command = ["true"]', code=1)
        self.assertIn("setup 1 of 1 failed", said)
        self.assertIn("missing/bin/activate", said)

    @unittest.skipUnless(os.path.exists("/etc/profile.d/modules.sh"), "environment-modules is not installed")
    def test_modules_are_loaded_in_their_order(self):
        (self.folder / "modules").mkdir()
        self.write("modules/one", '#%Module1.0\nsetenv FIRST yes\n')
        self.write("modules/two", '#%Module1.0\nsetenv SECOND "after $env(FIRST)"\n')
        fields = 'setup = [modules(["one", "two"])]\n  command = ["printenv", "FIRST", "SECOND"]'
        paths = {"MODULEPATH": str(self.folder / "modules")}
        self.assertEqual(self.look("modules", fields, **paths), "yes\nafter yes\n")
        said = self.look("modules", fields.replace('"two"', '"three"'), code=1, **paths)
        self.assertIn("setup 1 of 1 failed", said)
        self.assertIn("three", said)

    @unittest.skipUnless(shutil.which("xvfb-run"), "xvfb is not installed")
    def test_a_display_of_its_own(self):
        said = self.look("xvfb", 'wrap = xvfb\n  command = ["sh", "-c", \'echo "$DISPLAY"\']')
        self.assertRegex(said, r"^:\d+\n$")

    @unittest.skipIf(shutil.which("conda"), "there is a conda")
    def test_conda_is_asked_for_its_hook_first(self):
        (self.folder / "miniconda3/bin").mkdir(parents=True)
        self.write("miniconda3/bin/conda", CONDA)
        (self.folder / "miniconda3/bin/conda").chmod(0o755)
        fields = 'setup = [conda("it\'s mine")]\n  command = ["printenv", "STAND_IN_OF_CONDA"]'
        self.assertEqual(self.look("conda", fields, HOME=str(self.folder)), "it's mine\n")

    @unittest.skipIf(shutil.which("conda"), "there is a conda")
    def test_without_conda_the_message_says_where_it_was_looked_for(self):
        said = self.look("conda", 'setup = [conda("x")]\n  command = ["true"]', code=1, HOME=str(self.folder))
        self.assertIn("conda is neither on the PATH nor below the home folder", said)


unittest.main(verbosity=2)
