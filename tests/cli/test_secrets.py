# SPDX-License-Identifier: MIT
"""Secrets reach the runs, as values of the environment and inside them, and no file that expc writes."""

import subprocess
import unittest

from shell import Case

INSIDE_TEXTS = """
secret token = env("HUB_TOKEN")
secret user  = file("hub-user")
let auth = "Bearer ${token}"

experiment upload {
  space   = product { part in [1, 2] }
  command = bash { run = 'printf "%s\\n" "$URL" "$AUTH" "$PLAIN" "$header"', vars = { header = "Header: ${auth}" } }
  env     = {
    URL   = "https://${user}:${token}@hub/${part}"
    AUTH  = auth
    PLAIN = if part == 1 then token else "Basic ${token}"
  }
}

platform here = local {}
target upload on here
"""
TOKEN, USER = """s3 $cr'et"*\\""", "o'neill"


def said(part):
    plain = TOKEN if part == 1 else f"Basic {TOKEN}"
    return f"https://{USER}:{TOKEN}@hub/{part}\nBearer {TOKEN}\n{plain}\nHeader: Bearer {TOKEN}\n"


class Secrets(Case):
    def no_file_but_logs_holds(self, value):
        for path, content in self.files(".").items():
            if not path.endswith("/out.log"):
                self.assertNotIn(value.encode(), content, path)

    def logs(self):
        return sorted(path.read_text() for path in self.folder.glob("runs/*/upload/*/out.log"))

    def test_a_missing_secret_stops_the_call_before_anything_starts(self):
        text = self.read("sweep.exp").replace("experiment fit {", 'secret key = env("NO_SUCH_KEY")\n\nexperiment fit {\n  env = { KEY = key }')
        self.write("sweep.exp", text)
        said = self.fail_with(1, "run", "sweep.exp", "fit@here")
        self.assertIn("NO_SUCH_KEY", said)
        self.assertFalse((self.folder / "runs/fit@here").exists())
        self.assertIn("6 succeeded", self.succeed("run", "sweep.exp", "fit@here", environment={"NO_SUCH_KEY": "abc"}))
        self.no_file_but_logs_holds("abc")

    def test_texts_that_hold_them_are_put_together_where_the_run_starts(self):
        self.write("texts.exp", INSIDE_TEXTS)
        self.write("hub-user", USER)
        self.assertIn("2 succeeded", self.succeed("run", "texts.exp", environment={"HUB_TOKEN": TOKEN}))
        self.assertEqual(self.logs(), [said(1), said(2)])
        self.no_file_but_logs_holds(TOKEN)

    def test_run_sh_puts_them_together_too(self):
        self.write("texts.exp", INSIDE_TEXTS)
        self.write("hub-user", USER)
        self.succeed("build", "texts.exp")
        subprocess.run(["sh", "build/upload@here/run.sh"], cwd=self.folder, env={"PATH": "/usr/bin:/bin", "HUB_TOKEN": TOKEN},
                       check=True, capture_output=True, timeout=60)
        self.assertEqual(self.logs(), [said(1), said(2)])
        self.no_file_but_logs_holds(TOKEN)


if __name__ == "__main__":
    unittest.main()
