#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The runner of golden cases must notice every kind of difference; a shell script plays expc."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path(__file__).with_name("run_case.py")

PRETENDED_EXPC = """#!/bin/sh
case $1 in
check) cat "$2" ;;
fail) echo "no" >&2; exit 1 ;;
make) mkdir -p build/.store/abc; echo made >build/.store/abc/file; ln -s .store/abc build/t ;;
env) env | sort | grep -v '^_=\\|^PWD=\\|^SHLVL=\\|^OLDPWD=\\|^HOME=' ;;
where) pwd ;;
esac
"""


class RunnerTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="expc-runner-")
        self.addCleanup(self.folder.cleanup)
        self.place = pathlib.Path(self.folder.name)
        self.expc = self.place / "expc"
        self.expc.write_text(PRETENDED_EXPC)
        self.expc.chmod(0o755)

    def case(self, name, **files):
        case = self.place / name
        for path, text in {"input.exp": "hello\n", **files}.items():
            target = case / path.replace("__", "/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return case

    def run_case(self, case, *options, **environment):
        base = {name: value for name, value in os.environ.items() if name != "CI"}
        return subprocess.run([sys.executable, RUNNER, *options, "--expc", self.expc, case], capture_output=True,
                              text=True, env=base | environment, check=False)

    def assert_fails(self, case, words):
        done = self.run_case(case)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(words, done.stderr)

    def test_equal_output_passes(self):
        self.assertEqual(self.run_case(self.case("same", expected__stdout="hello\n")).returncode, 0)

    def test_other_output_is_shown_as_a_diff(self):
        self.assert_fails(self.case("other", expected__stdout="bye\n"), "+hello")

    def test_output_that_is_not_expected_fails(self):
        self.assert_fails(self.case("extra"), "+hello")

    def test_an_error_needs_a_name_with_fail(self):
        self.assert_fails(self.case("bad", command="fail", expected__stderr="no\n", expected__code="1\n"), "must begin")

    def test_a_success_may_not_be_named_fail(self):
        self.assert_fails(self.case("fail_good", expected__stdout="hello\n"), "must not begin")

    def test_an_expected_error_passes(self):
        case = self.case("fail_good", command="fail", expected__stderr="no\n", expected__code="1\n")
        self.assertEqual(self.run_case(case).returncode, 0)

    def test_calls_after_a_failure_do_not_run(self):
        case = self.case("fail_early", command="fail\ncheck input.exp\n", expected__stderr="no\n", expected__code="1\n")
        self.assertEqual(self.run_case(case).returncode, 0)

    def test_files_are_compared_through_links_and_not_in_the_store(self):
        case = self.case("tree", command="make", expected__tree__build__t__file="made\n")
        self.assertEqual(self.run_case(case).returncode, 0)

    def test_a_missing_and_an_additional_file_fail(self):
        case = self.case("tree", command="make", expected__tree__other="x\n")
        self.assert_fails(case, "tree/other was not made")
        self.assert_fails(case, "tree/build/t/file was made")

    def test_the_environment_is_clean(self):
        case = self.case("env", command="env", env="A=b c\n")
        self.run_case(case, "--update", SECRET="x")
        lines = (case / "expected" / "stdout").read_text().splitlines()
        self.assertEqual([line.partition("=")[0] for line in lines], ["A", "LC_ALL", "PATH", "TERM", "USER"])

    def test_the_temporary_folder_has_a_fixed_name(self):
        case = self.case("where", command="where")
        self.run_case(case, "--update")
        self.assertEqual((case / "expected" / "stdout").read_text(), "<case>\n")

    def test_update_writes_what_the_next_run_expects(self):
        case = self.case("update", expected__stdout="old\n", expected__stderr="old\n")
        self.assertEqual(self.run_case(case, "--update").returncode, 0)
        self.assertEqual(self.run_case(case).returncode, 0)
        self.assertFalse((case / "expected" / "stderr").exists())

    def test_files_that_match_no_pattern_are_not_compared(self):
        case = self.case("tree", command="make", compared="*/file\n", expected__tree__build__t__file="made\n")
        self.assertEqual(self.run_case(case).returncode, 0)
        case = self.case("none", command="make", compared="*.sh\n", expected__tree__build__t__file="made\n")
        self.assert_fails(case, "tree/build/t/file was not made")

    def test_a_case_may_take_its_files_from_a_folder_of_the_repository(self):
        case = self.case("source", command="check mnist.exp", source="examples/mnist-onager\n")
        self.run_case(case, "--update")
        example = RUNNER.parents[2] / "examples" / "mnist-onager" / "mnist.exp"
        self.assertEqual((case / "expected" / "stdout").read_text(), example.read_text())

    def test_update_is_refused_in_ci(self):
        case = self.case("ci", expected__stdout="old\n")
        self.assertEqual(self.run_case(case, "--update", CI="1").returncode, 2)
        self.assertEqual((case / "expected" / "stdout").read_text(), "old\n")


if __name__ == "__main__":
    unittest.main()
