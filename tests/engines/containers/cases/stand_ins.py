# SPDX-License-Identifier: MIT
"""singularity, apptainer, docker and podman are called with the words they document. They are stand-ins here.

stand_in.py checks the words, and starts the command with ch-run: argv, environment, folder and binds are seen from inside.
"""

import json
import os
import sys

sys.path.insert(0, __file__.rsplit("/", 2)[0])
from container_case import HERE, ContainerCase, main  # noqa: E402

PROGRAM = """\
container box { @kind@ = "@image@" }
mount data = { at = "/data" }
mount out  = { at = "/out", mode = "rw" }
space s = product { word in ["", "it's \\"x\\", $$: a b\\nline\\n", "-n"] }
experiment h {
  space     = s
  container = box
  mounts    = [out, data]
  workdir   = out.at
  resources = { gpus = 1 }
  env       = { TEXT = word, PATH = prepend("/data/bin"), LD_LIBRARY_PATH = "/opt/it's" }
  outputs   = { mark = file("${out.at}/${run.id}/mark") }
  command   = ["/bin/sh", "@project@/report.sh", word, outputs.mark]
  stdout    = "${out.at}/logs/${run.id}.txt"
}
platform laptop = local {
  gpus    = [3]
  runtime = @runtime@ { extra_args = ["--no-home"] }
  storage = { data = bind("@project@/data"), out = bind("@project@/out") }
}
target h on laptop
"""
IMAGES = {
    "singularity": ("sif", "/images/box.sif"), "apptainer": ("oci", "example.org/box:1"),
    "docker": ("oci", "example.org/box:1"), "podman": ("oci", "example.org/box:1"),
}


class StandIns(ContainerCase):
    def start(self, runtime, **surroundings):
        folder = self.project.folder
        kind, image = IMAGES[runtime]
        if kind == "sif":
            image = str(folder / "box.sif")
            (folder / "box.sif").touch()
        programs = folder / "programs"
        programs.mkdir()
        (programs / runtime).symlink_to(HERE / "stand_in.py")
        (folder / "data").mkdir()
        (folder / "images.json").write_text(json.dumps({image: str(self.image), f"docker://{image}": str(self.image)}))
        text = PROGRAM.replace("@runtime@", runtime).replace("@kind@", kind)
        # The report writes the output too.
        (folder / "report.sh").write_text((HERE / "report.sh").read_text() + 'echo reported; : >"$2"\n')
        self.project.write("h.exp", text.replace("@image@", image).replace("@project@", str(folder)))
        return self.project.expc("run", "h.exp", environment={
            "PATH": f"{programs}:{os.environ['PATH']}", "STAND_IN_LOG": str(folder / "log"),
            "STAND_IN_IMAGES": str(folder / "images.json"), "APPTAINERENV_LEAK": "1", "SINGULARITYENV_LEAK": "1",
            **surroundings,
        })

    def run_with(self, runtime):
        folder = self.project.folder
        done = self.start(runtime)
        rows = self.project.plan_rows("h.exp")
        self.succeed(done)
        self.assert_all(rows, "succeeded")
        for row in rows:
            report = self.project.report(row)
            self.assertEqual(report["argv"], row["argv"])
            self.assertEqual(report["workdir"], "/out")
            seen = report["environment"]
            self.assertEqual(seen["TEXT"], row["params"]["word"])
            self.assertEqual(seen["LD_LIBRARY_PATH"], "/opt/it's")
            self.assertEqual(seen["PATH"].split(":")[0], "/data/bin")
            self.assertNotIn("LEAK", seen)
            self.assertTrue((folder / "out" / row["id"] / "mark").exists())
            self.assertEqual((folder / "out/logs" / f"{row['id']}.txt").read_text(), "reported\n")
        calls = [json.loads(line) for line in (folder / "log").read_text().splitlines()]
        return rows, calls, str(folder)

    def test_a_stand_in_for_singularity_gets_the_sif_file(self):
        rows, calls, folder = self.run_with("singularity")
        self.assert_apptainer(rows, calls, folder, f"{folder}/box.sif")

    def test_a_stand_in_for_apptainer_gets_the_image_of_a_registry(self):
        rows, calls, folder = self.run_with("apptainer")
        self.assert_apptainer(rows, calls, folder, "docker://example.org/box:1")

    def test_values_that_an_old_release_would_evaluate_are_refused(self):
        done = self.start("singularity", STAND_IN_IS_OLD="1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 failed", done.stdout + done.stderr)
        self.assertIn("has no --no-eval: it would let a shell evaluate the variable", done.stdout + done.stderr)
        calls = (self.project.folder / "log").read_text().splitlines()
        self.assertEqual(len(calls), 2, "the other two runs have harmless values")

    def assert_apptainer(self, rows, calls, folder, image):
        for call in calls:
            self.assertEqual(call[1:call.index(image) + 1], [
                "exec", "--cleanenv", "--pwd", "/out", "--nv", "-B", f"{folder}:{folder}", "-B", f"{folder}/data:/data:ro",
                "-B", f"{folder}/out:/out", "-B", f"{folder}/runs:{folder}/runs", "--no-home", image])
        for row in rows:
            self.assertEqual(self.project.report(row)["environment"]["CUDA_VISIBLE_DEVICES"], "3")

    def test_a_stand_in_for_docker_runs_as_the_user(self):
        _, calls, folder = self.run_with("docker")
        start = ["docker", "run", "--rm", "--init", "--cidfile", "ID", "--entrypoint", "",
                 "--user", f"{os.getuid()}:{os.getgid()}", "-w", "/out"]
        for call in calls:
            self.assert_starts_with(call, start)
            self.assert_docker(call, folder, ["--gpus", '"device=3"'])

    def test_a_stand_in_for_podman_gets_devices_by_name(self):
        _, calls, folder = self.run_with("podman")
        keep = [] if os.getuid() == 0 else ["--userns=keep-id"]
        start = ["podman", "run", "--rm", "--cidfile", "ID", "--entrypoint", "", "-w", "/out", *keep]
        for call in calls:
            self.assert_starts_with(call, start)
            self.assert_docker(call, folder, ["--device", "nvidia.com/gpu=3"])

    def assert_starts_with(self, call, start):
        begin = ["ID" if before == "--cidfile" else word for before, word in zip(["", *call], call)]
        self.assertEqual(begin[:len(start)], start)
        self.assertEqual(call[call.index("--cidfile") + 1].rsplit("/", 1)[1], ".container")

    def assert_docker(self, call, folder, gpus):
        image = call.index("example.org/box:1")
        bind = "type=bind,source={},target={}".format
        self.assertEqual(call[call.index(gpus[0]):image], [
            *gpus, "--mount", bind(folder, folder), "--mount", bind(f"{folder}/data", "/data") + ",readonly",
            "--mount", bind(f"{folder}/out", "/out"), "--mount", bind(f"{folder}/runs", f"{folder}/runs"), "--no-home"])
        names = {call[at + 1] for at, word in enumerate(call[:image]) if word == "-e"}
        self.assertLessEqual({"TEXT", "EXPC_RUN_ID", "EXPC_RUN_DIR", "EXPC_PARAM_word"}, names)
        self.assertFalse({"PATH", "LD_LIBRARY_PATH", "HOME", "CUDA_VISIBLE_DEVICES"} & names)


main()
