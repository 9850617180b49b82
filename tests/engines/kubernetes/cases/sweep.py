# SPDX-License-Identifier: MIT
"""Sweeps on this machine and in pods: the same words and environment on both, whatever they hold; and how runs end."""

import subprocess
import sys

import kubernetes_validate

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from workspace import KubernetesCase, main  # noqa: E402
from hostile_sweep import VALUES, assert_arrived, program  # noqa: E402

HOSTILE = program('laptop = local { allow_drop = ["container"], storage = { work = bind("@folder@") } }',
                  fields="container = py\n  mounts    = [work]") + "target h on cluster\n"

ENDINGS = """\
experiment e {
  container = py
  mounts    = [work]
  space     = product { code in [0, 3, 126] }
  resources = { time = 5m, memory = if code > 100 then 2GiB else 1GiB }
  setup     = [bash { run = "export PREPARED=$PWD" }]
  container_setup = [bash { run = "export ALSO=yes" }]
  env       = { KEY = key, OTHER = other }
  outputs   = { log = file("${run.dir}/out.log") }
  command   = ["/bin/sh", "-c", 'echo "$PREPARED $ALSO $KEY $OTHER $EXPC_ATTEMPT ${MY_KEY-gone}"; exit "$0"', code]
}
secret key   = env("MY_KEY")
secret other = file("~/other")
target e on cluster
"""

# The folder of a mount stands for the empty folder that each pod has, so one run fills each.
MADE = """\
mount sent   = { at = "@folder@/at sent" }
mount cloned = { at = "@folder@/at cloned" }
experiment uploads {
  container = py
  mounts    = [work, sent]
  workdir   = sent.at
  command   = ["cat", "it's sent"]
}
experiment clones {
  container = py
  mounts    = [work, cloned]
  command   = ["cat", "${cloned.at}/version"]
}
target both = [uploads, clones] on cluster
target other = [uploads] on cluster
"""

GROWING = """\
# @note@
experiment g {
  container = py
  mounts    = [work]
  space     = product { size in @sizes@ }
  resources = { memory = if size > 9 then 2GiB else 1GiB }
  outputs   = { log = file("${run.dir}/out.log") }
  command   = ["echo", size]
}
target g on cluster
"""

PREPARED = """\
experiment e {
  container = py
  mounts    = [work]
  setup     = [bash { run = "true" }]
  command   = ["in-the-image"]
}
target e on cluster
"""

# Folders stand for the buckets. rclone has an option from what the run declares.
COPIED = """\
mount given = { at = "@folder@/at given" }
mount taken = { at = "@folder@/at taken", mode = "rw" }
experiment e {
  container = py
  mounts    = [work, given, taken]
  env       = { RCLONE_MAX_SIZE = "100B" }
  outputs   = { result = file("${taken.at}/${run.id}/result") }
  command   = ["sh", "-c", 'cat "$0/a b" > "$1" && dd if=/dev/zero of="$1.large" bs=200 count=1', given.at, outputs.result]
}
target e on cluster
"""
BUCKETS = 'given = bucket { url = "file://@folder@/in put" }, taken = bucket { url = "file://@folder@/out put", sync = 1m }'


