# SPDX-License-Identifier: MIT
"""The test of the pages can fail: wrong output, a wrong exit code, a program that is not there."""

import os
import pathlib
import stat
import tempfile
import unittest

import blocks


class Blocks(unittest.TestCase):
    def failures(self, page):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            compiler = folder / "expc"
            compiler.write_text('#!/bin/sh\ngrep -q wrong "$2" && { echo "a:1:1: error[E0102]: no"; exit 1; }; exit 0\n')
            compiler.chmod(compiler.stat().st_mode | stat.S_IXUSR)
            blocks.EXPC = os.fspath(compiler)
            (folder / "page.md").write_text(page)
            (folder / "f").mkdir()
            return blocks.Page(folder / "page.md", folder / "f").run()

    def test_what_is_true_passes(self):
        for page in (
            "```console\n$ echo a b\na b\n```\n",
            "```console\n$ seq 5\n1\n...\n5\n```\n",
            "```console\n$ seq 2\n1\n2\n...\n```\n",
            "```console\n$ echo 12 s\n... s\n```\n",
            "```console\n$ exit 3\n[exit 3]\n```\n",
            "```console\n$ echo a; exit 3\na\n[exit 3]\n```\n",
            "```console\n$ echo a \\\n>   b\na b\n$ true\n```\n",
            "```exp\nright\n```\n",
            "```exp\n# error[E0102]\nwrong\n```\n",
            "```exp a.exp\nright\n```\n```console\n$ cat a.exp\nright\n```\n",
            "```text\nwrong\n```\n",
            "```python a.py\nprint(1)\n```\n```console\n$ python3 a.py\n1\n```\n",
        ):
            self.assertEqual(self.failures(page), [], page)

    def test_what_is_false_fails(self):
        for page in (
            "```console\n$ echo a\nb\n```\n",
            "```console\n$ seq 5\n1\n...\n6\n```\n",
            "```console\n$ false\n```\n",
            "```console\n$ true\n[exit 1]\n```\n",
            "```exp\nwrong\n```\n",
            "```exp\n# error[E0102]\nright\n```\n",
            "```exp\n# error[E0103]\nwrong\n```\n",
            "```sh\nscripts/no-such-program\n```\n",
        ):
            self.assertEqual(len(self.failures(page)), 1, page)

    def test_the_page_of_an_example_happens_in_a_copy_of_its_folder(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            example = folder / "examples/one"
            example.mkdir(parents=True)
            (folder / "f").mkdir()
            (example / "data").write_text("here\n")
            (example / "README.md").write_text("```console\n$ cat data; rm data\nhere\n```\n")
            blocks.ROOT = folder
            self.assertEqual(blocks.Page(example / "README.md", folder / "f").run(), [])
            self.assertTrue((example / "data").exists())


unittest.main()
