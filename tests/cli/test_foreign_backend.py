# SPDX-License-Identifier: MIT
"""`expc build --backend PROGRAM`: what the program is asked, what it may answer, and every way in which it may fail."""

import hashlib
import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from shell import Case

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOB = {"path": "job.sh", "text": "#!/bin/sh\necho job\n", "executable": True}


def answer(*artifacts, **others):
    return {"version": 1, "artifacts": list(artifacts), **others}


def artifact(path, **others):
    return {"path": path, "text": "", **others}


class Foreign(Case):
    def setUp(self):
        super().setUp()
        self.program("fixed", "#!/bin/sh\ncat answer.json\n")

    def program(self, name, text):
        self.write(name, text)
        (self.folder / name).chmod(0o755)

    def build(self, *words, backend="./fixed", **options):
        return self.expc("build", "sweep.exp", "fit@here", "--backend", backend, *words, **options)

    def answers(self, value):
        self.write("answer.json", value if isinstance(value, str) else json.dumps(value))

    def assert_refused(self, done, said):
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(said, done.stderr)
        self.assertFalse((self.folder / "build").exists())


class Answers(Foreign):
    def test_its_files_are_a_target_like_any_other(self):
        self.answers(answer(JOB, {"path": "a/b/é.txt", "text": "é\u0000\n"}))
        done = self.build()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^wrote build/fit@here \(5 files, [0-9.]+ KiB\)\n$")
        tree = (self.folder / "build/fit@here").resolve()
        self.assertEqual((tree / "a/b/é.txt").read_bytes(), b"\xc3\xa9\0\n")
        self.assertEqual(subprocess.check_output([tree / "job.sh"]), b"job\n")
        manifest = json.loads((tree / "manifest.json").read_text())
        self.assertEqual(manifest["backend"], {"program": "fixed", "sha256": hashlib.sha256((self.folder / "fixed").read_bytes()).hexdigest()})
        self.assertEqual(manifest["artifacts"][1], {"path": "job.sh", "bytes": 19, "executable": True, "sha256": hashlib.sha256(JOB["text"].encode()).hexdigest()})
        self.assertEqual(tree.name, (tree / "digest").read_text().strip())
        self.assertIn("nothing changed since the last build", self.build().stdout)

    def test_the_manifest_follows_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        self.answers(answer(JOB))
        self.build()
        with open(ROOT / "docs/manifest.schema.json", encoding="utf-8") as schema:
            jsonschema.validate(json.loads(self.tree("fit@here")["manifest.json"]), json.load(schema))

    def test_a_program_without_a_slash_is_found_in_the_path(self):
        self.answers(answer(JOB))
        os.mkdir(self.folder / "bin")
        os.rename(self.folder / "fixed", self.folder / "bin/emitter")
        done = self.build(backend="emitter", environment={"PATH": f"{self.folder}/bin:{os.environ['PATH']}"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(self.tree("fit@here")["manifest.json"])["backend"]["program"], "emitter")

    def test_wrong_answers_are_one_sentence_and_write_nothing(self):
        for value, said in [
            ("", "it is empty"),
            ("{", "it is no JSON, from byte 2 on"),
            ('{"version": 1, "artifacts": []} {}', "it is no JSON, from byte"),
            ("[" * 100000, "it is no JSON, from byte"),
            ("[]", "it is no JSON object"),
            ({"artifacts": []}, "it has no `version`"),
            ({"version": 2, "files": []}, 'it is of version "2", and this expc understands version 1'),
            ({"version": "1", "artifacts": []}, "it is of version"),
            ({"version": 1.0, "artifacts": []}, "it is of version"),
            ({"version": 1}, "it has no `artifacts`"),
            (answer(files=[]), 'it has the key "files", which means nothing'),
            ({"version": 1, "artifacts": {}}, "`artifacts` is no list"),
            (answer("job.sh"), "artifact 0 is no JSON object"),
            (answer(JOB, {"path": "x"}), "artifact 1 has no `text`"),
            (answer({"text": "x"}), "artifact 0 has no `path`"),
            (answer(artifact("x", mode=7)), 'artifact 0 has the key "mode", which means nothing'),
            (answer(artifact(3)), "`path` of artifact 0 is no string"),
            (answer({"path": "x", "text": None}), "`text` of artifact 0 is no string"),
            (answer(artifact("x", executable=1)), "`executable` of artifact 0 is no boolean"),
            (answer(artifact("")), 'the path "" of artifact 0 is empty'),
            (answer(artifact("/etc/passwd")), 'the path "/etc/passwd" of artifact 0 is absolute'),
            (answer(artifact("..")), "leads out of the folder by `..`"),
            (answer(artifact("a/../../x")), "leads out of the folder by `..`"),
            (answer(artifact("a/..")), "leads out of the folder by `..`"),
            (answer(artifact("a\0b")), 'the path "a\\u0000b" of artifact 0 holds a control character'),
            (answer(artifact("a\nb")), "holds a control character"),
            (answer(artifact("./a")), "has a part that is empty or `.`"),
            (answer(artifact("a//b")), "has a part that is empty or `.`"),
            (answer(artifact("a/")), "has a part that is empty or `.`"),
            (answer(JOB, JOB), 'the path "job.sh" is one that another artifact has'),
            (answer(artifact("a/b"), artifact("a")), 'the path "a/b" needs a folder where "a" is a file'),
            (answer(artifact("a"), artifact("a-b"), artifact("a/b/c")), 'the path "a/b/c" needs a folder where "a" is a file'),
            (answer(artifact("manifest.json")), 'the path "manifest.json" is one that expc writes itself'),
            (answer(artifact("digest")), 'the path "digest" is one that expc writes itself'),
            (answer(artifact("project")), 'the path "project" is one that expc writes itself'),
            (answer(artifact("project/x")), 'the path "project/x" needs a folder where "project" is a file'),
            (answer(cannot={}), "`cannot` is no list"),
            (answer(cannot=[0]), "entry 0 of `cannot` is no JSON object"),
            (answer(cannot=[{"request": 0}]), "entry 0 of `cannot` has no `why`"),
            (answer(cannot=[{"request": 0, "why": "x"}]), 'names the request "0", and the target has 0 of them'),
            (answer(cannot=[{"request": -1, "why": "x"}]), 'names the request "-1"'),
            (answer(cannot=[{"request": 0, "why": "x", "because": "y"}]), 'has the key "because"'),
        ]:
            with self.subTest(said=said):
                self.answers(value)
                self.assert_refused(self.build(), said)
        (self.folder / "answer.json").write_bytes(b'{"version": 1, "artifacts": [{"path": "\xff", "text": ""}]}')
        self.assert_refused(self.build(), "it is no JSON, from byte")

    def test_one_target_that_it_cannot_make_leaves_the_other_unwritten(self):
        self.program("half", '#!/bin/sh\ncase $(cat) in *fit@cluster*) exit 4 ;; esac\necho \'{"version": 1, "artifacts": []}\'\n')
        done = self.expc("build", "sweep.exp", "--backend", "./half")
        self.assert_refused(done, "error: the backend `./half` ended with code 4, asked for fit@cluster: nothing was written")

    def test_a_file_that_the_disk_refuses_is_one_error(self):
        self.answers(answer(artifact("x" * 300)))
        done = self.build()
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^error: cannot write .*File name too long\n$")
        self.assertFalse((self.folder / "build/fit@here").exists())


class Programs(Foreign):
    def test_programs_that_cannot_be_started(self):
        self.write("plain", "#!/bin/sh\n")
        self.program("orphaned", "#!/nowhere/python\n")
        for name, said in [("./nothing", "cannot start `./nothing`: No such file or directory"), ("nothing-at-all", "cannot start `nothing-at-all`: No such file or directory"),
                           ("./plain", "cannot start `./plain`: Permission denied"), (".", "cannot start `.`: No such file or directory"),
                           ("./", "cannot start `./`: Permission denied"), ("./orphaned", "cannot start `./orphaned`: No such file or directory")]:
            with self.subTest(name=name):
                self.assert_refused(self.build(backend=name), said)

    def test_an_empty_name_and_an_option_without_one_are_wrong_usage(self):
        self.assertEqual(self.build(backend="").returncode, 2)
        self.assertEqual(self.expc("build", "sweep.exp", "--backend").returncode, 2)
        for subcommand in ("plan", "run", "check"):
            self.assertIn("has no option `--backend`", self.fail_with(2, subcommand, "sweep.exp", "--backend", "./fixed"))

    def test_a_code_or_a_signal_ends_the_build_and_its_own_words_are_shown(self):
        self.answers(answer(JOB))
        self.program("code", "#!/bin/sh\ncat answer.json\necho 'I have no queue' >&2\nexit 3\n")
        done = self.build(backend="./code")
        self.assert_refused(done, "error: the backend `./code` ended with code 3, asked for fit@here: nothing was written")
        self.assertTrue(done.stderr.startswith("I have no queue\n"), done.stderr)
        self.program("signal", "#!/bin/sh\ncat answer.json\nkill -SEGV $$\n")
        self.assert_refused(self.build(backend="./signal"), "was ended by signal 11")

    def test_words_beside_a_good_answer_are_shown(self):
        self.answers(answer(JOB))
        self.program("talks", "#!/bin/sh\necho 'by the way' >&2\ncat answer.json\n")
        done = self.build(backend="./talks")
        self.assertEqual((done.returncode, done.stderr), (0, "by the way\n"))

    def test_output_without_end_has_a_limit(self):
        self.program("endless", "#!/bin/sh\nexec yes\n")
        self.assert_refused(self.build(backend="./endless"), "writes more than 64 MiB")

    def test_neither_side_waits_for_the_other(self):
        self.write("sweep.exp", self.read("sweep.exp") + 'let long = "' + "x" * 60000 + '"\nlet texts = [' + ", ".join(f'"{i}${{long}}"' for i in range(40)) + "]\n"
                   'experiment large { space = product { t in texts }\n command = ["echo", t] }\ntarget large on here\n')
        self.program("deaf", """#!/usr/bin/python3
import json, sys
json.dump({"version": 1, "artifacts": [{"path": "big", "text": "x" * 3000000}]}, sys.stdout)
""")
        self.assertEqual(self.expc("build", "sweep.exp", "large@here", "--backend", "./deaf").returncode, 0)
        self.program("echo", """#!/usr/bin/python3
import json, sys
question = sys.stdin.read()
json.dump({"version": 1, "artifacts": [{"path": "question", "text": question}]}, sys.stdout)
""")
        self.assertEqual(self.expc("build", "sweep.exp", "large@here", "--backend", "./echo").returncode, 0)
        self.assertGreater(len(self.tree("large@here")["question"]), 2400000)

    def test_what_it_leaves_running_ends_with_it(self):
        self.answers(answer(JOB))
        self.program("parent", "#!/bin/sh\nsleep 1000 &\necho $! > child\ncat answer.json\n")
        self.assertEqual(self.build(backend="./parent").returncode, 0)
        self.wait_for_the_end_of(int(self.read("child")))

    def wait_for(self, condition, what):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.01)

    def wait_for_the_end_of(self, process):
        def has_ended():
            try:
                return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
            except (FileNotFoundError, ProcessLookupError):
                return True
        self.wait_for(has_ended, f"{process} goes on")

    def start(self, program):
        process = subprocess.Popen([os.environ["EXPC"], "build", "sweep.exp", "--backend", program], cwd=self.folder, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        self.wait_for(lambda: (self.folder / "ready").exists(), "it did not start")
        return process

    def assert_interrupted(self, process):
        said = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 1, said)
        self.assertIn("was interrupted, asked for fit@here: nothing was written", said)
        self.assertFalse((self.folder / "build").exists())
        for line in self.read("ready").split():
            self.wait_for_the_end_of(int(line))

    def test_an_interruption_ends_it_and_what_it_started(self):
        self.program("slow", "#!/bin/sh\nsleep 1000 &\necho $$ $! > part && mv part ready\nwait\n")
        process = self.start("./slow")
        process.send_signal(signal.SIGINT)
        self.assert_interrupted(process)

    def test_a_second_interruption_does_not_wait(self):
        self.program("stubborn", "#!/bin/sh\ntrap 'touch asked' TERM\necho $$ > part && mv part ready\nwhile :; do sleep 0.05; done\n")
        process = self.start("./stubborn")
        process.send_signal(signal.SIGTERM)
        self.wait_for(lambda: (self.folder / "asked").exists(), "it was not asked to end")
        process.send_signal(signal.SIGINT)
        self.assert_interrupted(process)


