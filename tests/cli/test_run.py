# SPDX-License-Identifier: MIT
"""`expc run` on this machine: what succeeded is not run again, and what changed is asked about."""

import os
import pty
import shutil
import signal
import subprocess
import time
import unittest

from shell import Case


PLAIN = """\
experiment say { space = product { i in 0..<3 }, command = ["echo", i] }
platform here = local { max_parallel = 1 }
target say on here
"""

GPUS = """\
experiment hold {
  space     = product { i in 0..<3 }
  resources = { gpus = 1 }
  command   = ["sh", "-c", 'echo $$ > "$0.pid"; echo "$0 on $CUDA_VISIBLE_DEVICES" >> log; [ "$0" = 0 ] || exit 1; sleep 600', i]
}
platform here = local { gpus = [3, 5] }
target hold on here
"""


def shown_on(master):
    """All that was written to a terminal whose other side is closed; it comes in pieces."""
    text = b""
    try:
        while piece := os.read(master, 65536):
            text += piece
    except OSError:
        pass
    os.close(master)
    return text.decode()


class Run(Case):
    def run_here(self, *words):
        return self.succeed("run", "sweep.exp", "fit@here", *words)

    def said(self):
        """What the runs wrote, by their words."""
        return sorted(path.read_text() for path in (self.folder / "runs/fit@here/fit").glob("*/said.txt"))

    def test_a_file_with_several_targets_wants_one(self):
        said = self.fail_with(2, "run", "sweep.exp")
        self.assertIn("expc run sweep.exp fit@here     # local, 6 runs", said)
        self.assertIn("there is no target `fit@hre`; did you mean `fit@here`?", self.fail_with(2, "run", "sweep.exp", "fit@hre"))
        self.assertFalse((self.folder / "build").exists())

    def test_all_runs_run_once(self):
        self.assertIn("6 succeeded", self.run_here())
        self.assertEqual(len(self.said()), 6)
        self.assertIn("fit@here: 6 done; nothing to start", self.run_here())
        self.assertIn("6 succeeded", self.run_here("--all"))

    def test_records_here_are_files_whatever_jobs_are_told(self):
        done = self.expc("run", "sweep.exp", "fit@here", environment={"EXPC_STATUS": "append"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("EXPC_STATUS=append is for jobs and run.sh", done.stderr)
        self.assertEqual(list(self.folder.glob("runs/fit@here/.status/fit/append")), [])
        self.assertIn("fit@here: 6 done; nothing to start", self.run_here())

    def test_a_failed_run_is_one_line_whatever_its_values_hold(self):
        self.write("lines.exp", """
experiment fit {
  space   = product { text in ["a\\nb", "c"] }
  command = ["false", text]
}
platform here = local {}
target fit on here
""")
        done = self.expc("run", "lines.exp")
        self.assertEqual(done.returncode, 1, done.stderr)
        for said in (done.stderr, done.stdout):
            failed = [line for line in said.splitlines() if "text=a" in line]
            self.assertEqual(len(failed), 1, said)
            self.assertIn("text=a\\u{A}b  exit 1", failed[0])

    def test_a_run_whose_output_was_deleted_runs_again(self):
        self.run_here()
        for path in list((self.folder / "runs/fit@here/fit").glob("*/said.txt"))[:2]:
            path.unlink()
        self.assertIn("2 failed (outputs of 2 are gone), 4 done; 2 runs to start", self.run_here())
        shutil.rmtree(self.folder / "runs/fit@here/fit")
        self.assertIn("6 failed (outputs of 6 are gone); 6 runs to start", self.run_here("--dry-run"))
        self.run_here("--keep")
        self.assertEqual(len(self.said()), 6)
        self.assertIn("6 done; nothing to start", self.run_here())

    def test_a_run_whose_folder_was_deleted_runs_again(self):
        self.write("plain.exp", PLAIN)
        self.assertIn("3 runs: 3 succeeded", self.succeed("run", "plain.exp"))
        shutil.rmtree(next((self.folder / "runs/say@here/say").iterdir()))
        self.assertIn("1 failed (outputs of 1 are gone), 2 done; 1 run to start", self.succeed("run", "plain.exp"))

    def test_gpus_of_runs_that_outlived_a_killed_call_are_not_given_out_again(self):
        self.write("gpus.exp", GPUS)
        with subprocess.Popen([os.environ["EXPC"], "run", "gpus.exp", "--runs", "0"], cwd=self.folder, start_new_session=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            while not (self.folder / "log").exists():
                time.sleep(0.05)
            killed.kill()
        self.addCleanup(os.killpg, int(self.read("0.pid")), signal.SIGKILL)
        self.assertIn("1 failed", self.expc("run", "gpus.exp", "--runs", "1").stdout)
        refused = self.expc("run", "gpus.exp", "--runs", "2", "--override", "hold.resources.gpus=2")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("they have 1 of 2 GPUs, and runs ask for 2: nothing is started", refused.stderr)
        self.assertEqual(self.read("log"), "0 on 3\n1 on 5\n")

    def test_a_failure_names_the_log_that_says_why(self):
        self.write("plain.exp", PLAIN.replace('["echo", i]', '["sh", "-c", "echo because; exit 3"]'))
        said = self.expc("run", "plain.exp").stdout
        self.assertIn("out.log:\n  because\n", said)

    def test_a_reader_that_leaves_ends_no_runs(self):
        self.write("plain.exp", PLAIN.replace('["echo", i]', '["sleep", "0.5"]'))
        words = f"'{os.environ['EXPC']}' run plain.exp | head -n 2"
        subprocess.run(["bash", "-c", words], cwd=self.folder, capture_output=True, timeout=60)
        self.assertIn("3 done; nothing to start", self.succeed("run", "plain.exp"))

    def test_outputs_that_only_the_job_can_place_are_not_judged(self):
        self.write("sweep.exp", self.read("sweep.exp").replace('"${run.dir}/said.txt"', '"${run.env("FIT")}/${run.id}"'))
        environment = {"FIT": str(self.folder / "fits")}
        self.succeed("run", "sweep.exp", "fit@here", environment=environment)
        shutil.rmtree(self.folder / "fits")
        self.assertIn("6 done; nothing to start", self.succeed("run", "sweep.exp", "fit@here", environment=environment))

    def test_a_failed_run_runs_again_and_its_log_is_named(self):
        self.write("fail-4", "")
        done = self.expc("run", "sweep.exp", "fit@here")
        self.assertEqual(done.returncode, 1)
        self.assertIn("5 succeeded, 1 failed", done.stdout)
        self.assertRegex(done.stdout, r"lr=0.2 seed=1 .*runs/fit@here/fit/[0-9a-f]{20}/err.log")
        (self.folder / "fail-4").unlink()
        self.assertIn("1 failed, 5 done; 1 run to start", self.run_here())

    def test_logs_of_earlier_attempts_stay_whoever_starts_the_run(self):
        self.write("fit.sh", 'for word; do out=$word; done\ncat say\ntouch "$out"\n')
        self.write("say", "first")
        self.run_here("--first", "1")
        self.write("say", "second")
        subprocess.run(["sh", "build/fit@here/run.sh", "--runs", "0"], cwd=self.folder, check=True, capture_output=True)
        self.write("say", "third")
        self.run_here("--first", "1", "--all")
        folder, = (self.folder / "runs/fit@here/fit").iterdir()
        logs = {path.name: path.read_text() for path in folder.glob("out*")}
        self.assertEqual(logs, {"out.1.log": "first", "out.2.log": "second", "out.log": "third"})
        self.assertEqual(len(list(folder.glob("err*"))), 3)

    def test_a_program_that_is_not_there_took_no_time(self):
        self.write("sweep.exp", self.read("sweep.exp").replace('["sh", "fit.sh"', '["no-such-program"'))
        said = self.expc("run", "sweep.exp", "fit@here", "--first", "1").stdout
        self.assertIn("cannot start no-such-program: no such program  runs/", said)

    def test_the_question_about_changed_runs_is_asked_until_it_is_answered(self):
        self.run_here()
        before = self.said()
        master, slave = pty.openpty()
        os.write(master, b"y\nk\n")
        done = self.expc("run", "sweep.exp", "fit@here", "--set", "steps=50", stdin=slave, stdout=subprocess.PIPE, stderr=slave, capture_output=False)
        os.close(slave)
        self.assertEqual((done.returncode, self.said()), (0, before))
        self.assertEqual(shown_on(master).count("run them again (c)hanged"), 2)

    def test_a_value_that_is_added_leaves_the_others_done(self):
        self.run_here()
        self.write("sweep.exp", self.read("sweep.exp").replace("[0.1, 0.2]", "[0.05, 0.1, 0.2]"))
        self.assertIn("3 new, 6 done; 3 runs to start", self.run_here())

    def test_selections_run_what_they_name(self):
        self.assertIn("2 runs to start", self.run_here("--runs", "0,5"))
        self.assertIn("2 new, 1 done; 2 runs to start", self.run_here("--where", "lr == 0.1"))
        self.assertIn("1 run to start", self.run_here("--where", "lr == 0.2", "--first", "1"))
        self.assertEqual(len(self.said()), 5)

    def test_a_selection_without_a_run_is_a_mistake_in_plan_and_in_run(self):
        for words, message in ((["--where", "lr == 99.0"], "`--where 'lr == 99.0'` selects none of the 6 runs"),
                               (["--first", "0"], "`--first 0` selects none of the 6 runs"),
                               (["--runs", "999"], "there is no run 999: there are 6 runs, and the last is 5"),
                               (["--runs", "4-6"], "there is no run 6"),
                               (["--runs", "5-2"], "the range `5-2` ends before it begins"),
                               (["--runs", "-1"], "`-1` is not an index"),
                               (["--runs", ""], "`` is not an index")):
            for subcommand in "plan", "run":
                self.assertIn(message, self.fail_with(1, subcommand, "sweep.exp", "fit@here", *words))
        said = self.fail_with(2, "run", "sweep.exp", "fit@here", "--runs", "a")
        self.assertIn("there is no target `a`", said)
        self.assertIn("`--runs` takes a list like 0-3,8", said)
        self.assertFalse((self.folder / "build").exists())

    def test_options_for_jobs_are_refused_where_there_are_none(self):
        for subcommand in "plan", "build", "run":
            said = self.fail_with(2, subcommand, "sweep.exp", "fit@here", "--engine-flag=--reservation=x")
            self.assertIn("--engine-flag is for clusters: fit@here runs on this machine", said)
        self.assertIn("--after is for clusters", self.fail_with(2, "run", "sweep.exp", "fit@here", "--dry-run", "--after", "slurm:1"))
        self.succeed("plan", "sweep.exp", "--engine-flag=--reservation=x")

    def test_changed_runs_stop_the_call_until_somebody_says_what_to_do(self):
        self.run_here()
        before = self.said()
        said = self.fail_with(1, "run", "sweep.exp", "fit@here", "--set", "steps=50")
        self.assertIn("6 runs of fit@here changed since they succeeded", said)
        self.assertIn("fit 0: --steps 5 -> 50", said)
        self.assertIn("  and 3 more of fit\n", said)
        self.assertIn("--changed", said)
        self.assertEqual(self.said(), before)
        self.assertIn("nothing to start", self.run_here("--set", "steps=50", "--keep"))
        self.assertEqual(self.said(), before)
        self.run_here("--set", "steps=50", "--changed")
        self.assertTrue(all("--steps 50" in text for text in self.said()))

    def test_words_after_two_dashes_are_appended_and_change_the_runs(self):
        self.run_here("--first", "1")
        said = self.fail_with(1, "run", "sweep.exp", "fit@here", "--first", "1", "--", "out2.txt")
        self.assertIn("(no word) -> out2.txt", said)
        self.run_here("--first", "1", "--changed", "--", "out2.txt")
        self.assertIn("out2.txt", self.read("out2.txt"))

    def test_a_dry_run_does_nothing(self):
        said = self.run_here("--dry-run", "--runs", "1-2,4")
        self.assertIn("3 new; 3 runs to start\n  fit 1-2,4\n", said)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["fit.sh", "sweep.exp"])

    def test_setup_and_bash_run_through_the_same_records(self):
        text = self.read("sweep.exp").replace("  outputs ", "  setup     = [bash { run = '''export GREETING=hello''' }]\n  outputs ")
        text = text[:text.index("  command")] + "  command   = bash { run = '''echo \"$GREETING $LR\" > \"$EXPC_RUN_DIR/said.txt\"''', vars = { LR = lr } }\n}\n" + text[text.index("\nplatform here"):]
        self.write("sweep.exp", text)
        self.assertIn("6 succeeded", self.run_here())
        self.assertEqual(self.said(), ["hello 0.1\n"] * 3 + ["hello 0.2\n"] * 3)
        self.assertIn("6 done; nothing to start", self.run_here())

    def test_after_is_for_clusters(self):
        self.assertIn("--after is for clusters", self.fail_with(2, "run", "sweep.exp", "fit@here", "--after", "slurm:1"))


unittest.main()