class Sweep(KubernetesCase):
    def test_values_that_break_quoting_arrive_unchanged_here_and_in_pods(self):
        self.write("h.exp", HOSTILE)
        self.succeed(self.project.expc("run", "h.exp", "h@laptop"))
        self.run_to_the_end("h.exp", "h@cluster")
        both = {}
        for target in ("h@laptop", "h@cluster"):
            rows = self.project.plan_rows("h.exp", target)
            assert_arrived(self, rows)
            both[target] = [self.without_places(self.project.report(row)) for row in rows]
        self.assertEqual(both["h@laptop"], both["h@cluster"])
        self.assertEqual(set(self.engine.images), {"registry.example.org/lab/python:3.12"})
        (job,) = self.engine.all("jobs")
        self.assertEqual([self.project.status(row)["job"] for row in rows],
                         [f"kubernetes:{job['metadata']['name']}.{index}" for index in range(len(VALUES))])

    def without_places(self, report):
        """What is promised to be equal on all engines: argv, and declared variables."""
        promised = ("EXPC_PARAM_", "EXPC_RUN_ID", "EXPC_RUN_INDEX", "EXPC_RUN_NAME", "EXPC_EXPERIMENT", "TEXT")
        return report["argv"], {k: v for k, v in report["environment"].items() if k.startswith(promised)}

    def test_setup_secrets_exit_codes_and_what_is_run_again(self):
        self.write("e.exp", ENDINGS)
        (self.engine.folder / "other").write_text("two\nlines\n")
        secret = {"MY_KEY": "s3'c\nret"}
        refused = self.project.expc("run", "e.exp")
        self.assertIn("the secret MY_KEY is not set", refused.stderr)
        self.run_to_the_end("e.exp", "e@cluster", environment=secret)
        rows = self.project.plan_rows("e.exp", "e@cluster")
        self.assertEqual(self.project.states(rows), ["succeeded", "failed", "failed"], self.engine.logs())
        self.assertEqual([self.project.status(row)["exit"] for row in rows], ["0", "3", "126"])
        log = (self.project.run_folder("e@cluster", "e", rows[0]["id"]) / "out.log").read_text()
        self.assertEqual(log, f"{self.project.folder} yes s3'c\nret two\nlines 1 gone\n")
        self.assertNotIn("s3'c", "".join(p.read_text() for p in self.project.folder.rglob("*") if p.is_file() and p != log and "out.log" not in p.name))
        done = self.succeed(self.project.expc("run", "e.exp", environment=secret))
        self.assertIn("2 failed, 1 done; 2 runs to start", done.stdout)
        self.engine.wait_until_empty()
        self.assertEqual(len(self.engine.all("jobs")), 4)

    def test_pods_unpack_uploads_and_clone_commits(self):
        folder = self.project.folder
        storage = 'sent = upload { from = "src" }, cloned = git { repo = "tool" }'
        for name in ("src", "tool", "at sent", "at cloned"):
            (folder / name).mkdir()
        self.project.write("src/it's sent", "as it was\n")
        self.project.write("tool/version", "one\n")
        git = ["git", "-C", folder / "tool", "-c", "user.name=A", "-c", "user.email=a@example.org"]
        for words in (["init", "-q", "-b", "trunk"], ["add", "."], ["commit", "-q", "-m", "One"],
                      ["init", "-q", "--bare", folder / "remote"], ["remote", "add", "origin", f"file://{folder}/remote"],
                      ["push", "-q", "origin", "trunk"]):
            subprocess.run([*git, *words], check=True)
        self.write("m.exp", MADE, storage=storage)
        self.run_to_the_end("m.exp", "both")
        rows = self.project.plan_rows("m.exp", "both")
        self.assert_all(rows, "succeeded")
        logs = [(self.project.run_folder("both", row["experiment"], row["id"]) / "out.log").read_text() for row in rows]
        self.assertEqual(logs, ["as it was\n", "one\n"])
        (archive,) = [map for map in self.engine.all("configmaps") if "binaryData" in map]
        self.assertTrue(archive["immutable"])
        for version in ("1.29", "1.33"):
            kubernetes_validate.validate(archive, version, strict=False)
        # Equal archives are one object.
        self.succeed(self.project.call("sh", "build/both/submit.sh", "--again"))
        self.engine.wait_until_empty()
        self.assertEqual(len([map for map in self.engine.all("configmaps") if "binaryData" in map]), 1)
        # Another target has its own, which outlives those of this one.
        self.run_to_the_end("m.exp", "other")
        self.assertEqual(len([map for map in self.engine.all("configmaps") if "binaryData" in map]), 2)
        self.succeed(self.project.call("sh", "build/both/destroy.sh"))
        (archive,) = [map for map in self.engine.all("configmaps") if "binaryData" in map]
        self.assertIn(archive["metadata"]["name"], (folder / "build/other/submit.sh").read_text())
        self.succeed(self.project.call("sh", "build/other/destroy.sh"))
        self.assertEqual(self.engine.all("configmaps"), [])
        # A ConfigMap has its limit.
        self.project.write("src/large", "x" * 2**20)
        refused = self.project.expc("build", "m.exp").stderr
        self.assertRegex(refused, r"error\[E0812\]: the archive of `sent` takes \d+ bytes, but Kubernetes takes at most 1048576 in a ConfigMap")

    def test_a_setup_leaves_the_path_of_the_image_alone(self):
        tools = self.engine.folder / "image tools"
        tools.mkdir()
        (tools / "in-the-image").symlink_to("/bin/true")
        self.engine.image_path = str(tools)
        self.write("e.exp", PREPARED)
        self.run_to_the_end("e.exp", "e@cluster")
        self.assert_all(self.project.plan_rows("e.exp"), "succeeded")

    def test_pods_copy_from_buckets_and_back(self):
        folder = self.project.folder
        for name in ("in put", "out put", "at given", "at taken"):
            (folder / name).mkdir()
        self.project.write("in put/a b", "given\n")
        self.project.write("at taken/.of an earlier run", "")
        self.write("b.exp", COPIED, storage=BUCKETS)
        self.run_to_the_end("b.exp", "e@cluster")
        rows = self.project.plan_rows("b.exp")
        self.assert_all(rows, "succeeded")
        copied = {str(path.relative_to(folder / "out put")): path.read_text() for path in (folder / "out put").rglob("*") if path.is_file()}
        self.assertEqual(copied, {f"{rows[0]['id']}/result": "given\n"})
        # A copy that does not arrive is a run that failed.
        (folder / "in put/a b").unlink()
        (folder / "in put").rmdir()
        self.succeed(self.project.expc("run", "b.exp", "--all"))
        self.engine.wait_until_empty()
        self.assertEqual(self.project.status(rows[0])["state"], "setup_failed")
        self.assertIn("mount given: cannot copy from :local:", self.project.status(rows[0])["reason"])

    def test_what_pods_write_elsewhere_is_known_from_the_jobs(self):
        self.write("e.exp", ENDINGS.replace(", OTHER = other", "").replace(" $OTHER", ""))
        elsewhere = self.engine.folder / "elsewhere"
        elsewhere.mkdir()
        text = (self.project.folder / "e.exp").read_text()
        folder = str(self.project.folder)
        self.project.write("e.exp", text.replace(f'"{folder}/runs"', f'"{elsewhere}/runs"').replace(f'at = "{folder}"', f'at = "{elsewhere}"'))
        done = self.project.expc("run", "e.exp", "--follow", environment={"MY_KEY": "x"})
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("1 of 3 succeeded, 2 failed", done.stderr)
        self.assertEqual(len(list(elsewhere.rglob("out.log"))), 3)
        rows = self.project.plan_rows("e.exp")
        self.assertEqual(self.project.states(rows), ["succeeded", "failed", "failed"])
        self.assertIn("2 failed, 1 done", self.project.expc("run", "e.exp", "--dry-run").stdout)

    def test_runs_that_succeeded_for_an_earlier_build_are_left_alone_whose_records_lie_elsewhere(self):
        elsewhere = self.engine.folder / "elsewhere"
        elsewhere.mkdir()
        folder = str(self.project.folder)

        def run(sizes, note=""):
            self.write("g.exp", GROWING.replace("@sizes@", sizes).replace("@note@", note))
            text = (self.project.folder / "g.exp").read_text()
            self.project.write("g.exp", text.replace(f'"{folder}/runs"', f'"{elsewhere}/runs"').replace(f'at = "{folder}"', f'at = "{elsewhere}"'))
            said = self.succeed(self.project.expc("run", "g.exp")).stdout
            self.engine.wait_until_empty()
            return said

        # Two groups, so that ranks are no indexes; nobody looks between the builds.
        self.assertIn("4 new; 4 runs to start", run("[5, 6, 7, 30]"))
        self.assertIn("1 new, 4 done; 1 run to start", run("[2, 5, 6, 7, 30]"))
        self.assertIn("5 done; nothing to start", run("[2, 5, 6, 7, 30]", "As before."))
        self.assertEqual(len(list(elsewhere.rglob("out.log"))), 5)
        rows = self.project.plan_rows("g.exp")
        self.assertEqual(self.project.states(rows), ["succeeded"] * 5)
        trees = [self.project.status(row)["tree"] for row in rows]
        self.assertEqual(len(set(trees)), 2)
        self.assertEqual(trees[1:], [trees[1]] * 4)
        # What has told who it ran is not asked again.
        for script in (self.project.folder / "runs/.expc" / trees[1]).rglob("task.sh"):
            script.unlink()
        self.assertIn("5 done; nothing to start", run("[2, 5, 6, 7, 30]"))


main()