ECHO = """#!/usr/bin/python3
import json, subprocess, sys
question = json.load(sys.stdin)
runs = subprocess.run(question["list_runs"], stdout=subprocess.PIPE, check=True).stdout.decode()
json.dump({"version": 1, "artifacts": [{"path": "question", "text": json.dumps(question)}, {"path": "runs", "text": runs}]}, sys.stdout)
"""


class Questions(Foreign):
    def asked(self, target, *words):
        self.program("echo", ECHO)
        self.succeed("build", "sweep.exp", target, "--backend", "./echo", *words)
        tree = self.tree(target)
        return json.loads(tree["question"]), tree["runs"]

    def test_the_plan_is_that_of_the_one_target(self):
        question, _ = self.asked("fit@here")
        self.assertEqual(list(question), ["version", "plan", "list_runs", "own_files"])
        self.assertEqual(question["version"], 1)
        self.assertEqual(question["plan"], json.loads(self.succeed("internal", "plan", "sweep.exp", "fit@here", "--json")))
        self.succeed("build", "sweep.exp", "--backend", "./echo")
        for target in ("fit@here", "fit@cluster"):
            self.assertEqual([each["name"] for each in json.loads(self.tree(target)["question"])["plan"]["targets"]], [target])

    def test_its_words_for_runs_repeat_what_this_build_was_given(self):
        words = ["--set", "steps=7", "--override", "fit.resources.time=2m", "--engine-flag=--reservation=x", "--", "--debug", "a b'$c"]
        _, runs = self.asked("fit@cluster", *words)
        self.assertEqual(runs, self.succeed("plan", "sweep.exp", "fit@cluster", "--runs", "--json", *words))
        rows = [json.loads(line) for line in runs.splitlines()]
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[0]["argv"][-2:], ["--debug", "a b'$c"])
        self.assertIn("7", rows[0]["argv"])

    def test_it_gets_the_files_that_expc_would_write(self):
        question, _ = self.asked("fit@cluster")
        own = {file["path"]: file["text"] for file in question["own_files"]}
        self.succeed("build", "sweep.exp", "fit@cluster")
        tree = self.tree("fit@cluster")
        self.assertEqual(own, {path: text for path, text in tree.items() if path not in ("manifest.json", "digest", "project")})

    def test_where_expc_cannot_build_there_are_no_files_and_the_program_may(self):
        self.write("sweep.exp", self.read("sweep.exp").replace('slurm { partition = "main" }', 'slurm { patch = "none" }'))
        self.fail_with(1, "build", "sweep.exp", "fit@cluster")
        question, _ = self.asked("fit@cluster")
        self.assertIsNone(question["own_files"])
        self.assertEqual([request["capability"] for request in question["plan"]["targets"][0]["requests"]], ["patches"])

    def test_a_request_needs_a_reason(self):
        self.answers(answer(JOB, cannot=[{"request": 0, "why": ""}]))
        done = self.build("--override", "fit.resources.disk=1GiB")
        self.assert_refused(done, "`why` of entry 0 of `cannot` is empty")

    def test_a_request_that_may_be_dropped_is_left_out(self):
        self.write("sweep.exp", self.read("sweep.exp").replace('slurm { partition = "main" }', 'slurm { allow_drop = ["disk"] }'))
        words = ["--override", "fit.resources.disk=1GiB"]
        question, _ = self.asked("fit@cluster", *words)
        self.assertEqual([request["may_drop"] for request in question["plan"]["targets"][0]["requests"]], [True])
        self.assertNotIn("left_out", json.loads(self.tree("fit@cluster")["manifest.json"]))
        self.answers(answer(JOB, cannot=[{"request": 0, "why": "no disks"}]))
        self.succeed("build", "sweep.exp", "fit@cluster", "--backend", "./fixed", *words)
        self.assertEqual(json.loads(self.tree("fit@cluster")["manifest.json"])["left_out"], ["`disk`"])


