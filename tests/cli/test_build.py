# SPDX-License-Identifier: MIT
"""What `expc build` and `expc plan` write and say: all or nothing, the same bytes for the same input."""

import hashlib
import json
import os
import shutil
import subprocess
import unittest

from shell import Case


class Build(Case):
    def test_every_target_is_a_folder_with_a_manifest_that_tells_the_truth(self):
        said = self.succeed("build", "sweep.exp")
        self.assertIn("wrote build/fit@here", said)
        self.assertIn("wrote build/fit@cluster", said)
        for target in ("fit@here", "fit@cluster"):
            tree = self.tree(target)
            manifest = json.loads(tree["manifest.json"])
            self.assertEqual(manifest["target"], target)
            self.assertEqual(manifest["totals"]["runs"], 6)
            self.assertEqual(manifest["sources"], [{"path": "sweep.exp", "sha256": sha256(self.read("sweep.exp"))}])
            told = {file["path"]: file["sha256"] for file in manifest["artifacts"]}
            self.assertEqual(told, {path: sha256(text) for path, text in tree.items() if path not in ("manifest.json", "digest")})
            self.assertEqual(tree["digest"].strip(), (self.folder / "build" / target).resolve().name)

    def test_the_manifest_follows_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        self.succeed("build", "sweep.exp", "--set", "steps=7", "--override", "fit.resources.time=2m")
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        with open(f"{root}/docs/manifest.schema.json") as schema:
            jsonschema.validate(json.loads(self.tree("fit@cluster")["manifest.json"]), json.load(schema))

    def test_the_manifest_names_what_runs_go_without(self):
        self.succeed("build", "sweep.exp")
        self.assertNotIn("left_out", json.loads(self.tree("fit@cluster")["manifest.json"]))
        text = self.read("sweep.exp").replace('slurm { partition = "main" }', 'slurm { partition = "main", allow_drop = ["retry", "disk"] }')
        self.write("sweep.exp", text)
        self.succeed("build", "sweep.exp", "fit@cluster", "--override", 'fit.retry={ attempts = 2, on = ["timeout"] }', "--override", "fit.resources.disk=1GiB")
        self.assertEqual(json.loads(self.tree("fit@cluster")["manifest.json"])["left_out"], ["`retry` after `timeout`"])

    def test_a_second_build_writes_nothing_and_says_so(self):
        self.succeed("build", "sweep.exp")
        before = {path: path.lstat().st_mtime_ns for path in (self.folder / "build").rglob("*")}
        said = self.succeed("build", "sweep.exp")
        self.assertIn("build/fit@here: nothing changed since the last build", said)
        self.assertEqual({path: path.lstat().st_mtime_ns for path in (self.folder / "build").rglob("*")}, before)

    def test_the_same_input_gives_the_same_bytes_in_another_folder(self):
        self.succeed("build", "sweep.exp")
        other = self.folder / "other"
        other.mkdir()
        for name in ("sweep.exp", "fit.sh"):
            shutil.copy(self.folder / name, other)
        self.succeed("build", "sweep.exp", cwd=other)
        for target in ("fit@here", "fit@cluster"):
            self.assertEqual((self.folder / "build" / target).resolve().name, (other / "build" / target).resolve().name)

    def test_nothing_is_written_when_one_target_cannot_be_built(self):
        self.write("sweep.exp", self.read("sweep.exp").replace('slurm { partition = "main" }', 'slurm { patch = "none" }'))
        said = self.fail_with(1, "build", "sweep.exp")
        self.assertIn("error[E0804]", said)
        self.assertFalse((self.folder / "build").exists())
        self.succeed("build", "sweep.exp", "fit@here")

    def test_a_project_whose_logs_slurm_would_not_find(self):
        inner = self.folder / "back\\slash"
        inner.mkdir()
        (inner / "sweep.exp").write_text(self.read("sweep.exp"))
        said = self.fail_with(1, "build", "sweep.exp", cwd=inner)
        self.assertIn("error[E0804]: `cluster` cannot carry the logs of jobs", said)
        self.assertIn("run_root", said)
        self.assertFalse((inner / "build").exists())
        elsewhere = ("--override", f"cluster.run_root={json.dumps(str(self.folder / 'kept'))}")
        self.succeed("build", "sweep.exp", *elsewhere, cwd=inner)

    def test_a_folder_that_cannot_be_written_is_one_clear_error(self):
        self.write("build", "a file stands here")
        said = self.fail_with(1, "build", "sweep.exp")
        self.assertRegex(said, r"^error: cannot .*build")
        self.assertEqual(said.count("\n"), 1)

    def test_plan_tells_what_changed_since_the_last_build(self):
        self.assertIn("(new)", self.succeed("plan", "sweep.exp"))
        self.succeed("build", "sweep.exp")
        self.assertIn("(nothing changed since the last build)", self.succeed("plan", "sweep.exp"))
        said = self.succeed("plan", "sweep.exp", "--set", "steps=50")
        self.assertIn("input `steps`: 5 -> 50", said)
        self.write("sweep.exp", self.read("sweep.exp").replace("0..<3", "0..<4"))
        said = self.succeed("plan", "sweep.exp", "fit@here", "--json")
        self.assertIn("experiment `fit`: runs 6 -> 8", json.loads(said)["changes"])

    def test_plan_tells_what_slurm_rounds_up(self):
        said = self.succeed("plan", "sweep.exp", "fit@cluster", "--override", "fit.resources.time=90s", "--override", "fit.resources.memory=1GB")
        self.assertIn("note: time = 90s becomes 2m: Slurm counts in minutes", said)
        self.assertIn("note: memory = 1GB becomes 954MiB: Slurm counts in MiB", said)

    def test_the_next_call_that_build_proposes_makes_the_same_build(self):
        said = self.succeed("build", "sweep.exp", "fit@here", "-o", "my builds", "--set", "steps=7", "--", "--debug")
        self.assertIn("next: expc run sweep.exp fit@here -o 'my builds' --set 'steps=7' -- '--debug'   (or", said)
        self.assertIn("next: expc run sweep.exp fit@here   (or", self.succeed("build", "sweep.exp", "fit@here"))

    def test_scripts_refuse_a_selection_without_a_run(self):
        self.succeed("build", "sweep.exp")
        for script in "build/fit@cluster/submit.sh", "build/fit@here/run.sh":
            for words, message in ((["--runs", "other:0-3"], "no such runs"), (["--runs="], "runs"), (["--runs", ""], "--runs lacks its value"),
                                   (["--runs"], "--runs lacks its value"), (["--runs", "0-99"], "fit has no run 99")):
                done = subprocess.run(["sh", script, *words], cwd=self.folder, text=True, capture_output=True)
                self.assertEqual((done.returncode, message in done.stderr), (2, True), (script, words, done))
        self.assertFalse((self.folder / "runs").exists())

    def test_without_slurm_a_run_says_what_to_do_and_a_dry_run_goes_on(self):
        nowhere = {"EXPC_SQUEUE": "/nowhere/squeue", "EXPC_SBATCH": "/nowhere/sbatch"}
        said = self.fail_with(1, "run", "sweep.exp", "fit@cluster", environment=nowhere)
        self.assertIn("is Slurm on this machine? `expc build` writes a submit.sh that needs no expc", said)
        self.assertIn("6 runs to start", self.succeed("run", "sweep.exp", "fit@cluster", "--dry-run", environment=nowhere))
        done = subprocess.run(["sh", "build/fit@cluster/submit.sh"], cwd=self.folder, text=True, capture_output=True, env={**os.environ, **nowhere})
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nowhere/sbatch took no fit.0.0", done.stderr)

    def test_a_chain_of_modules_has_an_end(self):
        for n in range(150):
            self.write(f"m{n}.exp", f'use "m{n + 1}.exp" {{ x{n + 1} }}\nlet x{n} = x{n + 1}\n')
        self.write("m150.exp", "let x150 = 1\n")
        self.assertEqual(self.succeed("eval", "m60.exp", "x60"), "1\n")
        self.assertIn("100 modules use each other in a row already\n --> m99.exp:1:5", self.fail_with(1, "check", "m0.exp"))

    def test_selected_runs_are_listed(self):
        listed = self.succeed("plan", "sweep.exp", "fit@here", "--runs", "1,4-5", "--json").splitlines()
        self.assertEqual([json.loads(line)["index"] for line in listed], [1, 4, 5])
        listed = self.succeed("plan", "sweep.exp", "fit@here", "--where", "lr == 0.2 and seed > 0", "--first", "1", "--json")
        self.assertEqual(json.loads(listed)["params"], {"lr": 0.2, "seed": 1})
        table = self.succeed("plan", "sweep.exp", "fit@here", "--runs").splitlines()
        self.assertEqual(len(table), 7)
        self.assertEqual(table[0].split(), ["index", "id", "lr", "seed", "command"])
        self.assertIn("error[E0202]", self.fail_with(1, "plan", "sweep.exp", "--where", "speed == 1"))
        self.assertIn("`--runs 3-x`", self.fail_with(1, "plan", "sweep.exp", "--runs=3-x"))

    def test_a_reader_that_leaves_is_no_error(self):
        self.write("sweep.exp", self.read("sweep.exp").replace("0..<3", "0..<50_000"))
        words = f"'{os.environ['EXPC']}' plan sweep.exp fit@here --runs | head -n 2"
        done = subprocess.run(["bash", "-c", words], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual((len(done.stdout.splitlines()), done.stderr), (2, ""))

    def test_a_full_disk_behind_standard_output_is_an_error(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([os.environ["EXPC"], "plan", "sweep.exp"], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write to standard output: No space left on device", done.stderr)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


unittest.main()
