# SPDX-License-Identifier: MIT
"""The subcommands around the program's life: init, check, inputs, eval, test, explain, fix, completion, version."""

import json
import os
import pty
import shutil
import subprocess
import threading
import time
import unittest

from shell import Case


class Words(Case):
    def test_init_writes_a_project_that_runs(self):
        said = self.succeed("init", "first")
        self.assertIn("next: cd first && expc plan sweep.exp", said)
        first = self.folder / "first"
        self.succeed("check", "sweep.exp", cwd=first)
        self.assertIn("1 test, 0 failed", self.succeed("test", "sweep.exp", cwd=first))
        self.assertIn("2 succeeded", self.succeed("run", "sweep.exp", "sweep@laptop", "--first", "2", "--set", "steps=3", cwd=first))
        before = self.files("first")
        self.assertIn("is there already; nothing was written", self.fail_with(1, "init", "first"))
        self.assertEqual(self.files("first"), before)

    def test_check_reports_in_every_form(self):
        self.assertEqual(self.succeed("check", "sweep.exp"), "sweep.exp: no mistakes found\n")
        self.write("bad.exp", "space s = product { lr: [1] }\n")
        self.assertIn("error[E0102]", self.fail_with(1, "check", "bad.exp"))
        self.assertIn("bad.exp:1:23: error[E0102]: ", self.fail_with(1, "check", "bad.exp", "--diagnostics=short"))
        codes = {json.loads(line)["code"] for line in self.fail_with(1, "check", "bad.exp", "--diagnostics=json").splitlines()}
        self.assertIn("E0102", codes)
        sarif = json.loads(self.fail_with(1, "check", "bad.exp", "--diagnostics=sarif"))
        self.assertEqual(sarif["version"], "2.1.0")

    def test_check_knows_the_targets(self):
        self.succeed("check", "sweep.exp", "fit@here")
        said = self.fail_with(2, "check", "sweep.exp", "fit@here", "fit@hree")
        self.assertIn("there is no target `fit@hree`; did you mean `fit@here`?", said)

    def test_a_target_is_not_built_into_a_folder_without_a_name(self):
        self.assertIn("--output: a folder without a name", self.fail_with(2, "build", "sweep.exp", "-o", ""))

    def test_help_is_a_subcommand_too(self):
        self.assertEqual(self.succeed("help"), self.succeed("--help"))
        self.assertEqual(self.succeed("help", "plan"), self.succeed("plan", "--help"))

    def test_a_file_that_cannot_be_read_is_wrong_usage(self):
        self.assertIn("cannot read `none.exp`: No such file or directory", self.fail_with(2, "check", "none.exp"))
        self.assertIn("Is a directory", self.fail_with(2, "plan", "."))

    def test_a_program_may_come_through_a_pipe(self):
        with open(self.folder / "sweep.exp") as program:
            self.assertIn("no mistakes found", self.succeed("check", "/dev/stdin", stdin=program))

    def test_colors_are_for_terminals_and_those_who_ask(self):
        self.write("bad.exp", "space s = 1\n")
        self.assertNotIn("\x1b", self.fail_with(1, "check", "bad.exp"))
        self.assertIn("\x1b", self.fail_with(1, "check", "bad.exp", "--color=always"))

    def test_inputs_are_listed_as_set_spells_them(self):
        self.assertIn("steps  Int   5", self.succeed("inputs", "sweep.exp"))
        self.assertEqual(json.loads(self.succeed("inputs", "sweep.exp", "--json", "--set", "steps=9")),
                         {"name": "steps", "type": "Int", "default": "5", "value": "9", "doc": ""})

    def test_expressions_and_tests_are_evaluated(self):
        self.assertEqual(self.succeed("eval", "sweep.exp", "count(grid) * steps"), "30\n")
        self.assertIn("error[E0202]", self.fail_with(1, "eval", "sweep.exp", "cuont"))
        self.write("sweep.exp", self.read("sweep.exp") + 'test "small" { assert count(grid) == 6 }\ntest "huge" { assert count(grid) > 100 }\n')
        done = self.expc("test", "sweep.exp")
        self.assertEqual((done.returncode, done.stdout), (1, "passed small\nFAILED huge\n2 tests, 1 failed\n"))

    def test_explain_knows_every_code_it_lists(self):
        listed = self.succeed("explain").splitlines()
        self.assertGreater(len(listed), 50)
        for line in listed:
            code, summary = line.split(maxsplit=1)
            self.assertTrue(self.succeed("explain", code.lower()).startswith(f"{code}: {summary}"))
        self.assertIn("did you mean `E0502`?", self.fail_with(2, "explain", "E05022"))

    def test_fix_mends_what_needs_no_judgement(self):
        self.write("bad.exp", self.read("sweep.exp").replace("resources = {", "resources : {").replace("time =", "tiem ="))
        mended = self.read("sweep.exp")
        self.assertEqual(self.succeed("fix", "bad.exp", "--dry-run"), mended)
        self.assertNotEqual(self.read("bad.exp"), mended)
        said = self.succeed("fix", "bad.exp")
        self.assertEqual(self.read("bad.exp"), mended)
        self.assertIn("mended bad.exp", said)
        self.assertIn("0 edits applied", self.succeed("fix", "bad.exp"))

    def test_an_edit_that_does_not_help_is_not_made(self):
        for text in ("let a = [1, 2 # here the edit would be a part of the comment\n",
                     'space s = product { lr in ["a, 3] }\nexperiment e { space = s\n  command = ["x"] }\n'):
            self.write("bad.exp", text)
            done = self.expc("fix", "bad.exp")
            if done.returncode == 0:
                self.succeed("check", "bad.exp")
                continue
            self.assertEqual(self.read("bad.exp"), text)
            self.assertIn("0 edits applied", done.stdout)

    def test_fix_leaves_a_link_a_link(self):
        self.write("real.exp", self.read("sweep.exp").replace("resources = {", "resources : {"))
        (self.folder / "link.exp").symlink_to("real.exp")
        self.assertIn("1 edit applied", self.succeed("fix", "link.exp"))
        self.assertTrue((self.folder / "link.exp").is_symlink())
        self.assertEqual(self.read("real.exp"), self.read("sweep.exp"))

    def test_bash_completes_subcommands_files_options_and_choices(self):
        script = self.succeed("completion", "bash")

        def complete(*words):
            call = f"COMP_WORDS=({' '.join(map(repr, words))}); COMP_CWORD={len(words) - 1}; _expc; printf '%s\\n' \"${{COMPREPLY[@]}}\""
            done = subprocess.run(["bash", "-c", script + "\ncompopt() { :; }\n" + call], cwd=self.folder, text=True, capture_output=True)
            self.assertEqual(done.stderr, "")
            return done.stdout.split()

        self.assertEqual(complete("expc", "pl"), ["plan"])
        self.assertEqual(complete("expc", "plan", "sw"), ["sweep.exp"])
        self.assertEqual(complete("expc", "plan", "sweep.exp", "--wh"), ["--where"])
        self.assertEqual(complete("expc", "check", "--diagnostics", "s"), ["short", "sarif"])
        self.assertEqual(complete("expc", "check", "--color", "=", "n"), ["never"])
        self.assertEqual(complete("expc", "completion", "f"), ["fish"])

    def test_fish_completes_subcommands_files_options_and_choices(self):
        self.need("fish")
        self.write("expc.fish", self.succeed("completion", "fish"))

        def complete(line):
            done = subprocess.run(["fish", "--no-config", "-c", "source expc.fish; complete -C $argv[1]", line],
                                  cwd=self.folder, text=True, capture_output=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return [offer.split("\t")[0] for offer in done.stdout.splitlines()]

        self.assertEqual(complete("expc pl"), ["plan"])
        self.assertEqual(complete("expc plan sw"), ["sweep.exp"])
        self.assertEqual(complete("expc plan sweep.exp --wh"), ["--where"])
        self.assertEqual(complete("expc check --diagnostics s"), ["sarif", "short"])
        self.assertEqual(complete("expc check --color=n"), ["--color=never"])
        self.assertEqual(complete("expc completion f"), ["fish"])

    def test_zsh_completes_subcommands_files_options_and_choices(self):
        self.need("zsh")
        self.write("_expc", self.succeed("completion", "zsh"))
        expected = {
            "expc pl": "expc plan ",
            "expc plan sw": "expc plan sweep.exp ",
            "expc plan sweep.exp --wh": "expc plan sweep.exp --where=",
            "expc plan sweep.exp fit@here --fir": "expc plan sweep.exp fit@here --first=",
            "expc check --diagnostics sa": "expc check --diagnostics sarif ",
            "expc check --color=n": "expc check --color=never ",
            "expc completion f": "expc completion fish ",
        }
        self.assertEqual(self.zsh_lines(list(expected)), list(expected.values()))

    def zsh_lines(self, typed):
        """What zsh makes of each line when Tab is pressed behind it: zsh completes only for a terminal."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], dict(os.environ, TERM="dumb", LC_ALL="C.UTF-8"))
        threading.Thread(target=self.read_all, args=(terminal,), daemon=True).start()
        setup = ("autoload -Uz compinit; compinit -u -D; . ./_expc; bindkey '^I' complete-word; "
                 "show() { print -r -- \"$BUFFER|\" >> lines; BUFFER=; }; zle -N show; bindkey '^X' show; print >> ready\n")
        os.write(terminal, setup.encode())
        self.wait_for("ready", 1)
        for number, line in enumerate(typed, 1):
            os.write(terminal, line.encode() + b"\t\x18")
            self.wait_for("lines", number)
        os.write(terminal, b"exit\n")
        os.waitpid(child, 0)
        return [line.removesuffix("|") for line in self.read("lines").splitlines()]

    @staticmethod
    def read_all(terminal):
        try:
            while os.read(terminal, 4096):
                pass
        except OSError:
            pass

    def wait_for(self, name, lines):
        limit = time.monotonic() + 60
        while not (self.folder / name).exists() or self.read(name).count("\n") < lines:
            self.assertLess(time.monotonic(), limit, f"zsh says nothing after line {lines - 1}")
            time.sleep(0.02)

    def need(self, shell):
        if shutil.which(shell) is None:
            self.assertNotIn("CI", os.environ, f"CI needs {shell}: scripts/packages.txt has it")
            self.skipTest(f"{shell} is not installed")

    def test_an_unknown_shell_is_wrong_usage(self):
        self.assertIn("the shells are bash, zsh and fish", self.fail_with(2, "completion", "tcsh"))

    def test_the_version_names_the_engines(self):
        self.assertEqual(json.loads(self.succeed("version", "--json"))["engines"], ["local", "slurm", "gridengine", "ray", "kubernetes"])
        self.assertTrue(self.succeed("--version").startswith("expc "))

    def test_expc_needs_no_library_of_the_machine(self):
        if os.environ.get("EXPC_STATIC") != "ON":
            self.skipTest("this build is linked to shared libraries, as sanitizers need them")
        said = subprocess.run(["ldd", os.environ["EXPC"]], capture_output=True, text=True)
        self.assertIn("not a dynamic executable", said.stdout + said.stderr)

    def test_every_example_of_the_help_is_understood(self):
        self.write("mnist.exp", self.read("sweep.exp"))
        subcommands = [line.split()[0] for line in self.succeed("--help").split("Subcommands:\n")[1].split("\n\n")[0].splitlines()]
        self.assertIn("plan", subcommands)
        for subcommand in subcommands:
            text = self.succeed(subcommand, "--help")
            self.assertIn(f"Usage: expc {subcommand}", text)
            self.assertIn(f"expc {subcommand}", text.split("Examples:\n")[1])


unittest.main()