class Standing(Foreign):
    def test_run_refuses_its_tree_until_expc_has_built_it(self):
        self.answers(answer(JOB))
        self.assertEqual(self.build().returncode, 0)
        before = (self.folder / "build/fit@here").resolve()
        said = self.fail_with(1, "run", "sweep.exp", "fit@here")
        self.assertIn("build/fit@here was made by the backend `fixed`", said)
        self.assertEqual((self.folder / "build/fit@here").resolve(), before)
        self.succeed("run", "sweep.exp", "fit@here", "-o", "other", "--first", "1")
        self.succeed("build", "sweep.exp", "fit@here")
        self.assertIn("6 succeeded", self.succeed("run", "sweep.exp", "fit@here", "--all"))

    def test_plan_says_what_would_change(self):
        self.answers(answer(JOB))
        self.build()
        self.assertIn("file `job.sh` is gone", self.succeed("plan", "sweep.exp", "fit@here"))

    def test_archives_of_uploads_are_added_and_their_names_are_taken(self):
        (self.folder / "data").mkdir()
        self.write("data/x", "x")
        self.write("sweep.exp", 'mount code { at = "/code" }\nexperiment e { mounts = [code]\n command = ["ls", "/code"] }\n'
                   'platform far = slurm { storage = { code = upload { from = "data" } } }\ntarget e on far\n')
        self.answers(answer(JOB))
        self.succeed("build", "sweep.exp", "--backend", "./fixed")
        archives = [path.relative_to(self.folder / "build/e@far") for path in (self.folder / "build/e@far/").rglob("*.tar*")]
        self.assertEqual(len(archives), 1)
        self.answers(answer(artifact(str(archives[0]))))
        self.assertIn("is one that expc writes itself", self.fail_with(1, "build", "sweep.exp", "--backend", "./fixed"))


unittest.main(verbosity=2)
