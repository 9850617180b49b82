# SPDX-License-Identifier: MIT
"""What a run in a Charliecloud container may do, how it fails, and what is told when its container cannot start."""

import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from container_case import ContainerCase, main  # noqa: E402

PROGRAM = """\
container box { root = "@image@" }
container missing { root = "@project@/no-image" }
mount data = { at = "/data" }
mount out  = { at = "/out", mode = "rw" }
mount gone = { at = "/gone" }
mount code = { at = "/made/code" }
mount copy = { at = "/made/copy", mode = "rw" }
mount fast = { at = "/made/fast", mode = "rw" }
experiment writes {
  container = box
  mounts    = [data, out]
  workdir   = data.at
  outputs   = { mark = file("${out.at}/made/mark"), near = dir("${run.dir}/near") }
  env       = { PATH = prepend("/data/bin"), IMAGE = "declared" }
  command   = ["tool", outputs.mark]
}
experiment refused   { container = box, mounts = [data], command = ["touch", "${data.at}/new"] }
experiment prepared {
  container       = box
  mounts          = [data]
  container_setup = [bash { run = "export FROM_SETUP=1; cd /data" }]
  command         = bash { run = 'printf "%s %s %s" "$FROM_SETUP" "$(pwd)" "$VALUE" >"$EXPC_RUN_DIR/seen"', vars = { VALUE = "a 'b'" } }
}
experiment unprepared { container = box, container_setup = [bash { run = "true" }, bash { run = "false; true" }], command = ["true"] }
experiment two_steps { container = box, steps = [["touch", "${run.dir}/one"], ["sh", "-c", "exit 7"], ["touch", "${run.dir}/three"]] }
experiment lost      { container = box, mounts = [out], outputs = { mark = file("${out.at}/lost") }, command = ["true"] }
experiment no_image  { container = missing, command = ["true"] }
experiment no_source { container = box, mounts = [gone], command = ["true"] }
experiment made {
  container = box
  mounts    = [code, copy, fast]
  workdir   = copy.at
  command   = ["sh", "-c", 'set -e; pwd; cat "$0/text"; : >"$1/new"; : >own; echo * "$1"/*; ! (: >"$0/new")', code.at, fast.at]
}
experiment no_program { container = box, command = ["there-is-none"] }
platform here = local {
  runtime = charliecloud {}
  storage = { data = bind("@project@/data: it's"), out = bind("@project@/out"), gone = bind("@project@/gone"),
              code = upload { from = "src" }, copy = upload { from = "src" }, fast = scratch { size = 1MiB } }
}
target all = [writes, refused, prepared, unprepared, two_steps, lost, no_image, no_source, made, no_program] on here
"""


class Outcomes(ContainerCase):
    def setUp(self):
        super().setUp()
        folder = self.project.folder
        self.data = folder / "data it's"
        (self.data / "bin").mkdir(parents=True)
        (folder / "src").mkdir()
        (folder / "src/text").write_text("sent\n")
        tool = self.data / "bin/tool"
        tool.write_text("#!/bin/sh\npwd; printf '%s\\n' \"$IMAGE $OF_IMAGE\" \"$PATH\"; : >\"$1\"\n")
        tool.chmod(0o755)
        (self.image / "ch").mkdir(exist_ok=True)
        (self.image / "ch/environment").write_text("IMAGE=weaker\nOF_IMAGE=a b\nPATH=/image/bin:/bin\n")
        text = PROGRAM.replace("data: it's", "data it's")
        self.project.write("o.exp", text.replace("@image@", str(self.image)).replace("@project@", str(folder)))

    def test_each_outcome_is_told(self):
        done = self.project.expc("run", "o.exp")
        self.assertEqual(done.returncode, 1, done.stderr)
        rows = {row["experiment"]: row for row in self.project.plan_rows("o.exp")}
        status = {name: self.project.status(row) for name, row in rows.items()}
        said = {name: (known.get("state"), known.get("reason", "")) for name, known in status.items()}
        host = status["writes"]["host"]
        folder = self.project.folder
        self.assertEqual(said, {
            "writes": ("succeeded", ""), "refused": ("failed", ""), "prepared": ("succeeded", ""),
            "unprepared": ("setup_failed", "container_setup 2 of 2 failed"), "two_steps": ("failed", ""),
            "lost": ("output_missing", "output mark is missing"),
            "no_image": ("setup_failed", f"there is no image {folder}/no-image on {host}"),
            "no_source": ("setup_failed", f"mount gone: there is no {folder}/gone on {host}"),
            "made": ("succeeded", ""),
            "no_program": ("failed", ""),
        })
        self.assertEqual((status["two_steps"]["exit"], status["two_steps"]["step"]), ("7", "1"))
        # Read-only is read-only, and what is written to the other mount is outside.
        self.assertIn("Read-only file system", self.project.log(rows["refused"]))
        self.assertFalse((self.data / "new").exists())
        self.assertTrue((folder / "out/made/mark").exists())
        self.assertEqual(self.project.log(rows["writes"], "out.log"),
                         "/data\ndeclared a b\n/data/bin:/image/bin:/bin\n")
        self.assertEqual(self.project.log(rows["made"], "out.log"), "/made/copy\nsent\nown text /made/fast/new\n")
        seen = self.project.run_folder("all", "prepared", rows["prepared"]["id"]) / "seen"
        self.assertEqual(seen.read_text(), "1 /data a 'b'")
        self.assertIn("there-is-none", self.project.log(rows["no_program"]))


main()
